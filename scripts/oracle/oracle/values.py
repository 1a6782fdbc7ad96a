"""Tagged values of the vectors as a caller of Python Requests would write them."""

import base64
import io

from .library import requests


class Pipe:
    """A file that cannot tell or set its position."""

    def __init__(self, content, name):
        self._content = io.BytesIO(content)
        if name is not None:
            self.name = name

    def read(self, size=-1):
        return self._content.read(size)

    def tell(self):
        raise OSError('A pipe has no position.')

    def __iter__(self):
        return iter(self._content)


class MeasuredStream:
    """Chunks of known total length that can be iterated again."""

    def __init__(self, chunks, length):
        self._chunks = chunks
        self._length = length

    def __len__(self):
        return self._length

    def __iter__(self):
        return iter(self._chunks)


def to_value(value):
    """The value with all tags resolved, at any depth."""
    if isinstance(value, list):
        return [to_value(item) for item in value]
    if not isinstance(value, dict):
        return value
    tag = next(iter(value), None)
    if tag in _TAGS:
        return _TAGS[tag](value)
    return {key: to_value(item) for key, item in value.items()}


def to_option(name, value):
    """An option of a request, or a setting of a session: lists that stand for tuples become tuples."""
    resolved = to_value(value)
    if name == 'auth' and isinstance(resolved, list):
        return tuple(resolved)
    if name == 'files' and isinstance(resolved, dict):
        return {key: _tuple(item) for key, item in resolved.items()}
    if name == 'files' and isinstance(resolved, list):
        return [(key, _tuple(item)) for key, item in resolved]
    return resolved


def content(value):
    """The bytes of a string, $bytes or $repeat."""
    resolved = to_value(value)
    return resolved.encode() if isinstance(resolved, str) else resolved


def _tuple(value):
    return tuple(value) if isinstance(value, list) else value


def _number(tagged):
    text = tagged['$number']
    return float(text) if text.lstrip('-') in ('NaN', 'Infinity') else int(text)


def _stream(tagged):
    chunks = [content(chunk) for chunk in tagged['$stream']]
    if 'length' in tagged:
        return MeasuredStream(chunks, tagged['length'])
    return (chunk for chunk in chunks)


def _file(tagged):
    name = tagged.get('name')
    if tagged.get('seekable') is False:
        return Pipe(content(tagged['$file']), name)
    opened = io.BytesIO(content(tagged['$file']))
    if name is not None:
        opened = _NamedFile(opened.getvalue())
        opened.name = name
    opened.seek(tagged.get('at', 0))
    return opened


class _NamedFile(io.BytesIO):
    name = None


def _auth(tagged):
    kind = tagged['$auth']
    if kind == 'custom':
        return _custom(tagged)
    classes = {
        'basic': requests.auth.HTTPBasicAuth,
        'digest': requests.auth.HTTPDigestAuth,
        'proxy': requests.auth.HTTPProxyAuth,
    }
    return classes[kind](to_value(tagged['user']), to_value(tagged['pass']))


def _custom(tagged):
    def authenticate(prepared):
        prepared.headers.update(tagged.get('headers', {}))
        if 'body' in tagged:
            prepared.body = tagged['body']
        return prepared

    return authenticate


def _jar(tagged):
    jar = requests.cookies.RequestsCookieJar()
    for cookie in tagged['$jar']:
        jar.set(**cookie)
    return jar


_TAGS = {
    '$bytes': lambda tagged: base64.b64decode(tagged['$bytes']),
    '$repeat': lambda tagged: tagged['$repeat'][0] * tagged['$repeat'][1],
    '$number': _number,
    '$tuple': lambda tagged: tuple(to_value(tagged['$tuple'])),
    '$pairs': lambda tagged: [tuple(to_value(pair)) for pair in tagged['$pairs']],
    '$stream': _stream,
    '$file': _file,
    '$auth': _auth,
    '$jar': _jar,
}
