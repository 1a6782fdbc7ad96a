"""Makes the corpus, and has charset_normalizer (which Requests' apparent_encoding uses) and chardet detect it.

Usage: ask-referees.py PART CACHE: writes CACHE/PART.jsonl, one sample per line, unless it exists and is of the same
corpus. The other detectors run on the held-out part only.
"""

import base64
import hashlib
import importlib.metadata
import json
import multiprocessing
import pathlib
import sys

import chardet
import charset_normalizer

import corpus

REFEREES = {'charset_normalizer': charset_normalizer.detect, 'chardet': chardet.detect}


def answers(sample: corpus.Sample) -> dict:
    line = plain(sample)
    for name, detect in REFEREES.items():
        # Requests' text is UTF-8 if no encoding is detected.
        said = detect(sample.data)['encoding'] or 'utf-8'
        line[name] = {'said': said, 'hit': reads(sample, said)}
    return line


def plain(sample: corpus.Sample) -> dict:
    return {**sample._asdict(), 'data': base64.b64encode(sample.data).decode()}


def reads(sample: corpus.Sample, encoding: str) -> bool:
    try:
        return sample.data.decode(encoding) == sample.text
    except (UnicodeError, LookupError):
        return False


def main(part: str, cache: pathlib.Path) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    here = pathlib.Path(__file__).parent
    scripts = b''.join((here / name).read_bytes() for name in ('sources.py', 'corpus.py', 'ask-referees.py'))
    versions = {name: importlib.metadata.version(name.replace('_', '-')) for name in REFEREES}
    about = {
        'python': '.'.join(map(str, sys.version_info[:3])),
        **versions,
        'scripts': hashlib.sha1(scripts).hexdigest(),
    }
    target = cache / f'{part}.jsonl'
    if target.exists() and json.loads(target.open(encoding='utf-8').readline()) == about:
        return
    samples = corpus.make(part, cache)
    with multiprocessing.Pool(2) as pool, target.with_suffix('.half').open('w', encoding='utf-8') as out:
        out.write(json.dumps(about) + '\n')
        # They are slow, and results for the texts that the models were tuned on are of no use.
        for line in pool.imap(answers, samples, chunksize=4) if part == 'held-out' else map(plain, samples):
            out.write(json.dumps(line, ensure_ascii=False) + '\n')
    target.with_suffix('.half').rename(target)


if __name__ == '__main__':
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
