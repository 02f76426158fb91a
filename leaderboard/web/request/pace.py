"""How fast one person may log: faster than anybody can type is a program, or a key that hangs.

Counted by each server for itself and kept nowhere, so that a log pays nothing for it. Files and
other programs have their own ways in, with limits of their own.
"""

import time
from dataclasses import dataclass, field

from flask import Flask, current_app
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

EXTENSION = "leaderboard-pace"
MINUTE = 60.0


class TooFast(TooManyRequests):
    """More than any person logs; the next one is let in after some seconds."""


@dataclass
class LogPace:
    """So many at once for each person, and so many more with every minute."""

    a_minute: int
    # By person: how many are left, and as of when.
    _left: dict[int, tuple[float, float]] = field(default_factory=dict)

    def take(self, person_id: int, *, at: float) -> bool:
        """Whether this one is let in."""
        left, since = self._left.get(person_id, (float(self.a_minute), at))
        left = min(self.a_minute, left + (at - since) * self.a_minute / MINUTE)
        is_let_in = left >= 1
        self._left[person_id] = (left - is_let_in, at)
        return is_let_in


def init_app(app: Flask) -> None:
    app.extensions[EXTENSION] = LogPace(app.config["LOGS_A_MINUTE"])


def check_pace() -> None:
    """TooFast for whoever logs more than a person can."""
    pace: LogPace = current_app.extensions[EXTENSION]
    if not pace.take(current_user.id, at=time.monotonic()):
        raise TooFast
