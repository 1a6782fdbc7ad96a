"""Settings, options and calls of the vectors as Python Requests takes them."""

from .library import requests
from .values import to_option

_SETTINGS = {
    'params': 'params',
    'auth': 'auth',
    'proxies': 'proxies',
    'maxRedirects': 'max_redirects',
    'trustEnv': 'trust_env',
    'stream': 'stream',
    'verify': 'verify',
}


def apply_settings(session, settings):
    """Headers and cookies are added to the existing ones; everything else is set."""
    if settings.get('clearCookies'):
        session.cookies.clear()
    for name, attribute in _SETTINGS.items():
        if name in settings:
            setattr(session, attribute, to_option(name, settings[name]))
    session.headers.update(to_option('headers', settings.get('headers', {})))
    session.cookies.update(to_option('cookies', settings.get('cookies', {})))


def options(given):
    """Options of a request: milliseconds become seconds, and names get underscores."""
    converted = {name: to_option(name, value) for name, value in (given or {}).items()}
    if 'timeout' in converted:
        converted['timeout'] = _timeout(converted['timeout'])
    if 'allowRedirects' in converted:
        converted['allow_redirects'] = converted.pop('allowRedirects')
    return converted


def call(functions, target):
    """`functions`: a session, or the library's own functions."""
    given = options(target.get('options'))
    if 'verb' in target:
        return getattr(functions, target['verb'])(to_option('url', target['url']), **given)
    return functions.request(target['method'], to_option('url', target['url']), **given)


def prepare(session, target):
    """A prepared request, with the session's settings unless the session is None."""
    method = target.get('method') or target['verb'].upper()
    request = requests.Request(method, to_option('url', target['url']), **options(target.get('options')))
    return request.prepare() if session is None else session.prepare_request(request)


def _timeout(value):
    if isinstance(value, dict):
        return (_seconds(value.get('connect')), _seconds(value.get('read')))
    return _seconds(value)


def _seconds(milliseconds):
    return None if milliseconds is None else milliseconds / 1000
