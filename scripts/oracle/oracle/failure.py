"""Errors as the vectors describe them."""

from .library import requests

# Messages of other errors contain memory addresses, or are the operating system's.
_WITH_MESSAGE = ('HTTPError', 'TooManyRedirects', 'MissingSchema', 'InvalidSchema', 'UnrewindableBodyError')


def describe_failure(error, put_back):
    request = getattr(error, 'request', None)
    response = getattr(error, 'response', None)
    name = type(error).__name__
    described = {
        'class': name,
        'isA': _kinds(error),
        'hasRequest': request is not None,
        'hasResponse': response is not None,
    }
    if name in _WITH_MESSAGE:
        described['message'] = put_back.text(str(error))
    if response is not None:
        described['response'] = {
            'status': response.status_code,
            'url': put_back.text(response.url),
            'historyLength': len(response.history),
        }
    return described


def _kinds(error):
    """The classes of Requests that it is an instance of; for an error of Python itself, Python's."""
    if isinstance(error, requests.RequestException):
        kinds = [kind for kind in type(error).__mro__ if issubclass(kind, requests.RequestException)]
    else:
        kinds = [kind for kind in type(error).__mro__ if kind not in (object, BaseException)]
    return [kind.__name__ for kind in kinds]
