"""The corpus: texts of many languages in the encodings that can hold them, in four lengths, plain and as pages."""

import functools
import hashlib
import html
import pathlib
import re
import unicodedata
from typing import NamedTuple

from sources import LANGUAGES, paragraphs

LENGTHS = [30, 100, 400, 2000]
FORMS = ['text', 'page']
SAMPLES = 4

WEST = 'ca da de es fi fr is it nb nl pt sv'.split()
CENTRAL = 'cs hr hu pl ro sk sl'.split()
BALTIC = 'et lt lv'.split()
SLAVIC = 'be bg mk ru sr uk'.split()
EVERY = LANGUAGES

UNICODE = ['utf_8', 'utf_8_sig', 'utf_16', 'utf_16_le', 'utf_16_be', 'utf_32', 'utf_32_le', 'utf_32_be']
# Those of the Encoding Standard, which browsers support.
WEB = {
    'cp1252': WEST, 'iso8859_15': WEST, 'mac_roman': WEST, 'latin_1': WEST,
    'cp1250': CENTRAL, 'iso8859_2': CENTRAL, 'cp1254': ['tr'], 'cp1257': BALTIC, 'iso8859_13': BALTIC,
    'iso8859_4': BALTIC, 'iso8859_10': ['is', 'sv', 'nb'], 'iso8859_16': ['ro'], 'cp1258': ['vi'],
    'cp1251': SLAVIC, 'iso8859_5': SLAVIC, 'koi8_r': ['ru'], 'koi8_u': ['uk', 'ru'], 'cp866': ['ru'],
    'mac_cyrillic': ['ru', 'bg', 'sr', 'uk'],
    'cp1253': ['el'], 'iso8859_7': ['el'], 'cp1255': ['he'], 'iso8859_8': ['he'], 'cp1256': ['ar'],
    'iso8859_6': ['ar'], 'cp874': ['th'], 'tis_620': ['th'],
    'shift_jis': ['ja'], 'cp932': ['ja'], 'euc_jp': ['ja'], 'iso2022_jp': ['ja'],
    'gb2312': ['zh_CN'], 'gbk': ['zh_CN'], 'gb18030': ['zh_CN', 'zh_TW'], 'big5': ['zh_TW'], 'big5hkscs': ['zh_TW'],
    'euc_kr': ['ko'], 'cp949': ['ko'],
}
# Others, of DOS, Macs and mainframes.
OLDER = {
    'iso8859_9': ['tr'], 'hz': ['zh_CN'], 'iso2022_kr': ['ko'], 'johab': ['ko'], 'utf_7': ['fr', 'ja', 'ru'],
    'cp437': ['de', 'fr', 'es'], 'cp850': WEST, 'cp852': CENTRAL, 'cp855': ['ru', 'bg', 'sr'], 'cp737': ['el'],
    'cp775': BALTIC, 'cp857': ['tr'], 'cp862': ['he'], 'cp720': ['ar'], 'mac_latin2': CENTRAL, 'mac_greek': ['el'],
    'mac_turkish': ['tr'], 'cp037': ['de', 'fr'], 'cp500': ['de', 'fr'],
}


class Sample(NamedTuple):
    group: str
    encoding: str
    language: str
    length: int
    form: str
    data: bytes
    text: str


def make(part: str, cache: pathlib.Path) -> list[Sample]:
    """The same samples each time."""
    samples = []
    pieces = {}
    for language in LANGUAGES:
        texts = paragraphs(language, part, cache)
        for length in LENGTHS:
            pieces[language, length] = cut(texts, length)
    unicodes = {encoding: EVERY for encoding in UNICODE}
    for group, encodings in {'unicode': unicodes, 'web': WEB, 'older': OLDER}.items():
        for encoding, languages in encodings.items():
            for length in LENGTHS:
                for form in FORMS:
                    for language, few in shares(languages, group, f'{encoding} {length} {form}'):
                        key = f'{encoding} {language} {length} {form}'
                        for piece in choose(pieces[language, length], encoding, (key, few)):
                            made = encode(piece, encoding, form)
                            if made is not None:
                                samples.append(Sample(group, encoding, language, length, form, *made))
    return samples


