import { describe, expect, test } from '@jest/globals';
import type { Case, WireRequest } from '../src/cases/case.ts';
import { compareCase } from '../src/compare/compare-case.ts';
import { STRICT } from '../src/compare/rules.ts';
import type { SeenRequest } from '../src/record/seen.ts';

const REDIRECT = { raw: 'HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n' };

function request(given: Partial<WireRequest>): WireRequest {
  return { at: 'A', line: 'GET / HTTP/1.1', headers: [], framing: 'none', ...given };
}

function played(wire: WireRequest[], given: Partial<Case> = {}): Case {
  return { id: 'g/c', doc: '', steps: [], expect: { wire, results: [] }, ...given };
}

function differences(wire: WireRequest[], seen: readonly SeenRequest[], given: Partial<Case> = {}): string[] {
  return compareCase(played(wire, given), { wire: seen, results: [] }).map(({ where }) => where);
}

describe('the comparison of requests', () => {
  test('ignores case and order of header names', () => {
    const wire = [
      request({
        headers: [
          ['X-A', '1'],
          ['X-B', '2'],
        ],
      }),
    ];
    const seen = [
      request({
        headers: [
          ['x-b', '2'],
          ['x-a', '1'],
        ],
      }),
    ];
    expect(differences(wire, seen)).toEqual([]);
    expect(differences(wire, seen, { needs: ['header-case'] })).toHaveLength(4);
  });

  test('counts repeated headers', () => {
    const wire = [request({ headers: [['X', '1']] })];
    expect(
      differences(wire, [
        request({
          headers: [
            ['X', '1'],
            ['x', '1'],
          ],
        }),
      ]),
    ).toEqual(['wire[0].headers.x']);
  });

  test('ignores Connection, and User-Agent and Accept-Encoding where they are masked', () => {
    const masked = [
      request({
        headers: [
          ['User-Agent', '{UA}'],
          ['Accept-Encoding', '{AE}'],
          ['Connection', 'close'],
        ],
      }),
    ];
    const given = [
      request({
        headers: [
          ['User-Agent', 'mine'],
          ['Accept-Encoding', 'br'],
        ],
      }),
    ];
    const seen = [
      request({
        headers: [
          ['user-agent', 'other'],
          ['accept-encoding', 'gzip'],
        ],
      }),
    ];
    expect(differences(masked, seen)).toEqual([]);
    expect(differences(given, seen)).toEqual(['wire[0].headers.user-agent', 'wire[0].headers.accept-encoding']);
  });

  test('treats Content-Length: 0 and no Content-Length alike after a redirect, but nowhere else', () => {
    const none = request({});
    const zero = request({ headers: [['Content-Length', '0']], framing: 'length' });
    expect(differences([none, zero], [none, none], { replies: [REDIRECT] })).toEqual([]);
    expect(differences([none, none], [none, zero], { replies: [REDIRECT] })).toEqual([]);
    expect(differences([none, zero], [none, none])).toEqual(['wire[1].framing', 'wire[1].headers.content-length']);
    expect(differences([zero], [none], { replies: [REDIRECT] })).toEqual([
      'wire[0].framing',
      'wire[0].headers.content-length',
    ]);
  });

  test('compares JSON by value, and Content-Length with the body that was sent', () => {
    const body = { text: '{"a": 1}', json: { a: 1 } };
    const wire = [request({ headers: [['Content-Length', '8']], framing: 'length', body })];
    const seen = (text: string, length: string): SeenRequest[] => [
      { ...request({ headers: [['Content-Length', length]], framing: 'length' }), body: Buffer.from(text) },
    ];
    expect(differences(wire, seen('{"a":1}', '7'))).toEqual([]);
    expect(differences(wire, seen('{"a":1}', '8'))).toEqual(['wire[0].headers.content-length']);
    expect(differences(wire, seen('{"a":2}', '7'))).toEqual(['wire[0].body.json']);
    expect(differences(wire, seen('{"a":1', '6'))).toEqual(['wire[0].body.json']);
  });

  test('accepts any multipart boundary, if header and body agree', () => {
    const wire = [
      request({
        headers: [
          ['Content-Type', 'multipart/form-data; boundary=BOUNDARY'],
          ['Content-Length', '{LEN}'],
        ],
        framing: 'length',
        body: { text: '--BOUNDARY\r\n\r\nx\r\n--BOUNDARY--\r\n' },
      }),
    ];
    const seen = (header: string, body: string, length: number = body.length): SeenRequest[] => [
      {
        ...request({ framing: 'length' }),
        headers: [
          ['Content-Type', `multipart/form-data; boundary=${header}`],
          ['Content-Length', String(length)],
        ],
        body: Buffer.from(body),
      },
    ];
    const body = '--b1\r\n\r\nx\r\n--b1--\r\n';
    expect(differences(wire, seen('b1', body))).toEqual([]);
    expect(differences(wire, seen('b2', body))).toEqual(['wire[0].headers.content-type']);
    expect(differences(wire, seen('b1', body.replace('--b1--', '--b2--')))).toEqual(['wire[0].body']);
    expect(differences(wire, seen('b1', body, 99))).toEqual(['wire[0].headers.content-length']);
    expect(differences(wire, seen('b1', 'no multipart'))).toContain('wire[0].body');
  });

  test('allows only the headers that a client is known to add', () => {
    const allowance = { ...STRICT, mayAdd: (name: string) => name === 'accept-language' };
    const seen = [
      request({
        headers: [
          ['accept-language', '*'],
          ['x-other', '1'],
        ],
      }),
    ];
    const found = compareCase(played([request({})]), { wire: seen, results: [] }, allowance);
    expect(found.map(({ where }) => where)).toEqual(['wire[0].headers.x-other']);
  });
});

describe('the comparison of results', () => {
  const failure = {
    class: 'ConnectionError',
    isA: ['ConnectionError', 'RequestException', 'OSError'],
    hasRequest: true,
    hasResponse: false,
  };
  const expected: Case = { ...played([]), expect: { wire: [], results: [{ error: failure }] } };
  const seen = (given: object): string[] =>
    compareCase(expected, { wire: [], results: [{ error: { ...failure, ...given } }] }).map(({ where }) => where);

  test('requires the class, every base class of Requests, and the request if it was recorded', () => {
    expect(seen({ isA: ['ConnectionError', 'RequestException'], hasResponse: true, message: 'any' })).toEqual([]);
    expect(seen({ class: 'ProxyError' })).toEqual(['results[0].error.class']);
    expect(seen({ isA: ['ConnectionError'] })).toEqual(['results[0].error.isA']);
    expect(seen({ hasRequest: false })).toEqual(['results[0].error.hasRequest']);
  });

  test('accepts another class where that was decided', () => {
    const allowance = { ...STRICT, accept: { ConnectionError: 'ReadTimeout' } };
    const timeout = { ...failure, class: 'ReadTimeout' };
    expect(compareCase(expected, { wire: [], results: [{ error: timeout }] }, allowance)).toEqual([]);
    expect(compareCase(expected, { wire: [], results: [{ error: failure }] }, allowance)).toHaveLength(1);
  });

  test('reports a step without a result', () => {
    expect(compareCase(expected, { wire: [], results: [{ incomplete: 'late' }] })).toMatchObject([{ seen: 'late' }]);
    expect(compareCase(expected, { wire: [], results: [] })).toHaveLength(1);
  });
});
