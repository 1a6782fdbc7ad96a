#!/usr/bin/python3
"""Records the vectors again and reports how far this machine's Python Requests agrees with them.

usage: check.py [--case ID]

Exits with code 1 when a case differs that version-differences.json does not list, or when a listed case agrees.
"""

import argparse
import json
import sys
from pathlib import Path

from oracle.library import VERSIONS
from oracle.recorder import Recorder

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parent.parent / 'conformance' / 'vectors'
WITH_MESSAGE = ('HTTPError', 'TooManyRedirects')


def main():
    parser = argparse.ArgumentParser(description='Records the vectors again and compares.')
    parser.add_argument('--case', help='only this case, with everything expected and recorded')
    wanted = parser.parse_args().case
    listed = {case for entry in differences() for case in entry['cases']}
    recorder = Recorder()
    unexplained = []
    counts = []
    for path in sorted(VECTORS.glob('*.json')):
        group = json.loads(path.read_text())
        cases = [case for case in group['cases'] if wanted in (None, case['id'])]
        differing = [case['id'] for case in cases if not agrees(case, recorder, wanted is not None)]
        unexplained += [f'{case} differs' for case in differing if case not in listed]
        agreed = {case['id'] for case in cases}.difference(differing)
        unexplained += [f'{case} is listed, and agrees' for case in sorted(agreed) if case in listed]
        counts.append((group['group'], len(cases) - len(differing), len(cases), len(differing)))
    report(counts, unexplained)
    sys.exit(1 if unexplained else 0)


def differences():
    """The known differences of the installed versions."""
    known = json.loads((HERE / 'version-differences.json').read_text())
    if known['versions'] != VERSIONS:
        print(f'version-differences.json applies to {known["versions"]}, not to the installed versions.')
        return []
    return known['vectors']


def agrees(case, recorder, verbose):
    expected = comparable(case['expect'])
    recorded = comparable(json.loads(json.dumps(recorder.record(case))))
    if verbose:
        print(json.dumps({'case': case, 'recorded': recorded}, indent=1))
    return expected == recorded


def comparable(value):
    """Removes what is not compared (conformance/vectors/README.md): most messages, and the order of headers."""
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if not isinstance(value, dict):
        return value
    informative = 'class' in value and 'isA' in value and value['class'] not in WITH_MESSAGE
    kept = {key: comparable(item) for key, item in value.items() if not (informative and key == 'message')}
    if 'headers' in kept and isinstance(kept['headers'], list):
        kept['headers'].sort(key=lambda line: line[0].lower())
    return kept


def report(counts, unexplained):
    print(f'Requests {VERSIONS["requests"]}, urllib3 {VERSIONS["urllib3"]}')
    total = ('total', *(sum(row[column] for row in counts) for column in (1, 2, 3)))
    for name, agreed, cases, differing in [*counts, total]:
        if cases > 0:
            print(f'{name:20} {agreed:5} of {cases:5} agree{f", {differing} differ" if differing else ""}')
    for line in unexplained:
        print(line)


if __name__ == '__main__':
    main()
