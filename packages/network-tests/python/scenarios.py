"""What takes more than one request, played with Python Requests: each returns what it is to be held against."""

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
