"""Reads properties of a response and describes them."""

from .body import describe_bytes
from .failure import describe_failure
from .jar import jar_values
from .numbers import tag_numbers


class Reader:
    def __init__(self, messages, put_back):
        self._messages = messages
        self._put_back = put_back

    def read(self, response, entry):
        items = self._items(response, entry)
        if items is None:
            try:
                return {'read': entry, 'value': self._value(response, entry)}
            except Exception as error:
                return {'read': entry, 'error': describe_failure(error, self._put_back)}
        return self._iterate(entry, items)

    def _iterate(self, entry, items):
        """Runs an iteration, and stops it after `take` items."""
        take = None if isinstance(entry, str) else next(iter(entry.values())).get('take')
        seen = []
        try:
            if take != 0:
                for item in items():
                    seen.append(self._put_back.text(item) if isinstance(item, str) else describe_bytes(item))
                    if len(seen) == take:
                        break
        except Exception as error:
            result = {'read': entry, 'error': describe_failure(error, self._put_back)}
            return {**result, 'itemsBefore': seen} if seen else result
        return {'read': entry, 'value': seen}

    def _items(self, response, entry):
        if entry == 'iterResponse':
            return lambda: iter(response)
        if isinstance(entry, str):
            return None
        if 'iterContent' in entry:
            return lambda: response.iter_content(**_iteration_options(entry['iterContent']))
        if 'iterLines' in entry:
            return lambda: response.iter_lines(**_iteration_options(entry['iterLines']))
        return None

    def _value(self, response, entry):
        if isinstance(entry, dict):
            if 'rawRead' in entry:
                return describe_bytes(response.raw.read(entry['rawRead']))
            response.encoding = entry['setEncoding']
            return None
        return getattr(self, f'_{entry}')(response)

    def _text(self, response):
        return self._put_back.text(response.text)

    def _encoding(self, response):
        return response.encoding

    def _apparentEncoding(self, response):
        return response.apparent_encoding

    def _content(self, response):
        return describe_bytes(response.content)

    def _json(self, response):
        return tag_numbers(response.json())

    def _headers(self, response):
        return [[name.lower(), self._put_back.text(value)] for name, value in response.headers.items()]

    def _cookies(self, response):
        return jar_values(response.cookies)

    def _links(self, response):
        return response.links

    def _next(self, response):
        if response.next is None:
            return None
        url = self._put_back.text(response.next.url)
        return {'method': response.next.method, 'url': url, 'headers': self._messages.headers(response.next)}

    def _history(self, response):
        return [self._past(past) for past in response.history]

    def _past(self, past):
        return {
            'status': past.status_code,
            'url': self._put_back.text(past.url),
            'method': past.request.method,
            'text': past.text,
            'cookies': jar_values(past.cookies),
            'historyLength': len(past.history),
        }

    def _raiseForStatus(self, response):
        return response.raise_for_status()

    def _requestMethod(self, response):
        return response.request.method

    def _requestUrl(self, response):
        return self._put_back.text(response.request.url)

    def _requestHeaders(self, response):
        return self._messages.headers(response.request)

    def _requestBody(self, response):
        return self._messages.prepared(response.request).get('body')

    def _close(self, response):
        return response.close()


def _iteration_options(given):
    names = {'chunkSize': 'chunk_size', 'decodeUnicode': 'decode_unicode', 'delimiter': 'delimiter'}
    options = {names[key]: value for key, value in given.items() if key in names}
    if isinstance(options.get('delimiter'), str) and not options.get('decode_unicode'):
        options['delimiter'] = options['delimiter'].encode()
    return options
