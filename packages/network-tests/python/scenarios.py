"""Scenarios of several requests with Python Requests. Each returns the value to compare."""

import contextlib
import socket
import time

import requests


def connections(url, count, pause=0, method="GET", **options):
    """The number of connections that a session used for `count` requests."""
    seen = set()
    with requests.Session() as session:
        for _ in range(count):
            response = session.request(method, url, **options)
            response.raise_for_status()
            seen.add(response.headers["X-Connection"])
            time.sleep(pause)
    return {"value": len(seen)}


def verify_off_then_on(url):
    """One session with verification off for the first request only."""
    with requests.Session() as session:
        first = session.get(url, verify=False).status_code
        try:
            return {"value": [first, session.get(url).status_code]}
        except requests.RequestException as error:
            return {"value": [first, type(error).__name__]}


def decoded(url, **options):
    """The content coding of a body and its decoded length."""
    response = requests.get(url, **options)
    return {"value": [response.headers["Content-Encoding"], len(response.text)]}


@contextlib.contextmanager
def full_backlog():
    """The URL of a server with a full accept queue: a further SYN gets no answer."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(16):
            filler = stack.enter_context(socket.socket())
            filler.settimeout(0.3)
            try:
                filler.connect(server.getsockname())
            except TimeoutError:
                break
        yield "http://127.0.0.1:%d/" % server.getsockname()[1]


def connect_timeout(timeout, url=None):
    """Connects to a server where connecting hangs; with a URL, uses it as the proxy."""
    if isinstance(timeout, list):
        timeout = tuple(timeout)
    with full_backlog() as hanging:
        proxies = {"http": hanging} if url else None
        response = requests.get(url or hanging, timeout=timeout, proxies=proxies)
        return {"value": response.status_code}
