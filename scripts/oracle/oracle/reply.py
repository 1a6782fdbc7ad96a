"""Plays one reply of a case on a socket."""

import select
import socket
import struct
import time


def play_reply(sock, reply):
    """Sends the reply. True if the connection can serve another request."""
    _pause(sock, reply.get('delayMs', 0))
    parts = reply.get('parts', [reply['raw']] if 'raw' in reply else [])
    for index, part in enumerate(parts):
        if index > 0:
            _pause(sock, reply.get('gapMs', 30))
        if not send(sock, _text(part)):
            break
    _pause(sock, reply.get('hang', 0))
    if reply.get('reset'):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    return not (reply.get('reset') or reply.get('close'))


def send(sock, text):
    """Sends one byte for each character. False if the peer has disconnected."""
    try:
        sock.sendall(text.encode('latin-1'))
        return True
    except OSError:
        return False


def _text(part):
    return part if isinstance(part, str) else part['$repeat'][0] * part['$repeat'][1]


def _pause(sock, milliseconds):
    """Waits, unless the peer disconnects."""
    end = time.monotonic() + milliseconds / 1000
    while (left := end - time.monotonic()) > 0:
        readable, _, _ = select.select([sock], [], [], left)
        if not readable:
            return
        try:
            if sock.recv(1, socket.MSG_PEEK) == b'':
                return
        except OSError:
            return
        time.sleep(min(left, 0.005))
