import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import type { PhaseTimer } from '@req/core/transport';
import { eventually } from '@req/test-support/waiting';
import { watchUpload } from '../src/http/stalled-upload.ts';

test('the read timeout runs while bytes wait, starts again whenever some were sent, and rests while there are none', async () => {
  const socket = { bytesWritten: 0, writableLength: 0, _handle: { writeQueueSize: 0 } };
  let looks = 0;
  const calls: string[] = [];
  const counted = {
    get bytesWritten() {
      looks++;
      return socket.bytesWritten;
    },
    get writableLength() {
      return socket.writableLength;
    },
    get _handle() {
      return socket._handle;
    },
  };
  const timer = { activity: () => calls.push('activity'), pause: () => calls.push('pause') };
  const stop = watchUpload(counted as unknown as Socket, timer as unknown as PhaseTimer, 1);
  const calledBy = async (change: Partial<typeof socket>): Promise<string[]> => {
    calls.length = 0;
    Object.assign(socket, change);
    const until = looks + 3;
    await eventually(() => looks >= until);
    return calls.slice();
  };
  expect(new Set(await calledBy({}))).toEqual(new Set(['pause']));
  expect(await calledBy({ bytesWritten: 900, writableLength: 900, _handle: { writeQueueSize: 900 } })).toEqual([
    'activity',
  ]);
  expect(await calledBy({})).toEqual([]);
  expect(await calledBy({ _handle: { writeQueueSize: 600 } })).toEqual(['activity']);
  expect(await calledBy({ bytesWritten: 1200, _handle: { writeQueueSize: 600 } })).toEqual(['activity']);
  expect(new Set(await calledBy({ writableLength: 0, _handle: { writeQueueSize: 0 } }))).toEqual(new Set(['pause']));
  stop();
});
