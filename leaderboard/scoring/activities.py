"""Logging, voiding and correcting one activity; each is one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, bindparam, select

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import (
    Activity,
    Award,
    Origin,
    SubjectKind,
    Void,
)
from leaderboard.scoring import awards, locks, totals
from leaderboard.scoring.checks import BadActivity, check_activity
from leaderboard.scoring.concerned import hold_for_log, hold_those_concerned, looks_at_teams
from leaderboard.scoring.cuts import cut_of
from leaderboard.scoring.entries import Written, entry_of, measures_of
from leaderboard.scoring.firsts import TeamDay, people_at
from leaderboard.scoring.new_activity import CONTENT, NewActivity, content_of
from leaderboard.scoring.order import (
    asked_before,
    has_later_target,
    is_last_in_order,
    kinds_together,
)
from leaderboard.scoring.places import kept_place
from leaderboard.scoring.rescoring import rescore
from leaderboard.scoring.totals import TotalChange
from leaderboard.statements import Prepared, upserting


def _unless_taken(insert_into: Any) -> Insert:
    """A new entry's number, or nothing if its client-made id is taken."""
    statement = insert_into(Activity.__table__).returning(Activity.id)
    return statement.on_conflict_do_nothing(index_elements=[Activity.client_id])  # type: ignore[no-any-return]


# Built once, because building a statement costs more than running it.
INSERT = Prepared(upserting(_unless_taken))
KNOWN_AS = Prepared(select(Activity.__table__).where(Activity.client_id == bindparam("client_id")))


class Conflict(ValueError):
    """The same client-made id came with another body; `first_at` is when it first came."""

    def __init__(self, first_at: datetime) -> None:
        super().__init__(first_at)
        self.first_at = first_at


@dataclass(frozen=True)
class Logged:
    """What became of a log: the rows of the entry and of the awards it caused, and whether it was
    known already."""

    activity: Any
    awards: tuple[Any, ...]
    is_repeat: bool = False

    @property
    def points(self) -> int:
        return sum(award.points for award in self.awards)


def log_activity(
    new: NewActivity,
    *,
    client_id: str,
    by_id: int | None,
    at: datetime,
    is_late_allowed: bool = False,
) -> Logged:
    """Log one activity, with totals, awards and points; sent again, it returns the first answer.

    Raises BadActivity for what cannot be, and Conflict for a known id with another body.
    """
    logged = None
    while logged is None:
        with write_transaction(db.session):
            logged = log_once(
                new, client_id=client_id, by_id=by_id, at=at, is_late_allowed=is_late_allowed
            )
    return logged


