import { afterAll, beforeAll, expect } from '@jest/globals';
import { InvalidHeader, Request, Session, type Transport } from '@req/core';
import FormDataPackage from 'form-data';
import nodeFetch, { FormData as PolyfilledFormData } from 'node-fetch';
import { refused } from '../injection/support/checks.ts';
import { exchange, over } from '../injection/support/client.ts';
import { WireServer } from '../injection/support/wire-server.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { bitsOf, received } from './support/multipart.ts';

let server: WireServer;
beforeAll(async () => {
  server = await WireServer.start();
});
afterAll(() => server.close());

const url = (): string => `${server.origin}/`;

/** Sends a form with one field as multipart. */
type Sender = (value: string) => Promise<unknown>;

function form(value: string): FormData {
  const data = new FormData();
  data.append('a', value);
  return data;
}

const withFiles =
  (transport: Transport): Sender =>
  (value) =>
    new Session({ transport, trustEnv: false }).post(url(), { files: { a: [null, value] } });

const withFormData =
  (transport: Transport): Sender =>
  (value) =>
    new Session({ transport, trustEnv: false }).post(url(), { data: form(value) });

/** Enough to see most hexadecimal digits at each place: of 128 bits they show 116, hardly ever fewer than 112. */
const SAMPLES = 24;

/** Boundaries do not depend on Math.random, and the next one cannot be guessed. */
async function drawsFromCrypto(send: Sender): Promise<void> {
  const random = Math.random;
  const boundaries: string[] = [];
  Math.random = () => 0.5;
  try {
    for (let i = 0; i < SAMPLES; i++) {
      await send('x');
      const { boundary, parts } = await received(server);
      expect(parts.map(({ content }) => content)).toEqual(['x']);
      boundaries.push(boundary);
    }
  } finally {
    Math.random = random;
  }
  expect(new Set(boundaries).size).toBe(SAMPLES);
  expect(bitsOf(boundaries)).toBeGreaterThanOrEqual(112);
}

/** As form-data did it before 4.0.4. */
const randomDigits = (): string =>
  `${'-'.repeat(26)}${Array.from({ length: 24 }, () => Math.floor(Math.random() * 10).toString(16)).join('')}`;

function multipartRequest(boundary: string, content: string): string {
  const body = `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n${content}\r\n--${boundary}--\r\n`;
  const type = `multipart/form-data; boundary=${boundary}`;
  return `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

describeRow('MP-01', () => {
  overTransports(({ transport }) => drawsFromCrypto(withFiles(transport)));
  expectVulnerable('makes its boundary with Math.random', () =>
    drawsFromCrypto((value) => exchange(server.port, multipartRequest(randomDigits(), value))),
  );
});

describeRow('MP-02', () => {
  overTransports(({ transport }) => drawsFromCrypto(withFormData(transport)));
  expectVulnerable('the built-in fetch, whose boundaries have 36 bits', () =>
    drawsFromCrypto((value) => fetch(url(), { method: 'POST', body: form(value) })),
  );
});

describeRow('MP-03', () => {
  overTransports(({ transport }) => drawsFromCrypto(withFormData(transport)));
  overTransports(
    async ({ transport }) => {
      // node-fetch's own FormData, recognized by its shape.
      await drawsFromCrypto((value) => {
        const data = new PolyfilledFormData();
        data.append('a', value);
        return new Session({ transport, trustEnv: false }).post(url(), { data: data as never });
      });
    },
    ['node-fetch', 'undici'],
  );
  expectVulnerable('node-fetch, whose polyfill uses digits of Math.random', () =>
    drawsFromCrypto((value) => {
      const data = new PolyfilledFormData();
      data.append('a', value);
      return nodeFetch(url(), { method: 'POST', body: data });
    }),
  );
});

/** A boundary chosen elsewhere, as by the forms of some libraries. */
type SenderWith = (boundary: string) => Promise<unknown>;

async function choosesItself(send: SenderWith): Promise<void> {
  for (const chosen of ['mine', 'x\r\nX-Injected: 1', 'a'.repeat(71), 'ü', 'a b ', '']) {
    await send(chosen);
    const { boundary, parts } = await received(server);
    expect(boundary).toMatch(/^[0-9A-Za-z'()+_,./:=?-]{1,70}$/);
    if (chosen !== '') expect(boundary).not.toContain(chosen);
    expect(parts.map(({ content }) => content)).toEqual(['x']);
  }
}

describeRow('MP-09', () => {
  overTransports(async ({ transport }) => {
    const session = new Session({ transport, trustEnv: false });
    await choosesItself((boundary) => {
      const data = Object.assign(form('x'), { boundary, _boundary: boundary, getBoundary: () => boundary });
      return session.post(url(), { data });
    });
    // A Content-Type given by the caller is sent like any other header.
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x\r\nX-Injected: 1' };
    const options = { files: { f: 'x' }, headers };
    await refused(server, over(transport), { url: url(), method: 'POST', options }, InvalidHeader);
  });
  expectVulnerable('form-data, which accepts any text as a boundary', () =>
    choosesItself(async (boundary) => {
      const data = new FormDataPackage();
      data.append('a', 'x');
      data.setBoundary(boundary);
      await exchange(server.port, multipartRequest(data.getBoundary(), 'x'));
    }),
  );
});

/** Contents that contain the boundaries of other clients, and all earlier ones of this client. */
async function keepsPartsApart(send: Sender): Promise<void> {
  let seen = ['boundary', '----WebKitFormBoundary', '--------------------------0'];
  for (let i = 0; i < 8; i++) {
    const content = seen
      .map((text) => `\r\n--${text}\r\nContent-Disposition: form-data; name="admin"\r\n\r\n1`)
      .join('');
    await send(content);
    const { boundary, parts } = await received(server);
    expect(parts.map((part) => part.content)).toEqual([content]);
    seen = [...seen, boundary, boundary.slice(0, -1), `${boundary}--`];
  }
}

describeRow('MP-10', () => {
  overTransports(async ({ transport }) => {
    await keepsPartsApart(withFiles(transport));
    await keepsPartsApart(withFormData(transport));
    const session = new Session({ transport, trustEnv: false });
    const boundaries: string[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const prepared = await session.prepareRequest(new Request('POST', url(), { files: { f: 'x' } }));
      boundaries.push(prepared.headers.get('content-type')?.split('boundary=')[1] ?? '');
    }
    expect(bitsOf(boundaries)).toBeGreaterThanOrEqual(112);
  });
  expectVulnerable('has one boundary for all bodies', () =>
    keepsPartsApart((value) => exchange(server.port, multipartRequest('boundary', value))),
  );
});