def shares(languages: list[str], group: str, key: str) -> list[tuple[str, int]]:
    """Which languages, and how many samples of each: about as many for every encoding, since the referees are slow."""
    if group == 'unicode':
        return [(language, 1) for language in languages]
    start = seed(key) % len(languages)
    turned = languages[start:] + languages[:start]
    return [(language, max(1, SAMPLES // len(languages))) for language in turned[:SAMPLES]]


def seed(key: str) -> int:
    return int(hashlib.sha1(key.encode()).hexdigest(), 16)


def cut(texts: list[str], length: int) -> list[list[str]]:
    """Texts of a given length, each of whole paragraphs except for the last."""
    pieces, piece, left = [], [], length
    for text in texts:
        piece.append(text[:left])
        left -= len(text)
        if left <= 0:
            pieces.append(piece)
            piece, left = [], length
    return pieces


def choose(pieces: list[list[str]], encoding: str, what: tuple[str, int]) -> list[list[str]]:
    """Some of the texts that have a byte beyond ASCII in that encoding."""
    key, few = what
    start = seed(key) % max(1, len(pieces))
    chosen = []
    for i in range(len(pieces)):
        piece = pieces[(start + i) % len(pieces)]
        if encode(piece, encoding, 'text') is not None:
            chosen.append(piece)
            if len(chosen) == few:
                break
    return chosen


def encode(piece: list[str], encoding: str, form: str) -> tuple[bytes, str] | None:
    """`None` if the encoding lacks one of its characters, or if there is nothing to detect."""
    paragraphs_ = [fitted(text, encoding) for text in piece]
    if None in paragraphs_ or all(text.isascii() for text in paragraphs_):
        return None
    text = ' '.join(paragraphs_) if form == 'text' else page(paragraphs_)
    try:
        data = text.encode(encoding)
        if data.decode(encoding) != text:
            return None
    except UnicodeError:
        return None
    return data, text


PLAIN = str.maketrans({
    '“': '"', '”': '"', '„': '"', '‘': "'", '’': "'", '‚': "'", '–': '-', '—': '-', '−': '-', '…': '...', '•': '*',
    '«': '"', '»': '"', '\u00a0': ' ', '\u202f': ' ', '‑': '-', '→': '->', '\u200b': '', '\u200e': '', '\u200f': '',
    '©': '(c)', '®': '(R)', '×': 'x', '°': '', '·': '-', '‹': '<', '›': '>', 'ș': 'ş', 'ț': 'ţ', 'Ș': 'Ş', 'Ț': 'Ţ',
    '～': '~', '〜': '~', '－': '-',
})


def fitted(text: str, encoding: str) -> str | None:
    """As people wrote it in that encoding: typographic characters that it lacks are replaced by plain ones."""
    forms = [fitted_character(character, encoding) for character in text]
    return None if None in forms else ''.join(forms)


@functools.cache
def fitted_character(character: str, encoding: str) -> str | None:
    for form in (character, character.translate(PLAIN), toned(character)):
        try:
            form.encode(encoding)
        except UnicodeError:
            continue
        return form
    return None


def toned(character: str) -> str:
    """Vietnamese in windows-1258: a vowel, then its tone."""
    parts = unicodedata.normalize('NFD', character)
    tones = [mark for mark in parts if mark in '\u0300\u0301\u0303\u0309\u0323']
    rest = ''.join(mark for mark in parts if mark not in tones)
    return unicodedata.normalize('NFC', rest) + ''.join(tones)


HEAD = (
    '<!DOCTYPE html>\n<html>\n<head>\n<title>{title}</title>\n<link rel="stylesheet" href="/static/site.css">\n'
    '<script>var page = {{"id": 17, "theme": "light"}};</script>\n</head>\n<body class="article">\n'
    '<nav><a href="/">Home</a> <a href="/index.html?page=2">2</a></nav>\n'
)


def page(texts: list[str]) -> str:
    """A page that does not declare its encoding."""
    lines = [HEAD.format(title=html.escape(texts[0][:30]))]
    for number, text in enumerate(texts):
        words = re.sub(r'^(\S+ \S+)', r'<b>\1</b>', html.escape(text, quote=False))
        lines.append(f'<p id="p{number}" class="text">{words}</p>\n')
    return ''.join([*lines, '<div id="footer">1995-2005 <a href="mailto:webmaster@example.org">webmaster</a></div>\n</body>\n</html>\n'])
