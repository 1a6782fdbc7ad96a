#!/usr/bin/python3
"""Lists the public names of Python Requests, for docs/from-requests.md and the test that checks that page.

usage: public-names.py [--check]

Writes packages/requests/test/requests-public-names.json. With --check it writes nothing, prints the names that this
machine's Requests has and the file lacks, and exits with code 1 if there are any. Runs with any Python that has Requests;
never replaces the file with the names of an older version.
"""

import argparse
import importlib
import inspect
import json
import pkgutil
import re
import sys
import types
import warnings
from pathlib import Path

with warnings.catch_warnings():
    # Debian's Requests warns about Debian's version of charset_normalizer.
    warnings.simplefilter('ignore')
    import requests
    import requests.help
    import urllib3

FILE = Path(__file__).resolve().parents[2] / 'packages' / 'requests' / 'test' / 'requests-public-names.json'

# Used by operators, `for`, `in`, `with`, `len()`, `bool()`, calls and pickle.
SPECIAL = (
    '__bool__', '__call__', '__contains__', '__delitem__', '__enter__', '__eq__', '__exit__', '__getitem__',
    '__getstate__', '__iter__', '__len__', '__setitem__', '__setstate__',
)  # fmt: skip
# Adapters for cookielib, leftovers of Python 2, and what urllib3 2 removed.
PRIVATE = {'MockRequest', 'MockResponse', 'to_native_string', 'main', 'method_whitelist'}
# Modules that only re-export names.
ALIASES = {'api', 'compat', 'packages', 'status_codes'}
# Set by adapters on each response; not declared by any class in older versions.
UNDECLARED = {'Response': ['connection']}
# Read by urllib.request on behalf of Requests.
PROXY_VARIABLES = ['ALL_PROXY', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'REQUEST_METHOD']


def public(names):
    return {name for name in names if not name.startswith('_')} - PRIVATE


def modules():
    return sorted(public(module.name for module in pkgutil.iter_modules(requests.__path__)))


def module_names(name):
    """Functions and classes defined in a module."""
    module = importlib.import_module(f'requests.{name}')
    kinds = (types.FunctionType, type)
    own = (n for n, value in vars(module).items() if isinstance(value, kinds) and value.__module__ == module.__name__)
    return public(own)


def parameters(function):
    named = inspect.signature(function).parameters.values()
    return public(p.name for p in named if p.kind is p.POSITIONAL_OR_KEYWORD and p.name != 'self')


def members(cls, instance):
    defined = {name for parent in cls.__mro__ if parent is not object for name in vars(parent)}
    names = public(dir(cls)) | public(vars(instance)) | (defined & set(SPECIAL)) | set(UNDECLARED.get(cls.__name__, ()))
    # Regular expressions of cookielib.
    return {name for name in names if not name.endswith('_re')}


def environment_variables():
    source = '\n'.join(path.read_text() for path in Path(requests.__path__[0]).glob('*.py'))
    return set(re.findall(r'''environ\.get\(["']([A-Z_]+)["']\)''', source)) | set(PROXY_VARIABLES)


def collect():
    instances = {
        'Session': requests.Session(),
        'Request': requests.Request('GET', 'http://a.test/'),
        'PreparedRequest': requests.Request('GET', 'http://a.test/').prepare(),
        'Response': requests.Response(),
        'RequestException': requests.RequestException(),
        'RequestsCookieJar': requests.cookies.RequestsCookieJar(),
        'CaseInsensitiveDict': requests.structures.CaseInsensitiveDict(),
        'HTTPBasicAuth': requests.auth.HTTPBasicAuth('user', 'pass'),
        'HTTPDigestAuth': requests.auth.HTTPDigestAuth('user', 'pass'),
        'HTTPAdapter': requests.adapters.HTTPAdapter(),
    }
    names = {
        'module': modules(),
        'requests': module_names('api') | {'codes', 'session'},
        'request(…)': parameters(requests.Session.request),
        'HTTPAdapter(…)': parameters(requests.adapters.HTTPAdapter),
        'Retry(…)': parameters(urllib3.Retry),
        'environment': environment_variables(),
        'certs': {'where'},
    }
    for module in sorted(set(modules()) - ALIASES - {'certs'}):
        names[module] = module_names(module) - {'session'}
    for name, instance in instances.items():
        names[name] = members(type(instance), instance)
    # A dict that stays empty; its names are attributes.
    names['LookupDict'] = {'__getitem__', 'get'}
    # Of exceptions, only what Requests adds.
    names['RequestException'] &= {'request', 'response'}
    codes = {name: code for name, code in vars(requests.codes).items() if isinstance(code, int)}
    return {
        'versions': {'requests': requests.__version__, 'urllib3': urllib3.__version__},
        'names': {subject: sorted(found) for subject, found in sorted(names.items()) if found},
        'codes': dict(sorted(codes.items(), key=lambda item: (item[1], item[0]))),
    }


def version(data):
    return [int(part) for part in data['versions']['requests'].split('.')]


def missing(here, there):
    for subject, names in here['names'].items():
        for name in names:
            if name not in there['names'].get(subject, ()):
                yield f'{subject}: {name}'
    for name in here['codes']:
        if name not in there['codes']:
            yield f'codes: {name}'


def main():
    parser = argparse.ArgumentParser(description='Lists the public names of Python Requests.')
    parser.add_argument('--check', action='store_true', help='compare with the file and write nothing')
    here = collect()
    if parser.parse_args().check:
        lines = list(missing(here, json.loads(FILE.read_text())))
        print('\n'.join(lines) or f'Requests {requests.__version__} has no names that the file lacks.')
        sys.exit(1 if lines else 0)
    if FILE.exists() and version(json.loads(FILE.read_text())) > version(here):
        sys.exit(f'The file comes from a newer version than Requests {requests.__version__} and was not changed.')
    FILE.write_text(json.dumps(here, indent=2, ensure_ascii=False) + '\n')
    print(f'{sum(map(len, here["names"].values()))} names of Requests {requests.__version__}')


if __name__ == '__main__':
    main()
