"""Tells the open screens that something moved, whoever moved it.

Every commit of this process wakes the hub. Other processes on the machine are noticed because the
hub asks for the version of everything a few times a second, and only while somebody watches.
Several machines tell each other over Redis, and ask more slowly behind it.
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
    """Give the app its hub; nothing runs before somebody watches."""
    app.extensions[EXTENSION] = Hub(app)


def current() -> Hub:
    """The hub of the current app."""
    found: Hub = current_app.extensions[EXTENSION]
    return found


def changed() -> None:
    """Something was committed; whoever watches sees it in a moment."""
    current().changed()


@event.listens_for(db.session, "after_commit")
def committed(session: Session) -> None:
    """Only writes commit (`write_transaction`), so no use case can forget to tell."""
    changed()
