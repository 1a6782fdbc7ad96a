"""Placeholders such as {A} and {B.netloc}: filled in before a case is played, restored in the recording."""

import re

PLACEHOLDER = re.compile(r'\{(A|B|C|L|Z|HOME)(?:\.(netloc|port))?\}')


def map_text(value, change):
    """The value with a function applied to every string in it, keys included."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [map_text(item, change) for item in value]
    if isinstance(value, dict):
        return {change(key): map_text(item, change) for key, item in value.items()}
    return value


def fill(value, places):
    def one(match):
        place = places[match[1]]
        if match[2] is None:
            return place
        netloc = place.split('//')[1]
        return netloc if match[2] == 'netloc' else netloc.split(':')[1]

    return map_text(value, lambda text: PLACEHOLDER.sub(one, text))


class PutBack:
    """Replaces the origins and the home directory in text by their placeholders."""

    def __init__(self, places):
        self._names = {}
        for name, place in places.items():
            self._names[place] = '{' + name + '}'
            if name != 'HOME':
                self._names[place.split('//')[1]] = '{' + name + '.netloc}'
        longest_first = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile('(?:' + '|'.join(map(re.escape, longest_first)) + ')(?![0-9])')

    def text(self, text):
        return self._pattern.sub(lambda match: self._names[match[0]], text)

    def bytes(self, content):
        return self.text(content.decode('latin-1')).encode('latin-1')
