"""Reads requests from a socket, as conformance/vectors/README.md describes them."""

import re
from dataclasses import dataclass, field


@dataclass
class WireRequest:
    line: str
    headers: list = field(default_factory=list)
    framing: str = 'none'
    body: bytes = b''


class Source:
    """The bytes of a connection, read by line or by count."""

    def __init__(self, sock):
        self._file = sock.makefile('rb')

    def peek(self):
        """The next byte, or None at the end."""
        try:
            return self._file.peek(1)[:1] or None
        except OSError:
            return None

    def line(self):
        """The next line without its end, or None."""
        try:
            line = self._file.readline()
        except OSError:
            return None
        if not line.endswith(b'\n'):
            return None
        return line[:-1].removesuffix(b'\r').decode('latin-1')

    def bytes(self, count):
        """That many bytes, or fewer if the connection ends before."""
        try:
            return self._file.read(count)
        except OSError:
            return b''

    def close(self):
        self._file.close()


def read_request(source):
    """Reads one request to its end. None: the connection ended before the head was complete."""
    line = source.line()
    while line == '':
        line = source.line()
    headers = None if line is None else _read_headers(source)
    if headers is None:
        return None
    if line.startswith('CONNECT '):
        kept = [pair for pair in headers if pair[0].lower() == 'proxy-authorization']
        return WireRequest(re.sub(r' HTTP/\S*$', '', line), kept)
    if re.search(r'(?:^|,)\s*chunked\s*$', _value(headers, 'transfer-encoding') or '', re.I):
        body, whole = _read_chunks(source)
        return WireRequest(line, headers, 'chunked' if whole else 'truncated', body)
    length = _value(headers, 'content-length')
    if length is None:
        return WireRequest(line, headers)
    if not re.fullmatch(r'[0-9]+', length):
        return WireRequest(line, headers, 'truncated')
    body = source.bytes(int(length))
    return WireRequest(line, headers, 'length' if len(body) == int(length) else 'truncated', body)


def _read_headers(source):
    headers = []
    while (line := source.line()) is not None:
        if line == '':
            return headers
        if line[0] in ' \t' and headers:
            # obs-fold (RFC 9112 section 5.2): the value continues.
            headers[-1][1] = f'{headers[-1][1]} {_trim(line)}'.strip()
            continue
        name, _colon, value = line.partition(':')
        headers.append([name, _trim(value)])
    return None


def _read_chunks(source):
    parts = []
    while True:
        digits = (source.line() or '').split(';')[0].strip()
        if not re.fullmatch(r'[0-9a-fA-F]+', digits):
            return b''.join(parts), False
        size = int(digits, 16)
        if size == 0:
            return b''.join(parts), _read_headers(source) is not None
        parts.append(source.bytes(size))
        if len(parts[-1]) < size or source.line() != '':
            return b''.join(parts), False


def _value(headers, name):
    return next((value for key, value in headers if key.lower() == name), None)


def _trim(text):
    """Only HTTP's white space: U+00A0 is a byte of the value here."""
    return text.strip(' \t')
