"""Writes the language models of @req/charset from the texts that are for tuning.

Usage: tune.py CACHE TARGET, where TARGET is packages/charset/src/alphabet-models.ts; format it afterwards.
"""

import collections
import math
import pathlib
import re
import sys

from corpus import PLAIN
from sources import paragraphs

GROUPS = [
    ('latin', 'WEST', 'fr de es pt it ca sv da nb nl is fi et'),
    ('latin', 'CENTRAL', 'pl cs sk hu sl hr'),
    ('latin', 'ROMANIAN', 'ro'),
    ('latin', 'TURKISH', 'tr'),
    ('latin', 'BALTIC', 'lt lv et'),
    ('latin', "['Windows-1258']", 'vi'),
    ('script', 'RUSSIAN', 'ru'),
    ('script', 'UKRAINIAN', 'uk be'),
    ('script', 'BULGARIAN', 'bg sr mk'),
    ('script', 'GREEK', 'el'),
    ('script', 'HEBREW', 'he'),
    ('script', 'ARABIC', 'ar'),
    ('script', 'THAI', 'th'),
]
SEVERAL = [language for kind, _, languages in GROUPS if kind == 'latin' for language in languages.split()]
RAREST = 0.00005
WORDS = 14


def letters(text: str, kind: str, language: str) -> list[tuple[str, int]]:
    """Letters beyond ASCII, the most frequent first, each with its cost in halves of a natural logarithm."""
    text = text.lower().translate(PLAIN)
    if language == 'vi':
        text = ''.join(map(toned, text))
    counts = collections.Counter(c for c in text if not c.isascii() and (c.isalpha() or is_mark(c)))
    if kind == 'script':
        main = ord(counts.most_common(1)[0][0]) >> 8
        counts = collections.Counter({c: n for c, n in counts.items() if ord(c) >> 8 == main})
    total = sum(counts.values())
    return [(c, round(-2 * math.log(n / total))) for c, n in counts.most_common() if n / total > RAREST]


def toned(character: str) -> str:
    import corpus

    return corpus.fitted_character(character, 'cp1258') or ''


def is_mark(character: str) -> bool:
    return '\u0300' <= character <= '\u036f' or '\u0e30' <= character <= '\u0e4e' or '\u064b' <= character <= '\u0652'


def words(texts: dict[str, str]) -> dict[str, list[str]]:
    """The most frequent words of ASCII letters that few other languages have."""
    shares = {}
    for language, text in texts.items():
        found = re.findall(r'(?<![^\W\d_])[a-z]{2,5}(?![^\W\d_])', text.lower())
        shares[language] = {word: n / len(found) for word, n in collections.Counter(found).items()}
    best = {}
    for language, own in shares.items():
        def rating(word: str) -> float:
            others = sum(share.get(word, 0) for name, share in shares.items() if name != language)
            return own[word] ** 2 / (own[word] + others)

        best[language] = sorted(own, key=rating, reverse=True)[:WORDS]
    return best


def main(cache: pathlib.Path, target: pathlib.Path) -> None:
    texts = {language: ' '.join(paragraphs(language, 'tune', cache)) for _, _, ls in GROUPS for language in ls.split()}
    told_by = words({language: texts[language] for language in SEVERAL})
    rows = []
    for kind, encodings, languages in GROUPS:
        for language in languages.split():
            costs = letters(texts[language], kind, language)
            fields = [
                f"kind: '{kind}'",
                f'encodings: {encodings}',
                f"letters: '{''.join(c for c, _ in costs)}'",
                f"costs: '{''.join('0123456789abcdefghijklmnopqrstuvwxyz'[min(cost, 35)] for _, cost in costs)}'",
            ]
            if kind == 'latin':
                fields.append(f"words: '{' '.join(told_by[language])}'")
            rows.append(f'  {{ {", ".join(fields)} }},')
    head, rest = target.read_text('utf-8').split('  // Made by tune.py: begin\n')
    tail = rest.split('  // Made by tune.py: end\n')[1]
    made = '\n'.join(rows)
    target.write_text(f'{head}  // Made by tune.py: begin\n{made}\n  // Made by tune.py: end\n{tail}', 'utf-8')


if __name__ == '__main__':
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
