"""Logging, voiding and correcting one activity; each is one transaction."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import select

from leaderboard import configuration, trips
from leaderboard.configuration import Configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.inserts import send_with_commit
from leaderboard.models import Activity, Origin, Void
from leaderboard.scoring import locks
from leaderboard.scoring.activity_rows import (
    DRAW,
    Conflict,
    Provenance,
    entry_known_as,
    is_taken,
    is_void,
    numbered,
)
from leaderboard.scoring.checks import BadActivity, check_activity
from leaderboard.scoring.concerned import (
    all_it_takes,
    hold_those_concerned,
    may_change_firsts,
)
from leaderboard.scoring.new_activity import NewActivity, content_of
from leaderboard.scoring.order import has_later_target, question_of, totals_before
from leaderboard.scoring.places import kept_place
from leaderboard.scoring.writing import Logged, caused_by, write_entry, write_in_place, write_void

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def once_more(write: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Another entry may take the client-made id while this one is being written; the second time it
    is known. The same for a statement whose name PostgreSQL has forgotten."""

    @wraps(write)
    def writing(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        try:
            return write(*args, **kwargs)
        except Exception as error:
            if not (is_taken(error) or trips.is_forgotten(error)):
                raise
        return write(*args, **kwargs)

    return writing


@once_more
def log_activity(
    new: NewActivity,
    *,
    client_id: str,
    by_id: int | None,
    at: datetime,
    is_late_allowed: bool = False,
) -> Logged:
    """Log one activity, with totals, awards and points; sent again, it returns the first answer.

    Raises BadActivity for an invalid one, and Conflict for a known id with another body.
    """
    logged = None
    while logged is None:
        settings = configuration.latest()
        provenance = Provenance(client_id, by_id, at)
        logged = log_once(new, settings, provenance, is_late_allowed=is_late_allowed)
    return logged


def log_once(
    new: NewActivity, settings: Configuration, provenance: Provenance, *, is_late_allowed: bool
) -> Logged | None:
    """Log it, or return nothing if a setting changed before this had its locks."""
    client_id, at = provenance.client_id, provenance.at
    question = question_of(new, settings, client_id=client_id)
    is_for_many = may_change_firsts(new, settings, at=at)
    first = [] if is_for_many else all_it_takes(new, settings, question)
    with write_transaction(db.session, first=first) as found:
        if is_for_many:
            locks.share_configuration()
            hold_those_concerned([new], settings, changes_past=True)
        asked = question.read(found) if first else question.ask()
        configuration.keep_number(asked[0].number)
        if configuration.current() is not settings:
            return None
        if asked[0].known is not None:
            return repeated(entry_known_as(client_id), new)
        check_activity(new, settings, at=at, is_late_allowed=is_late_allowed)
        row = numbered(new, settings, provenance, number=asked[0].next)
        is_last = asked[0].later is None and not has_later_target(new, settings)
        if not is_last:
            return write_entry(row, settings, before=None)
        before = [line for line in asked if line.period_kind is not None]
        return write_entry(row, settings, before=before, send=send_with_commit)


def void_activity(activity_id: int, *, by_id: int | None, reason: str, at: datetime) -> Activity:
    """Take an activity back, with everything that depends on it; a second time changes nothing."""
    with write_transaction(db.session):
        locks.share_configuration()
        settings = configuration.current()
        activity = db.session.get_one(Activity, activity_id)
        hold_those_concerned([activity], settings, changes_past=True)
        if not is_void(activity_id):
            void = Void(activity_id=activity_id, at=at, by_id=by_id, reason=reason)
            write_void(activity, void, settings)
    return db.session.get_one(Activity, activity_id)


@once_more
def correct_activity(
    activity_id: int,
    *,
    by_id: int | None,
    reason: str,
    at: datetime,
    client_id: str,
    is_late_allowed: bool = False,
    **changes: Any,
) -> Logged:
    """Replace an activity by one with these changes: a void and a new entry, in one transaction.

    Raises BadActivity if it is void already (somebody was faster) or the new one is invalid.
    """
    with write_transaction(db.session):
        locks.share_configuration()
        settings = configuration.current()
        activity = db.session.get_one(Activity, activity_id)
        was = content_of(activity, settings)
        new = was._replace(**changes)
        hold_those_concerned([activity, new], settings, changes_past=True)
        known = entry_known_as(client_id)
        if known is not None:
            return repeated(known, new)
        if is_void(activity_id):
            raise BadActivity("activity", "void")
        check_activity(new, settings, at=at, is_late_allowed=is_late_allowed, was=was)
        void = Void(activity_id=activity_id, at=at, by_id=by_id, reason=reason)
        place_id = kept_place(activity, new, settings)
        provenance = Provenance(client_id, by_id, at, corrects_id=activity_id, place_id=place_id)
        row = numbered(new, settings, provenance, number=DRAW.scalar())
        if place_id is not None:
            logged = write_in_place(row, void, settings)
        else:
            write_void(activity, void, settings)
            logged = write_entry(row, settings, before=totals_before(new, settings))
        move_origin(activity_id, logged.activity.id)
    return logged


def repeated(known: Any, new: NewActivity) -> Logged:
    """The first answer again, or a conflict."""
    if known.digest != new.digest():
        raise Conflict(known.logged_at)
    return Logged(known, tuple(caused_by(known)), is_repeat=True)


def move_origin(old_id: int, new_id: int) -> None:
    """The row that a corrected entry came from now points to its successor."""
    origin = db.session.scalar(select(Origin).where(Origin.activity_id == old_id))
    if origin is not None:
        origin.activity_id = new_id
