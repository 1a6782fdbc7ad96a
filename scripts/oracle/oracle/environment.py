"""The environment of a case: its own variables, a home directory, and nothing else that Requests uses."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

_PROXIES = ('http', 'https', 'ftp', 'ws', 'wss', 'socks', 'all', 'no')
_UNSET = [f'{kind}_proxy' for kind in _PROXIES] + ['netrc', 'request_method', 'requests_ca_bundle', 'curl_ca_bundle']


@contextmanager
def home_directory():
    with tempfile.TemporaryDirectory(prefix='oracle-') as home:
        yield home


@contextmanager
def environment(variables, home, files):
    for name, text in files.items():
        path = Path(home, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    before = dict(os.environ)
    for name in _UNSET:
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)
    os.environ.update({'HOME': home, **variables})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
