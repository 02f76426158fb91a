"""Badges and points given and taken back by hand, with a reason."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import BY_HAND, Award, Badge
from leaderboard.scoring import awards, locks, totals
from leaderboard.scoring.activity_rows import Conflict
from leaderboard.scoring.lines import TAKEN_BACK
from leaderboard.scoring.standing_awards import stands
from leaderboard.scoring.totals import of_points


class AlreadyTakenBack(ValueError):
    """The award has been reversed already, or is a reversal."""


def give_badge(
    person_id: int,
    *,
    badge_id: int,
    points: int,
    day: date,
    client_id: str,
    by_id: int | None,
    at: datetime,
    reason: str,
) -> Award:
    """Give a badge (and points) by hand; it is a line of the ledger like any other.

    Sent again, on whatever day, it returns the first award; Conflict for a known id with another
    body.
    """
    told = Told(person_id, badge_id, points, reason)
    cause = f"hand:{client_id}"
    with write_transaction(db.session):
        locks.share_configuration()
        settings = configuration.current()
        locks.hold(locks.Space.PERSON, [person_id])
        # One giver at a time: the same id may arrive for another person at the same moment.
        locks.hold(locks.Space.HAND, [0])
        db.session.get_one(Badge, badge_id)
        award = known_award(cause, told)
        if award is None:
            award = write_award(told, settings, cause=cause, day=day, by_id=by_id, at=at)
        award_id = award.id
    return db.session.get_one(Award, award_id)


class Told(NamedTuple):
    """What the giver says; it is the same when sent again."""

    person_id: int
    badge_id: int
    points: int
    reason: str


def known_award(cause: str, told: Told) -> Award | None:
    """The award that came with this form before; Conflict if the form said something else."""
    known = db.session.scalar(select(Award).where(Award.key == hand_key(cause)))
    if known is None:
        return None
    if told != (known.subject_id, known.badge_id, known.points, known.params["text"]):
        raise Conflict(known.made_at)
    return known


def write_award(
    told: Told, settings: Configuration, *, cause: str, day: date, by_id: int | None, at: datetime
) -> Award:
    """The line itself, and the points in the totals."""
    award = Award(
        key=hand_key(cause),
        rule_id=BY_HAND,
        subject_id=told.person_id,
        team_id=settings.team_on(told.person_id, day),
        window_start=day,
        cause=cause,
        points=told.points,
        badge_id=told.badge_id,
        occurred_on=day,
        made_at=at,
        made_by_id=by_id,
        reason="by_hand",
        params={"text": told.reason},
    )
    db.session.add(award)
    db.session.flush()
    if award.points:
        change = of_points(
            day=day, subject_id=award.subject_id, team_id=award.team_id, points=award.points
        )
        totals.add([change], settings.almanac)
    return award


def hand_key(cause: str) -> str:
    """Contains neither the person nor the day: the database allows one award per form."""
    return f"{BY_HAND}/{cause}"


def take_back(award_id: int, *, by_id: int | None, at: datetime, reason: str) -> None:
    """Take an award back with a reason; its slot stays empty, and another one can be earned."""
    with write_transaction(db.session):
        locks.share_configuration()
        settings = configuration.current()
        award = db.session.get_one(Award, award_id)
        locks.hold(locks.Space.PERSON, [award.subject_id])
        if not still_stands(award_id):
            raise AlreadyTakenBack
        changes = awards.reverse(
            [award],
            at=at,
            reason=TAKEN_BACK,
            by_id=by_id,
            params={"text": reason},
            is_silent=False,
        )
        totals.add(changes, settings.almanac)


def still_stands(award_id: int) -> bool:
    return db.session.scalar(select(Award.id).where(Award.id == award_id, stands())) is not None
