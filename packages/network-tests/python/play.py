"""Plays requests with Python Requests: a question a line, as JSON, and an answer a line."""

import json
import os
import sys

import requests
import urllib3

import scenarios

urllib3.disable_warnings()


def failed(error):
    return {"is": type(error).__name__, "message": str(error)}


def told(response):
    try:
        body = response.json()
    except ValueError:
        body = None
    hops = [hop.url for hop in response.history]
    return {"is": response.status_code, "url": response.url, "text": response.text, "json": body, "hops": hops}


def prepared(options):
    tuples = ("timeout", "cert", "auth")
    return {name: tuple(value) if name in tuples and isinstance(value, list) else value for name, value in options.items()}


def play(question):
    if "scenario" in question:
        try:
            return getattr(scenarios, question["scenario"])(**question["args"])
        except requests.RequestException as error:
            return failed(error)
    os.environ.update(question["environment"])
    try:
        with requests.Session() as session:
            for name, value in prepared(question["session"]).items():
                setattr(session, name, value)
            return told(session.request(question["method"], question["url"], **prepared(question["options"])))
    except (requests.RequestException, OSError) as error:
        return failed(error)
    finally:
        for name in question["environment"]:
            del os.environ[name]


def main():
    print(json.dumps({"version": f"Requests {requests.__version__}, urllib3 {urllib3.__version__}"}), flush=True)
    for line in sys.stdin:
        print(json.dumps(play(json.loads(line))), flush=True)


main()
