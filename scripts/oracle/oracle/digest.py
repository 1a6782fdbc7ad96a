"""Masks in digest headers: what changes with every run, and the response, which is checked by RFC 7616 instead."""

import hashlib
import re

_FIELD = re.compile(r'([a-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^",\s]*))\s*(?:,\s*|$)')
_HASHES = {'MD5': 'md5', 'SHA': 'sha1', 'SHA-256': 'sha256', 'SHA-512': 'sha512'}


def mask_digest(header, method, credentials):
    """The header with its cnonce masked, and its response too: `{VALID}` if it is correct."""
    fields = _fields(header)
    response = '*'
    if fields is not None and any(fields.get('response') == _answer(fields, one, method) for one in credentials):
        response = '{VALID}'
    masked = re.sub(r'cnonce="[0-9a-f]*"', 'cnonce="*"', header)
    return re.sub(r'response="[0-9a-f]*"', lambda _match: f'response="{response}"', masked)


def find_credentials(value):
    """User and password of every digest authentication in a case."""
    if isinstance(value, list):
        return [found for item in value for found in find_credentials(item)]
    if not isinstance(value, dict):
        return []
    if value.get('$auth') == 'digest':
        return [(value['user'], value['pass'])]
    return [found for item in value.values() for found in find_credentials(item)]


def _fields(header):
    """The fields, or None if the header is malformed."""
    fields = {}
    position = len('Digest ')
    while position < len(header):
        match = _FIELD.match(header, position)
        if match is None:
            return None
        fields[match[1]] = match[3] if match[2] is None else re.sub(r'\\(.)', r'\1', match[2])
        position = match.end()
    return fields


def _answer(fields, credentials, method):
    user, password = credentials
    if not (isinstance(user, str) and isinstance(password, str)):
        return None
    algorithm = (fields.get('algorithm') or 'MD5').upper()
    session = algorithm.endswith('-SESS')
    name = _HASHES.get(algorithm.removesuffix('-SESS'))
    if name is None:
        return None

    def hashed(content):
        return hashlib.new(name, content).hexdigest()

    # A character of the header is a byte; user and password are encoded in UTF-8.
    field = {key: value.encode('latin-1') for key, value in fields.items()}
    a1 = hashed(b':'.join([user.encode(), field.get('realm', b''), password.encode()])).encode()
    nonce, cnonce = field.get('nonce', b''), field.get('cnonce', b'')
    if session:
        a1 = hashed(b':'.join([a1, nonce, cnonce])).encode()
    a2 = hashed(b':'.join([method.encode(), field.get('uri', b'')])).encode()
    if 'qop' not in field:
        return hashed(b':'.join([a1, nonce, a2]))
    return hashed(b':'.join([a1, nonce, field.get('nc', b''), cnonce, field['qop'], a2]))