def log_once(
    new: NewActivity, *, client_id: str, by_id: int | None, at: datetime, is_late_allowed: bool
) -> Logged | None:
    """Log it, or return nothing if a setting changed before this had its locks."""
    settings = configuration.latest()
    hold_for_log(new, settings, at=at)
    asked = asked_before(kinds_together(new, settings)).all(
        client_id=client_id, subject=new.subject_id, day=new.occurred_on
    )[0]
    configuration.keep_number(asked.number)
    if configuration.current() is not settings:
        return None
    if asked.known is not None:
        return repeated(entry_known_as(client_id), new)
    check_activity(new, settings, at=at, is_late_allowed=is_late_allowed)
    return write_entry(
        new,
        settings,
        client_id=client_id,
        by_id=by_id,
        at=at,
        corrects_id=None,
        is_last=asked.later is None and not has_later_target(new, settings),
    )


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

    Raises BadActivity if it is void already (somebody was faster) or the new one cannot be.
    """
    with write_transaction(db.session):
        locks.share_configuration()
        settings = configuration.current()
        activity = db.session.get_one(Activity, activity_id)
        was = content_of(activity, settings)
        new = replace(was, **changes)
        hold_those_concerned([activity, new], settings, changes_past=True)
        known = entry_known_as(client_id)
        if known is not None:
            return repeated(known, new)
        if is_void(activity_id):
            raise BadActivity("activity", "void")
        check_activity(new, settings, at=at, is_late_allowed=is_late_allowed, was=was)
        void = Void(activity_id=activity_id, at=at, by_id=by_id, reason=reason)
        made: dict[str, Any] = {
            "client_id": client_id,
            "by_id": by_id,
            "at": at,
            "corrects_id": activity_id,
        }
        place_id = kept_place(activity, new, settings)
        if place_id is not None:
            logged = write_in_place(new, void, settings, place_id=place_id, **made)
        else:
            write_void(activity, void, settings)
            is_last = is_last_in_order(new, settings)
            logged = write_entry(new, settings, is_last=is_last, **made)
        move_origin(activity_id, logged.activity.id)
    return logged


def entry_known_as(client_id: str) -> Any | None:
    """The entry that came with this client-made id, if any."""
    found = KNOWN_AS.all(client_id=client_id)
    return found[0] if found else None


def repeated(known: Any, new: NewActivity) -> Logged:
    """The first answer again, or a conflict."""
    if known.digest != new.digest():
        raise Conflict(known.logged_at)
    return Logged(known, tuple(caused_by(known)), is_repeat=True)


def write_entry(
    new: NewActivity,
    settings: Configuration,
    *,
    client_id: str,
    by_id: int | None,
    at: datetime,
    corrects_id: int | None,
    is_last: bool,
) -> Logged:
    """Write the entry, its totals and its awards; `is_last` means last in the person's replay
    order."""
    activity = insert_entry(
        new, settings, client_id=client_id, by_id=by_id, at=at, corrects_id=corrects_id
    )
    changes, lines = [change_of(activity)], []
    if is_last and settings.kinds[new.kind_id].owner == SubjectKind.PERSON:
        entry = entry_of(activity, settings)
        earned = awards.earn(entry, subject_id=new.subject_id, configuration=settings)
        lines = awards.write(earned, at=at, is_silent=False)
        changes += awards.points_of(earned)
    totals.add(changes, settings.almanac)
    if not is_last:
        rescore_for(activity, settings, at=at)
        lines = caused_by(activity)
    return Logged(activity, tuple(lines))


def caused_by(activity: Any) -> list[Any]:
    """The lines an entry caused when it was logged, whatever was rewritten since."""
    return list(
        db.session.execute(
            select(Award.__table__)
            .where(
                Award.activity_id == activity.id,
                Award.made_at == activity.logged_at,
                Award.reverses_id.is_(None),
            )
            .order_by(Award.key)
        )
    )


def insert_entry(
    new: NewActivity,
    settings: Configuration,
    *,
    client_id: str,
    by_id: int | None,
    at: datetime,
    corrects_id: int | None,
    place_id: int | None = None,
) -> Any:
    """The row itself. Conflict if somebody else's entry just came under the same id, behind locks
    that are not ours to wait for."""
    row = row_of(
        new,
        settings,
        client_id=client_id,
        by_id=by_id,
        at=at,
        corrects_id=corrects_id,
        place_id=place_id,
    )
    number = INSERT.scalar(**row)
    if number is None:
        known = entry_known_as(client_id)
        assert known is not None
        raise Conflict(known.logged_at)
    return Written(id=number, **row)


def row_of(
    new: NewActivity,
    settings: Configuration,
    *,
    client_id: str,
    by_id: int | None,
    at: datetime,
    corrects_id: int | None,
    place_id: int | None = None,
) -> dict[str, Any]:
    """The entry as a row, without the number that it will have."""
    return {
        "client_id": client_id,
        "digest": new.digest(),
        "team_id": settings.team_of(new.subject_id, new.occurred_on),
        "cut_id": cut_of(new.value_ids, settings),
        "occurred_at": new.occurred_at or at,
        "is_time_known": new.occurred_at is not None,
        "logged_at": at,
        "logged_by_id": by_id,
        "corrects_id": corrects_id,
        "place_id": place_id,
        **{name: getattr(new, name) for name in CONTENT},
    }


def change_of(activity: Any) -> TotalChange:
    """What the activity adds to the totals."""
    return TotalChange(
        activity.occurred_on,
        activity.kind_id,
        activity.subject_id,
        activity.team_id,
        activity.cut_id,
        measures_of(activity),
    )


def is_void(activity_id: int) -> bool:
    return db.session.scalar(select(Void.id).where(Void.activity_id == activity_id)) is not None


def write_void(activity: Activity, void: Void, settings: Configuration) -> None:
    """The void, the totals without the entry, and the replay of everybody concerned."""
    db.session.add(void)
    db.session.flush()
    totals.add([change_of(activity).negated()], settings.almanac)
    rescore_for(activity, settings, at=void.at)


def write_in_place(
    new: NewActivity,
    void: Void,
    settings: Configuration,
    *,
    client_id: str,
    by_id: int | None,
    at: datetime,
    corrects_id: int,
    place_id: int,
) -> Logged:
    """A void and an entry in its place: the totals change by the difference, and the awards move to
    the new entry in one replay."""
    was = db.session.get_one(Activity, corrects_id)
    db.session.add(void)
    db.session.flush()
    activity = insert_entry(
        new,
        settings,
        client_id=client_id,
        by_id=by_id,
        at=at,
        corrects_id=corrects_id,
        place_id=place_id,
    )
    totals.add([change_of(was).negated(), change_of(activity)], settings.almanac)
    rescore_for(activity, settings, at=at)
    return Logged(activity, tuple(caused_by(activity)))


def rescore_for(activity: Activity, settings: Configuration, *, at: datetime) -> None:
    """Replay the owner, and whoever was or is first beside them, for the rules concerned."""
    if settings.kinds[activity.kind_id].owner != SubjectKind.PERSON:
        return
    rules = settings.rules_for(activity.subject_id, kind_id=activity.kind_id)
    if not rules:
        return
    since = activity.occurred_on
    rescore([activity.subject_id], at=at, rules=rules, since=since)
    lines = [rule for rule in rules if looks_at_teams([rule], kind_id=activity.kind_id)]
    if lines:
        place = TeamDay(activity.team_id, activity.occurred_on, activity.kind_id)
        rescore(people_at(place) - {activity.subject_id}, at=at, rules=lines, since=since)


def move_origin(old_id: int, new_id: int) -> None:
    """The row that a corrected entry came from now points to its successor."""
    origin = db.session.scalar(select(Origin).where(Origin.activity_id == old_id))
    if origin is not None:
        origin.activity_id = new_id
