"""What reviewers click, for locust: searches and decisions, lists and reports; room.py runs it.

ROOM_RATE     requests a second of all reviewers together
ROOM_REPORTS  how many reports there are
ROOM_TOLD     the file that is written at the end: milliseconds of every answer by kind, and what went wrong
"""

from __future__ import annotations

import json
import os
import random
import re
import time
from collections import defaultdict
from itertools import count
from pathlib import Path

from locust import FastHttpUser, constant_throughput, events, task
from room_filling import PASSWORD, PLACES, WHAT

REVIEWERS = 20
_REPORTS = int(os.environ.get("ROOM_REPORTS", 10_000))
_WARM = 6.0  # seconds that are not counted: everybody signs in
_CSRF = re.compile(r'name="csrf" (?:content|value)="([0-9a-f]+)"')
_FORM_CSRF = re.compile(r'<input type="hidden" name="csrf" value="([0-9a-f]+)"')
_CARD = re.compile(r'/findings/(\d+)/decision".*?name="version" value="(\d+)"', re.DOTALL)
_NUMBERS = count()
_TIMES: dict[str, list[float]] = defaultdict(list)
_WRONG: list[str] = []
_COUNTS = {"acknowledged": 0, "conflicts": 0}
_BEGUN = [float("inf")]


class Reviewer(FastHttpUser):
    """Somebody who looks through reports and decides."""

    wait_time = constant_throughput(float(os.environ["ROOM_RATE"]) / REVIEWERS)

    def on_start(self) -> None:
        self.rng = random.Random(next(_NUMBERS))
        self.cards: list[tuple[str, str]] = []
        page = self.client.get("/sign-in")
        found = _FORM_CSRF.search(page.text or "")
        assert found
        name = f"reviewer{next(_NUMBERS) // 2 % REVIEWERS}"
        self.client.post("/sign-in", data={"csrf": found[1], "name": name, "password": PASSWORD})
        token = _CSRF.search(self.client.get("/password").text or "")
        assert token, name
        self.csrf = token[1]

    @task(30)
    def search_findings(self) -> None:
        words = f"{self.rng.choice(PLACES)} {self.rng.choice(WHAT)}"
        self.client.get("/findings", params={"text": words}, name="search findings")

    @task(10)
    def search_reports(self) -> None:
        self.client.get("/reports", params={"text": self.rng.choice(PLACES)}, name="search reports")

    @task(10)
    def list_reports(self) -> None:
        chosen = {"year": self.rng.randint(2016, 2025), "page": self.rng.randint(1, 5)}
        self.client.get("/reports", params=chosen, name="list reports")

    @task(5)
    def list_findings(self) -> None:
        chosen = {"state": self.rng.choice(("open", "confirmed")), "severity": "error"}
        self.client.get("/findings", params=chosen, name="list findings")

    @task(20)
    def open_report(self) -> None:
        answer = self.client.get(f"/reports/{self.rng.randint(1, _REPORTS)}", name="open report")
        self.cards = _CARD.findall(answer.text or "")

    @task(25)
    def decide(self) -> None:
        if not self.cards:
            self.open_report()
            return
        number, version = self.cards.pop()
        state = self.rng.choice(("confirmed", "confirmed", "dismissed", "pending"))
        sent = {"csrf": self.csrf, "version": version, "state": state, "reason": "口径不同", "note": ""}
        address = f"/findings/{number}/decision"
        with self.client.post(
            address, data=sent, headers={"X-Fragment": "1"}, name="decide", catch_response=True
        ) as answer:
            if answer.status_code == 409:
                _COUNTS["conflicts"] += 1
                answer.success()
            _COUNTS["acknowledged"] += answer.status_code == 200


def _begin(**told: object) -> None:
    _BEGUN[0] = time.monotonic() + _WARM


def _keep(name: str, response_time: float, exception: object = None, **told: object) -> None:
    if exception is not None:
        _WRONG.append(f"{name}: {exception}")
    if time.monotonic() > _BEGUN[0] and not name.startswith("/"):
        _TIMES[name].append(response_time)


def _tell(**told: object) -> None:
    seconds = time.monotonic() - _BEGUN[0]
    held = {"times": _TIMES, "seconds": seconds, "wrong": _WRONG, **_COUNTS}
    Path(os.environ["ROOM_TOLD"]).write_text(json.dumps(held), "utf-8")


events.spawning_complete.add_listener(_begin)  # type: ignore[no-untyped-call]
events.request.add_listener(_keep)  # type: ignore[no-untyped-call]
events.quitting.add_listener(_tell)  # type: ignore[no-untyped-call]
