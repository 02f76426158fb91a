"""Rows of the organisation: itself, its working weeks, its holidays, who is away."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.models import Absence, Holiday, Organisation, WorkingWeek


def organisation() -> Organisation:
    return db.session.scalars(select(Organisation)).one()


def newest_week() -> WorkingWeek:
    """The working week that begins last."""
    return db.session.scalars(select(WorkingWeek).order_by(WorkingWeek.since.desc()).limit(1)).one()


def holidays() -> Sequence[Holiday]:
    """All holidays, the latest first."""
    return db.session.scalars(select(Holiday).order_by(Holiday.day.desc())).all()


def holiday(day: date) -> Holiday | None:
    return db.session.get(Holiday, day)


def absence(absence_id: int) -> Absence | None:
    return db.session.get(Absence, absence_id)
