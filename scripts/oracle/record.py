#!/usr/bin/python3
"""Records what Python Requests does with cases in the input format of conformance/vectors.

usage: record.py CASES.json [-o OUT.json]

CASES.json ("-": standard input) is a list of cases, or an object with the key "cases", such as a file of the vectors.
The output, to standard output when no file is named, is an object with the same cases, each with what was recorded as
`expect`, and with the versions that recorded it.
"""

import argparse
import json
import sys
from pathlib import Path

from oracle.library import VERSIONS
from oracle.recorder import Recorder


def main():
    parser = argparse.ArgumentParser(description='Records what Python Requests does with cases.')
    parser.add_argument('cases', help='file of cases; "-" is standard input')
    parser.add_argument('-o', '--out', help='file to write; default: standard output')
    arguments = parser.parse_args()

    text = sys.stdin.read() if arguments.cases == '-' else Path(arguments.cases).read_text()
    given = json.loads(text)
    group = {'cases': given} if isinstance(given, list) else given
    recorder = Recorder()
    cases = [{**case, 'expect': recorder.record(case)} for case in group['cases']]
    recorded = json.dumps({**group, 'recordedWith': VERSIONS, 'cases': cases}) + '\n'
    if arguments.out is None:
        sys.stdout.write(recorded)
    else:
        Path(arguments.out).write_text(recorded)


if __name__ == '__main__':
    main()
