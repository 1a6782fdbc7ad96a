"""Measures Python Requests: receives the number of requests and reports their cost."""
import json
import resource
import sys
import time

import requests

url = sys.argv[1]
session = requests.Session()


def loop(count):
    for _ in range(count):
        if session.get(url).json()["id"] != 4711:
            raise SystemExit("Requests did not return the document")


def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


print(json.dumps({"ready": True, "version": requests.__version__}), flush=True)
for line in sys.stdin:
    message = json.loads(line)
    if message.get("exit"):
        break
    before, started = used(), time.perf_counter()
    loop(message["requests"])
    wall = time.perf_counter() - started
    print(json.dumps({"requests": message["requests"], "cpu": (used() - before) * 1e6, "wall": wall * 1e6}), flush=True)
