"""A server on loopback that plays scripted replies and records the requests."""

import socket
import threading

from .reply import play_reply, send
from .wire_request import Source, read_request

DEFAULT_REPLY = {'raw': 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'}
NO_TLS = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
TLS_GREETING = b'\x16'
PATIENCE = 5


class ScriptServer:
    """The origins A, B and C of the vectors; all share one list of replies."""

    def __init__(self):
        a = _listen('127.0.0.1', 0)
        b = _listen('127.0.0.1', 0)
        port = a.getsockname()[1]
        c = _listen('127.0.0.2', port)
        refused = _listen('127.0.0.1', 0)
        self.origins = {
            'A': f'http://127.0.0.1:{port}',
            'B': f'http://127.0.0.1:{b.getsockname()[1]}',
            'C': f'http://127.0.0.2:{port}',
            'L': f'http://localhost:{port}',
            'Z': f'http://127.0.0.1:{refused.getsockname()[1]}',
        }
        refused.close()
        self._change = threading.Condition()
        self._replies = []
        self._requests = []
        self._connections = set()
        self._reading = set()
        for place, listener in (('A', a), ('B', b), ('C', c)):
            threading.Thread(target=self._accept, args=(listener, place), daemon=True).start()

    def play(self, replies):
        """Sets the replies and forgets the requests."""
        with self._change:
            self._replies = list(replies)
            self._requests = []

    def finish(self):
        """The requests since `play`, as (place, request), once all of them are complete."""
        with self._change:
            if not self._change.wait_for(lambda: not self._reading, PATIENCE):
                raise TimeoutError('A request did not come to its end.')
            requests = self._requests
            # Connections of this case must not be used in the next one.
            for sock in self._connections:
                _shut(sock)
            self._change.wait_for(lambda: not self._connections, PATIENCE)
            return requests

    def _accept(self, listener, place):
        while True:
            sock, _address = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._change:
                self._connections.add(sock)
            threading.Thread(target=self._serve, args=(sock, place), daemon=True).start()

    def _serve(self, sock, place):
        source = Source(sock)
        try:
            while (first := source.peek()) is not None:
                if first == TLS_GREETING:
                    send(sock, NO_TLS)
                    break
                if not self._answer(sock, source, place):
                    break
        finally:
            with self._change:
                self._connections.discard(sock)
                self._change.notify_all()
            _close(sock, source)

    def _answer(self, sock, source, place):
        with self._change:
            self._reading.add(sock)
        request = read_request(source)
        with self._change:
            self._reading.discard(sock)
            if request is not None:
                self._requests.append((place, request))
            self._change.notify_all()
            if request is None or request.framing == 'truncated':
                return False
            reply = self._replies.pop(0) if self._replies else DEFAULT_REPLY
        return play_reply(sock, reply)


def _listen(host, port):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(64)
    return listener


def _shut(sock):
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def _close(sock, source):
    source.close()
    sock.close()
