import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidJSONError, JSONDecodeError, RequestException } from '../../src/errors/errors.ts';
import { jsonEncoding } from '../../src/response/json-encoding.ts';
import { parseJson } from '../../src/response/parse-json.ts';

/** Texts that are no JSON, and what Python's `json.loads` says of them. */
const FAULTS: [string, string][] = [
  ['-', 'Expecting value: line 1 column 1 (char 0)'],
  ['\u00e9', 'Expecting value: line 1 column 1 (char 0)'],
  ['nul', 'Expecting value: line 1 column 1 (char 0)'],
  ['truE', 'Expecting value: line 1 column 1 (char 0)'],
  ['[01]', "Expecting ',' delimiter: line 1 column 3 (char 2)"],
  ['[1.]', "Expecting ',' delimiter: line 1 column 3 (char 2)"],
  ['[+1]', 'Expecting value: line 1 column 2 (char 1)'],
  ['{"a":1}{"b":2}', 'Extra data: line 1 column 8 (char 7)'],
  ['[1,]', 'Expecting value: line 1 column 4 (char 3)'],
  ['{"a":1,}', 'Expecting property name enclosed in double quotes: line 1 column 8 (char 7)'],
  ['{a:1}', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
  ["{'a':1}", 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
  ['"\t"', 'Invalid control character at: line 1 column 2 (char 1)'],
  ['"abc', 'Unterminated string starting at: line 1 column 1 (char 0)'],
  ['{"a"', "Expecting ':' delimiter: line 1 column 5 (char 4)"],
  ['{"a":', 'Expecting value: line 1 column 6 (char 5)'],
  ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
  ['[1 2]', "Expecting ',' delimiter: line 1 column 4 (char 3)"],
  ['"\\x"', 'Invalid \\escape: line 1 column 2 (char 1)'],
  ['"\\u12"', 'Invalid \\uXXXX escape: line 1 column 3 (char 2)'],
  ['"\\u12G4"', 'Invalid \\uXXXX escape: line 1 column 3 (char 2)'],
  ['"\\', 'Unterminated string starting at: line 1 column 1 (char 0)'],
  ['', 'Expecting value: line 1 column 1 (char 0)'],
  ['   ', 'Expecting value: line 1 column 4 (char 3)'],
  ['\n\n x', 'Expecting value: line 3 column 2 (char 3)'],
  ['[1e5, 1e, 1E+]', "Expecting ',' delimiter: line 1 column 8 (char 7)"],
  ['\u0000\u0000\u0000\u0000', 'Expecting value: line 1 column 1 (char 0)'],
  ['["a","b"', "Expecting ',' delimiter: line 1 column 9 (char 8)"],
  ['{"a":"b"', "Expecting ',' delimiter: line 1 column 9 (char 8)"],
  ['{"a":{"b":1}', "Expecting ',' delimiter: line 1 column 13 (char 12)"],
  ['\ufeff{}', 'Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)'],
  ['[1]]', 'Extra data: line 1 column 4 (char 3)'],
  ['"\\u00e', 'Invalid \\uXXXX escape: line 1 column 3 (char 2)'],
];

function faultOf(text: string): JSONDecodeError {
  try {
    parseJson(text);
  } catch (error) {
    return error as JSONDecodeError;
  }
  throw new Error(`${JSON.stringify(text)} is JSON`);
}

describe('parseJson', () => {
  test.each(FAULTS)('%j: %s', (text, message) => {
    const fault = faultOf(text);
    expect(fault.message).toBe(message);
    expect(message).toContain(`line ${fault.line} column ${fault.column} (char ${fault.pos})`);
  });

  test.each(['NaN', 'Infinity', '-Infinity', '[NaN]', '{"a":-Infinity}'])(
    '%s is an error, unlike in Python',
    (text) => {
      expect(faultOf(text).message).toMatch(/^Expecting value: line 1 column \d+ \(char \d+\)$/);
    },
  );

  test('agrees with JSON.parse on what is valid, and on its value', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('finds an error in everything that JSON.parse rejects', () => {
    const piece = fc.constantFrom(...'{}[]",:\\0123.eE+-tnu \n\t', 'true', 'null', '\\u00e9', '"a"', '\u00e9');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        try {
          JSON.parse(text);
        } catch {
          const fault = faultOf(text);
          expect(fault.pos).toBeGreaterThanOrEqual(0);
          expect(fault.pos).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('throws an error of the right classes that never shows the text', () => {
    const fault = faultOf('{"password": hunter2}');
    for (const kind of [JSONDecodeError, InvalidJSONError, RequestException, SyntaxError]) {
      expect(fault).toBeInstanceOf(kind);
    }
    expect(`${fault.stack}${JSON.stringify(fault)}`).not.toContain('hunter2');
    expect(fault.cause).toBeUndefined();
    expect(Object.keys(fault)).toEqual(['pos', 'line', 'column']);
  });

  test('finds an error at any depth', () => {
    expect(faultOf('['.repeat(500_000)).pos).toBe(500_000);
    expect(faultOf('{"a":'.repeat(300_000)).message).toMatch(/^Expecting value/);
  });

  test('keeps __proto__ as an own key', () => {
    const value = parseJson('{"__proto__": {"polluted": true}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test.each<[number[], string]>([
  [[], 'utf-8'],
  [[0x7b], 'utf-8'],
  [[0], 'utf-8'],
  [[0, 0x31], 'utf-16-be'],
  [[0x31, 0], 'utf-16-le'],
  [[0, 0, 0, 0x7b], 'utf-32-be'],
  [[0x7b, 0, 0, 0], 'utf-32-le'],
  [[0, 0x7b, 0, 0x7d], 'utf-16-be'],
  [[0x7b, 0, 0x7d, 0], 'utf-16-le'],
  [[0x22, 0, 0x2d, 0x4e], 'utf-16-le'],
  [[0, 0x22, 0x4e, 0x2d], 'utf-16-be'],
  [[0x22, 0, 0, 0x4e], 'utf-16-le'],
  [[0xff, 0xfe], 'utf-16'],
  [[0xfe, 0xff, 0, 0x7b], 'utf-16'],
  [[0xff, 0xfe, 0, 0], 'utf-32'],
  [[0, 0, 0xfe, 0xff], 'utf-32'],
  [[0xef, 0xbb, 0xbf, 0x7b], 'utf-8-sig'],
  [[0xef, 0xbb], 'utf-8'],
])('JSON that begins with the bytes %j is in %s', (bytes, encoding) => {
  expect(jsonEncoding(Uint8Array.from(bytes))).toBe(encoding);
});
