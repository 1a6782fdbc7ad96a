"""Paragraphs in many languages, from Debian packages that are downloaded and unpacked, never installed.

The packages are free documentation and translations (GPL, LGPL, CC BY-SA, GFDL); what is made of them stays in the cache.
The languages' models are tuned on some packages and measured on others, so that no document is in both parts.
"""

import gettext
import hashlib
import html.parser
import pathlib
import re
import subprocess

PACKAGES = {
    'tune': ['gimp-data', 'gnome-user-docs', 'gnome-control-center-data', 'synaptic'],
    'held-out': [
        'gnucash-common', 'aptitude-common', 'evolution-common', 'debian-handbook',
        'fortunes-bg', 'fortunes-cs', 'fortunes-de', 'fortunes-es', 'fortunes-it', 'fortunes-pl', 'fortunes-ru',
    ],
}
LANGUAGES = (
    'ar be bg ca cs da de el es et fi fr he hr hu is it ja ko lt lv mk nb nl pl pt ro ru sk sl sr sv th tr uk vi '
    'zh_CN zh_TW'
).split()
ENOUGH = 400_000


def unpacked(package: str, cache: pathlib.Path) -> pathlib.Path:
    folder = cache / 'packages' / package
    if not folder.exists():
        debs = cache / 'debs'
        debs.mkdir(parents=True, exist_ok=True)
        # apt's own user may not be able to write here; then it warns and downloads anyway.
        subprocess.run(['apt-get', 'download', '-qq', package], cwd=debs, check=True, stderr=subprocess.DEVNULL)
        half = folder.with_suffix('.half')
        half.mkdir(parents=True, exist_ok=True)
        subprocess.run(['dpkg-deb', '-x', str(next(debs.glob(f'{package}_*.deb'))), str(half)], check=True)
        half.rename(folder)
    return folder


def paragraphs(language: str, part: str, cache: pathlib.Path) -> list[str]:
    """The paragraphs of a language, each once, in an order unrelated to that of the documents."""
    found: set[str] = set()
    for package in PACKAGES[part]:
        folder = unpacked(package, cache)
        found.update(of_catalogues(folder, language))
        found.update(of_help(folder, language))
        found.update(of_handbook(folder, language))
        found.update(of_fortunes(folder, language))
    found = {text for text in found if len(text) >= 20 and is_prose(text, language)}
    ordered = sorted(found, key=lambda text: hashlib.sha1(text.encode()).digest())
    size = 0
    kept = []
    for text in ordered:
        kept.append(text)
        size += len(text)
        if size > ENOUGH:
            break
    return kept


SCRIPTS = {
    'ar': '\u0600-\u06ff', 'he': '\u0590-\u05ff', 'el': '\u0370-\u03ff', 'th': '\u0e00-\u0e7f', 'ko': '\uac00-\ud7a3',
    'ja': '\u3040-\u30ff', 'zh_CN': '\u4e00-\u9fff', 'zh_TW': '\u4e00-\u9fff',
    **dict.fromkeys(['be', 'bg', 'mk', 'ru', 'sr', 'uk'], '\u0400-\u04ff'),
}


def is_prose(text: str, language: str) -> bool:
    """Neither code nor text left in English."""
    script = SCRIPTS.get(language)
    if script is not None and len(re.findall(f'[{script}]', text)) < 0.4 * len(text):
        return False
    return sum(character.isalpha() or character.isspace() for character in text) > 0.75 * len(text)


def squeezed(text: str) -> str:
    return re.sub(r'\s+', ' ', text).strip()


def of_catalogues(folder: pathlib.Path, language: str):
    for path in folder.glob(f'usr/share/locale/{language}/LC_MESSAGES/*.mo'):
        with path.open('rb') as file:
            catalogue = gettext.GNUTranslations(file)._catalog
        for key, text in catalogue.items():
            source = key[0] if isinstance(key, tuple) else key
            if len(source) < 30 or source == text or re.search(r'[%<{\\$]', text):
                continue
            yield squeezed(re.sub(r'[_&]', '', text))


class Paragraphs(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == 'p':
            self.depth = 1
            self.texts.append('')

    def handle_endtag(self, tag: str) -> None:
        if tag == 'p':
            self.depth = 0

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.texts[-1] += data


def in_paragraphs(paths) -> set[str]:
    found = set()
    for path in paths:
        parser = Paragraphs()
        parser.feed(path.read_text('utf-8'))
        found.update(map(squeezed, parser.texts))
    return found


def of_help(folder: pathlib.Path, language: str) -> set[str]:
    root = folder / 'usr/share/help'
    pages = list(root.glob(f'{language}/*/*.page'))
    return in_paragraphs(pages) - in_paragraphs(root.glob('C/*/*.page')) if pages else set()


def of_handbook(folder: pathlib.Path, language: str) -> set[str]:
    root = folder / 'usr/share/doc/debian-handbook/html'
    prefix = language.replace('_', '-')
    pages = [page for page in root.glob('*/*.html') if page.parent.name.startswith(prefix)]
    return in_paragraphs(pages) - in_paragraphs(root.glob('en-US/*.html')) if pages else set()


def of_fortunes(folder: pathlib.Path, language: str):
    for path in folder.glob('usr/share/games/fortunes/**/*'):
        if folder.name != f'fortunes-{language}' or path.suffix or path.is_symlink() or not path.is_file():
            continue
        if language == 'cs' and 'sk' in path.name:
            continue
        for text in path.read_text('utf-8', 'replace').split('\n%\n'):
            if '\ufffd' not in text:
                yield squeezed(text)
