"""Bodies as the vectors write them."""

import base64
import hashlib
import json

from .numbers import tag_numbers

LONGEST_IN_FULL = 3000


def describe_bytes(content):
    if len(content) > LONGEST_IN_FULL:
        return {'length': len(content), 'sha256': hashlib.sha256(content).hexdigest()}
    try:
        return {'text': content.decode()}
    except UnicodeDecodeError:
        return {'b64': base64.b64encode(content).decode()}


def describe_body(content, headers, given_json):
    """A body that was sent: JSON with its parsed value. `given_json`: the case has the option `json`."""
    described = describe_bytes(content)
    types = [value for name, value in headers if name.lower() == 'content-type']
    if (given_json or types == ['application/json']) and 'text' in described:
        try:
            described['json'] = tag_numbers(json.loads(described['text']))
        except ValueError:
            pass
    return described
