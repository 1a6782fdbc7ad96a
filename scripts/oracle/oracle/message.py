"""Requests with their masks: as received, as prepared, and their headers only."""

import re

from .body import describe_body
from .digest import find_credentials, mask_digest
from .library import ACCEPT_ENCODING, USER_AGENT

_BOUNDARY_LINE = re.compile(rb'--([0-9a-f]{32})(?:--)?\r\n')


class Messages:
    """Describes the requests of one case."""

    def __init__(self, put_back, case):
        self._put_back = put_back
        self._credentials = find_credentials([case.get('session'), case['steps']])
        self._json = any(_gives_json(step) for step in case['steps'])

    def wire(self, place, request):
        method = request.line.split(' ')[0]
        headers, body = self._masked(request.headers, request.body or None, method)
        described = {'at': place, 'line': self._put_back.text(request.line), 'headers': headers}
        described['framing'] = request.framing
        return described if body is None else {**described, 'body': body}

    def prepared(self, prepared):
        content = prepared.body
        stream = content is not None and not isinstance(content, (str, bytes))
        if isinstance(content, str):
            content = content.encode()
        lines = self._lines(prepared.headers)
        headers, body = self._masked(lines, None if stream else content, prepared.method)
        described = {'method': prepared.method, 'url': self._put_back.text(prepared.url), 'headers': headers}
        if stream:
            body = {'stream': True}
        return described if body is None else {**described, 'body': body}

    def headers(self, prepared):
        return self._masked(self._lines(prepared.headers), None, prepared.method)[0]

    def _lines(self, headers):
        return [[_text(name), _text(value)] for name, value in headers.items()]

    def _masked(self, lines, content, method):
        boundary = None if content is None else _BOUNDARY_LINE.match(content)
        headers = [[name, self._header(name, value, method)] for name, value in lines]
        if boundary is not None:
            text = boundary[1].decode()
            content = content.replace(boundary[1], b'BOUNDARY')
            headers = [[name, value.replace(text, 'BOUNDARY')] for name, value in headers]
            headers = [[name, '{LEN}' if name.lower() == 'content-length' else value] for name, value in headers]
        body = None if content is None else describe_body(self._put_back.bytes(content), headers, self._json)
        return headers, body

    def _header(self, name, value, method):
        lower = name.lower()
        if lower == 'user-agent' and (value == USER_AGENT or value.startswith('python-urllib3/')):
            return '{UA}'
        if lower == 'accept-encoding' and value == ACCEPT_ENCODING:
            return '{AE}'
        if lower.endswith('authorization') and value.startswith('Digest '):
            value = mask_digest(value, method, self._credentials)
        return self._put_back.text(value)


def _gives_json(step):
    targets = (step.get(kind, {}) for kind in ('call', 'api', 'prepare', 'bare', 'send'))
    return any(target.get('options', {}).get('json') is not None for target in targets)


def _text(value):
    return value.decode('latin-1') if isinstance(value, bytes) else str(value)
