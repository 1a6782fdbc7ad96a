"""What takes more than one request, played with Python Requests: each returns what it is to be held against."""

import contextlib
import socket
import time

import requests


def connections(url, count, pause=0, method="GET", **options):
    """How many connections so many requests of one session took."""
    seen = set()
    with requests.Session() as session:
        for _ in range(count):
            response = session.request(method, url, **options)
            response.raise_for_status()
            seen.add(response.headers["X-Connection"])
            time.sleep(pause)
    return {"told": len(seen)}


def verify_off_then_on(url):
    """One session, verification off for the first request alone."""
    with requests.Session() as session:
        first = session.get(url, verify=False).status_code
        try:
            return {"told": [first, session.get(url).status_code]}
        except requests.RequestException as error:
            return {"told": [first, type(error).__name__]}


def decoded(url, **options):
    """The coding of a body and its length once it is undone."""
    response = requests.get(url, **options)
    return {"told": [response.headers["Content-Encoding"], len(response.text)]}


@contextlib.contextmanager
def full_backlog():
    """The URL of a server that accepts nothing, its queue full: a further SYN gets no answer."""
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
    """A place where connecting hangs, asked directly or, with a URL, as the proxy for it."""
    if isinstance(timeout, list):
        timeout = tuple(timeout)
    with full_backlog() as hanging:
        proxies = {"http": hanging} if url else None
        response = requests.get(url or hanging, timeout=timeout, proxies=proxies)
        return {"told": response.status_code}
