"""When the company works: its week and its holidays."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.locale import clean_name
from leaderboard.models import Holiday, Organisation, WorkingWeek
from leaderboard.publishing.refused import Refused
from leaderboard.publishing.rows import LONGEST_NAME
from leaderboard.rules.periods import DAY
from leaderboard.scoring import Publication

WEEKDAYS = frozenset("0123456")
# A company that closes for longer has a different working week.
LONGEST_HOLIDAY = timedelta(days=62)


def set_week(publication: Publication, *, weekdays: str, since: date) -> None:
    """Let these weekdays be worked from that day on ("01234" is Monday to Friday)."""
    if not weekdays or not set(weekdays) <= WEEKDAYS:
        raise Refused("days", "missing")
    weekdays = "".join(sorted(set(weekdays)))
    row = db.session.get(WorkingWeek, since)
    if row is not None and row.weekdays == weekdays:
        return
    if row is None:
        db.session.add(WorkingWeek(since=since, weekdays=weekdays))
    else:
        row.weekdays = weekdays
    after = {"since": since.isoformat(), "weekdays": weekdays}
    publication.audit("set", "working week", organisation_id(), after=after)
    publication.rescore_days_worked(since=reach_of_week(since))


def reach_of_week(since: date) -> date:
    """The day from which a week counts: the first one also covers all days before it."""
    first = db.session.scalar(select(WorkingWeek.since).order_by(WorkingWeek.since).limit(1))
    return date.min if first is None or since <= first else since


def add_holidays(publication: Publication, *, name: str, first: date, last: date) -> None:
    """Make the days from the first to the last holidays.

    Days that already are holidays keep their name; if all are, there is nothing to add.
    """
    name = good_name(name)
    refuse_bad_span(first, last, most=LONGEST_HOLIDAY)
    days = [day for day in days_of(first, last) if db.session.get(Holiday, day) is None]
    if not days:
        raise Refused("first", "taken")
    add(publication, {day: name for day in days})


def add_named_holidays(publication: Publication, *, names: dict[str, str]) -> None:
    """Add holidays by day, each with its own name; existing ones stay as they are."""
    said = {date.fromisoformat(day): good_name(name) for day, name in names.items()}
    add(publication, {d: n for d, n in said.items() if db.session.get(Holiday, d) is None})


def add(publication: Publication, names: dict[date, str]) -> None:
    for day, name in sorted(names.items()):
        db.session.add(Holiday(day=day, name=name))
        after = {"day": day.isoformat(), "name": name}
        publication.audit("add", "holiday", organisation_id(), after=after)
    if names:
        publication.rescore_days_worked(since=min(names))


def remove_holidays(publication: Publication, *, first: date, last: date) -> None:
    """Make these days working days again, if their weekdays are."""
    rows = db.session.scalars(
        select(Holiday).where(Holiday.day >= first, Holiday.day <= last).order_by(Holiday.day)
    ).all()
    for row in rows:
        before = {"day": row.day.isoformat(), "name": row.name}
        publication.audit("remove", "holiday", organisation_id(), before=before)
        db.session.delete(row)
    if rows:
        publication.rescore_days_worked(since=rows[0].day)


def good_name(text: str) -> str:
    name = clean_name(text)
    if not name:
        raise Refused("name", "missing")
    if len(name) > LONGEST_NAME:
        raise Refused("name", "too_long")
    return name


def refuse_bad_span(first: date, last: date, *, most: timedelta) -> None:
    if last < first:
        raise Refused("last", "before_first")
    if last - first >= most:
        raise Refused("last", "too_long")


def days_of(first: date, last: date) -> Collection[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def organisation_id() -> int:
    return db.session.scalars(select(Organisation.id)).one()
