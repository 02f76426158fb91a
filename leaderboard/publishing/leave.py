"""When a person is away: leave, and working weekdays of their own."""

from datetime import date, timedelta

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.locale import clean_name
from leaderboard.models import Absence, Leave, LeaveBy, Organisation, PersonWeek
from leaderboard.publishing.reach import refuse_person
from leaderboard.publishing.refused import Refused
from leaderboard.publishing.working_time import WEEKDAYS, days_of, refuse_bad_span
from leaderboard.scoring import Publication

# Two years of parental leave and a little more.
LONGEST_LEAVE = timedelta(days=800)
LONGEST_NOTE = 200


def record_leave(
    publication: Publication, *, person_id: int, first: date, last: date, note: str = ""
) -> int:
    """Record that the person is away from the first to the last day; returns the absence's id."""
    absence = add_absence(publication, person_id, first, last, note)
    accept(publication, absence)
    return absence.id


def ask_for_leave(
    publication: Publication, *, person_id: int, first: date, last: date, note: str = ""
) -> int:
    """Ask for leave, which counts once a manager accepts it."""
    absence = add_absence(publication, person_id, first, last, note)
    publication.audit("ask for leave", "person", person_id, after=told(absence))
    return absence.id


def accept_leave(publication: Publication, *, absence_id: int) -> None:
    """Accept requested leave; its days count as leave from now on."""
    absence = db.session.get_one(Absence, absence_id)
    if absence.ended_at is not None:
        raise Refused("leave", "ended")
    refuse_person(publication, absence.person_id, since=absence.first)
    if absence.accepted_at is None:
        accept(publication, absence)


def end_leave(publication: Publication, *, absence_id: int) -> None:
    """Decline requested leave or cancel recorded leave. Its days count as ordinary days again,
    except where other leave covers them."""
    absence = db.session.get_one(Absence, absence_id)
    if absence.ended_at is not None:
        return
    absence.ended_at = publication.at
    publication.audit("end leave", "person", absence.person_id, before=told(absence))
    if absence.accepted_at is None:
        return
    refuse_person(publication, absence.person_id, since=absence.first)
    kept = {
        day
        for other in absences_of(absence.person_id)
        if other.accepted_at is not None
        for day in days_of(other.first, other.last)
    }
    for row in leave_days(absence):
        if row.day not in kept:
            db.session.delete(row)
    publication.rescore_days_worked(since=absence.first, person_ids=[absence.person_id])


def set_person_week(
    publication: Publication, *, person_id: int, weekdays: str, since: date
) -> None:
    """Set the weekdays the person works from that day on; none means the company's."""
    if not set(weekdays) <= WEEKDAYS:
        raise Refused("days", "missing")
    weekdays = "".join(sorted(set(weekdays)))
    row = db.session.get(PersonWeek, (person_id, since))
    if (row.weekdays if row else standing_week(person_id, since)) == weekdays:
        return
    refuse_person(publication, person_id, since=since)
    if row is None:
        db.session.add(PersonWeek(person_id=person_id, since=since, weekdays=weekdays))
    else:
        row.weekdays = weekdays
    after = {"since": since.isoformat(), "weekdays": weekdays}
    publication.audit("set week", "person", person_id, after=after)
    publication.rescore_days_worked(since=since, person_ids=[person_id])


def is_recorded_by(who: LeaveBy) -> bool:
    """Whether the organisation lets them record leave."""
    return db.session.scalar(select(Organisation.leave_by)) == who


def standing_week(person_id: int, day: date) -> str:
    """The person's own weekdays on the day; empty if they follow the company's."""
    statement = (
        select(PersonWeek.weekdays)
        .where(PersonWeek.person_id == person_id, PersonWeek.since <= day)
        .order_by(PersonWeek.since.desc())
        .limit(1)
    )
    return db.session.scalar(statement) or ""


def absences_of(person_id: int) -> list[Absence]:
    """Absences requested or recorded and not ended, latest first."""
    statement = select(Absence).where(Absence.person_id == person_id, Absence.ended_at.is_(None))
    return list(db.session.scalars(statement.order_by(Absence.first.desc(), Absence.id.desc())))


def waiting() -> list[Absence]:
    """Requests that nobody has accepted or declined, the nearest days first."""
    statement = select(Absence).where(Absence.accepted_at.is_(None), Absence.ended_at.is_(None))
    return list(db.session.scalars(statement.order_by(Absence.first, Absence.id)))


def add_absence(
    publication: Publication, person_id: int, first: date, last: date, note: str
) -> Absence:
    refuse_bad_span(first, last, most=LONGEST_LEAVE)
    note = clean_name(note)
    if len(note) > LONGEST_NOTE:
        raise Refused("note", "too_long")
    refuse_person(publication, person_id, since=first)
    if any(held.first <= first and last <= held.last for held in absences_of(person_id)):
        raise Refused("first", "held")
    absence = Absence(
        person_id=person_id,
        first=first,
        last=last,
        note=note,
        asked_at=publication.at,
        asked_by_id=publication.by_id,
    )
    db.session.add(absence)
    db.session.flush()
    return absence


def accept(publication: Publication, absence: Absence) -> None:
    absence.accepted_at = publication.at
    held = {row.day for row in leave_days(absence)}
    days = [day for day in days_of(absence.first, absence.last) if day not in held]
    db.session.add_all(Leave(person_id=absence.person_id, day=day) for day in days)
    publication.audit("leave", "person", absence.person_id, after=told(absence))
    publication.rescore_days_worked(since=absence.first, person_ids=[absence.person_id])


def leave_days(absence: Absence) -> list[Leave]:
    """The days of the absence that are leave."""
    return list(
        db.session.scalars(
            select(Leave).where(
                Leave.person_id == absence.person_id,
                Leave.day >= absence.first,
                Leave.day <= absence.last,
            )
        )
    )


def told(absence: Absence) -> dict[str, str]:
    """As the audit stores it; the note stays between the person and their manager."""
    return {"first": absence.first.isoformat(), "last": absence.last.isoformat()}
