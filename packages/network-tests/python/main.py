"""Sends requests with Python Requests: reads one question per line as JSON and writes one answer per line."""

import json
import os
import sys

import requests
import urllib3

import scenarios

urllib3.disable_warnings()


def error_result(error):
    return {"outcome": type(error).__name__, "message": str(error)}


def response_result(response):
    try:
        body = response.json()
    except ValueError:
        body = None
    hops = [hop.url for hop in response.history]
    return {"outcome": response.status_code, "url": response.url, "text": response.text, "json": body, "hops": hops}


def with_tuples(options):
    """Requests expects tuples where JSON has lists."""
    names = ("timeout", "cert", "auth")
    return {name: tuple(value) if name in names and isinstance(value, list) else value for name, value in options.items()}


def answer(question):
    if "scenario" in question:
        try:
            return getattr(scenarios, question["scenario"])(**question["args"])
        except requests.RequestException as error:
            return error_result(error)
    os.environ.update(question["environment"])
    try:
        with requests.Session() as session:
            for name, value in with_tuples(question["session"]).items():
                setattr(session, name, value)
            return response_result(session.request(question["method"], question["url"], **with_tuples(question["options"])))
    except (requests.RequestException, OSError) as error:
        return error_result(error)
    finally:
        for name in question["environment"]:
            del os.environ[name]


def main():
    print(json.dumps({"version": f"Requests {requests.__version__}, urllib3 {urllib3.__version__}"}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


main()
