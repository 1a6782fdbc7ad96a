import { expect, test } from '@jest/globals';
import { ZstdFrames } from '../../src/platform/zstd-frames.node.ts';

const frame = (hex: string, text = ''): Buffer =>
  Buffer.concat([Buffer.from(hex.replaceAll(' ', ''), 'hex'), Buffer.from(text)]);

// Written by hand after RFC 8878 §3.1: magic number, descriptor, sizes, block headers.
const FRAMES: [string, Buffer][] = [
  ['one raw block', frame('28b52ffd 20 05 290000', 'hello')],
  ['a window instead of a size', frame('28b52ffd 00 58 290000', 'hello')],
  ['a checksum', Buffer.concat([frame('28b52ffd 24 05 290000', 'hello'), Buffer.from('12345678', 'hex')])],
  ['a dictionary id of two bytes and a size of four', frame('28b52ffd a2 0100 05000000 290000', 'hello')],
  [
    'a block of one repeated byte, after a raw one',
    Buffer.concat([frame('28b52ffd 20 0a 280000', 'hello'), frame('2b0000 61')]),
  ],
  ['an empty last block', frame('28b52ffd 20 00 010000')],
  ['a skippable frame', frame('502a4d18 03000000', 'abc')],
];

function completeAfter(bytes: Uint8Array, size: number): boolean {
  const frames = new ZstdFrames();
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    for (let read = 0; read < piece.length; ) read = frames.feed(piece, read);
  }
  return frames.complete;
}

test.each(FRAMES)('a frame with %s is complete at its end and not before', (_title, bytes) => {
  for (const size of [1, 2, 3, 100]) {
    expect(completeAfter(bytes, size)).toBe(true);
    for (let length = 1; length < bytes.length; length++) {
      expect([length, completeAfter(bytes.subarray(0, length), size)]).toEqual([length, false]);
    }
  }
});

test('a series of frames is complete when the last one is', () => {
  const all = Buffer.concat(FRAMES.map(([, bytes]) => bytes));
  expect(completeAfter(all, 7)).toBe(true);
  expect(completeAfter(all.subarray(0, -1), 7)).toBe(false);
});

test('bytes that are not a frame are never complete', () => {
  expect(completeAfter(Buffer.from('no zstd at all'), 3)).toBe(false);
});

test('feed() tells where each frame ends and of which kind it is', () => {
  const all = Buffer.concat(FRAMES.map(([, bytes]) => bytes));
  const frames = new ZstdFrames();
  const seen: [string, number][] = [];
  for (let at = 0; at < all.length; ) {
    const start = at;
    at = frames.feed(all, start);
    seen.push([frames.kind, at - start]);
  }
  const kind = (title: string): string => (title === 'a skippable frame' ? 'skippable' : 'data');
  expect(seen).toEqual(FRAMES.map(([title, bytes]) => [kind(title), bytes.length]));
});
