"""Leave that people have asked for, shown to whoever may accept it."""

from dataclasses import dataclass

from flask import url_for

from leaderboard.models import Absence
from leaderboard.permissions import SignedIn, people_managed
from leaderboard.publishing import leave
from leaderboard.web.people.leave import days_told
from leaderboard.web.request.here import Here

# The rest moves up as these are answered.
MOST = 8


@dataclass(frozen=True)
class AskedLeave:
    name: str
    url: str
    days: str
    note: str


def leave_asked(viewer: SignedIn, now: Here) -> list[AskedLeave]:
    """Requests of the people the viewer manages; only admins accept their own."""
    waiting = leave.waiting()
    if not waiting:
        return []
    managed = {person.id: person.name for person in people_managed(viewer, day=now.today)}
    if not viewer.is_admin:
        managed.pop(viewer.id, None)
    theirs = [absence for absence in waiting if absence.person_id in managed]
    return [asked(absence, managed[absence.person_id], now) for absence in theirs[:MOST]]


def asked(absence: Absence, name: str, now: Here) -> AskedLeave:
    return AskedLeave(
        name=name,
        url=url_for("me.show", person_id=absence.person_id, _anchor="leave"),
        days=days_told(absence, now.speaker.writing),
        note=absence.note,
    )
