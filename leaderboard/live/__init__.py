"""Tells open screens that something changed, whoever changed it.

Every commit in this process wakes the hub. The hub notices other processes on the machine by asking
for the overall version a few times a second, and only while somebody watches. Several machines tell
each other over Redis, with slower polling as a fallback.
"""

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from leaderboard.extensions import db
from leaderboard.live.events import Snapshot, milliseconds
from leaderboard.live.hub import Hub
from leaderboard.live.regions import full_moment
from leaderboard.live.wire import wire_of

__all__ = [
    "Hub",
    "Snapshot",
    "changed",
    "current",
    "full_moment",
    "init_app",
    "milliseconds",
    "wire_of",
]

EXTENSION = "leaderboard-live"


def init_app(app: Flask) -> None:
    """Give the app its hub; nothing runs until somebody watches."""
    app.extensions[EXTENSION] = Hub(app)


def current() -> Hub:
    found: Hub = current_app.extensions[EXTENSION]
    return found


def changed() -> None:
    """Something was committed; whoever watches sees it in a moment."""
    current().changed()


@event.listens_for(db.session, "after_commit")
def committed(session: Session) -> None:
    """Only writes commit (`write_transaction`), so no use case can forget to announce one."""
    changed()
