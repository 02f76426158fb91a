"""A rate limit for logging: anything faster than a person can type is a program or a stuck key.

Each server process counts for itself in memory, so a log costs nothing extra. Imports and other
programs have their own ways in and their own limits.
"""

import time
from dataclasses import dataclass, field

from flask import Flask, current_app
from werkzeug.exceptions import TooManyRequests

EXTENSION = "leaderboard-pace"
MINUTE = 60.0


class TooFast(TooManyRequests):
    """Too many logs; one more is allowed after some seconds."""


@dataclass
class LogPace:
    """A burst for each person, refilled every minute."""

    a_minute: int
    # By person: (logs left, as of when).
    _left: dict[int, tuple[float, float]] = field(default_factory=dict)

    def take(self, person_id: int, *, at: float) -> bool:
        """Whether this log is allowed."""
        left, since = self._left.get(person_id, (float(self.a_minute), at))
        left = min(self.a_minute, left + (at - since) * self.a_minute / MINUTE)
        is_let_in = left >= 1
        self._left[person_id] = (left - is_let_in, at)
        return is_let_in


def init_app(app: Flask) -> None:
    app.extensions[EXTENSION] = LogPace(app.config["LOGS_A_MINUTE"])


def check_pace(person_id: int) -> None:
    """Raise TooFast if the person logs faster than anybody can."""
    pace: LogPace = current_app.extensions[EXTENSION]
    if not pace.take(person_id, at=time.monotonic()):
        raise TooFast
