"""Plays cases through Python Requests and writes what it does."""

from .calls import apply_settings, call, options, prepare
from .environment import environment, home_directory
from .failure import describe_failure
from .jar import describe_jar
from .library import requests
from .message import Messages
from .placeholders import PutBack, fill
from .reads import Reader
from .server import ScriptServer

_TARGETS = ('prepare', 'bare')


class Recorder:
    """Records cases one after the other against one server."""

    def __init__(self):
        self._server = ScriptServer()

    def record(self, case):
        """The expected results of a case."""
        with home_directory() as home:
            places = {**self._server.origins, 'HOME': home}
            filled = fill({key: value for key, value in case.items() if key != 'expect'}, places)
            with environment(filled.get('env', {}), home, filled.get('home', {})):
                return self._record(filled, PutBack(places))

    def _record(self, case, put_back):
        messages = Messages(put_back, case)
        self._server.play(case.get('replies', []))
        with requests.Session() as session:
            apply_settings(session, case.get('session', {}))
            play = _Play(session, messages, put_back)
            results = [play.step(step) for step in case['steps']]
            play.close()
        wire = [messages.wire(place, request) for place, request in self._server.finish()]
        return {'wire': wire, 'results': results}


class _Play:
    """Runs the steps of one case."""

    def __init__(self, session, messages, put_back):
        self._session = session
        self._messages = messages
        self._put_back = put_back
        self._reader = Reader(messages, put_back)
        self._responses = []

    def close(self):
        for response in self._responses:
            response.close()

    def step(self, step):
        try:
            result = self._result(step)
        except Exception as error:
            result = {'error': describe_failure(error, self._put_back)}
        if step.get('jar'):
            result['jar'] = describe_jar(self._session.cookies, self._put_back)
        return result

    def _result(self, step):
        if 'session' in step:
            apply_settings(self._session, step['session'])
            return {'set': True}
        for kind in _TARGETS:
            if kind in step:
                session = self._session if kind == 'prepare' else None
                return {'prepared': self._messages.prepared(prepare(session, step[kind]))}
        response = self._respond(step)
        self._responses.append(response)
        return {'response': self._describe(response, step.get('read', []))}

    def _respond(self, step):
        if 'call' in step:
            return call(self._session, step['call'])
        if 'api' in step:
            return call(requests, step['api'])
        if 'send' in step:
            target = step['send']
            prepared = prepare(None if target.get('bare') else self._session, target)
            return self._session.send(prepared, **options(target.get('sendOptions')))
        return self._session.send(self._responses[-1].next, **options(step['follow']))

    def _describe(self, response, entries):
        text = self._put_back.text
        described = {
            'status': response.status_code,
            'reason': response.reason,
            'url': text(response.url),
            'ok': response.ok,
            'history': [[past.status_code, text(past.url)] for past in response.history],
            'isRedirect': response.is_redirect,
            'isPermanentRedirect': response.is_permanent_redirect,
        }
        reads = [self._reader.read(response, entry) for entry in entries]
        return {**described, 'reads': reads} if reads else described
