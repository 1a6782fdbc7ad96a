import http from 'node:http';
import { describe, expect, test } from '@jest/globals';
import fetch from 'node-fetch';
import { takeResponse } from '../src/take-response.ts';

/** A ClientRequest as node-fetch leaves it, and its listeners before node-fetch had it. */
function requested(): http.ClientRequest {
  let made: http.ClientRequest | null = null;
  const agent = Object.assign(new http.Agent(), {
    addRequest(clientRequest: http.ClientRequest): void {
      made = clientRequest;
      clientRequest.on('response', ofOthers);
      clientRequest.on('socket', ofOthers);
    },
  });
  fetch('http://127.0.0.1/', { agent }).catch(() => {});
  return made as unknown as http.ClientRequest;
}

function ofOthers(): void {}

describe('the response of a request that node-fetch made', () => {
  test('is heard by node-fetch with two listeners, the socket with one, each added last', () => {
    const clientRequest = requested();
    expect(clientRequest.listeners('response').length).toBe(3);
    expect(clientRequest.listeners('response')[0]).toBe(ofOthers);
    expect(clientRequest.listeners('socket').length).toBe(2);
    expect(clientRequest.listeners('socket')[0]).toBe(ofOthers);
    clientRequest.destroy();
  });

  test('is taken from it, and from nobody else', () => {
    const clientRequest = requested();
    takeResponse(clientRequest);
    expect(clientRequest.listeners('response')).toEqual([ofOthers]);
    expect(clientRequest.listeners('socket')).toEqual([ofOthers]);
    // Errors are still node-fetch's to tell.
    expect(clientRequest.listenerCount('error')).toBe(1);
    clientRequest.destroy();
  });
});
