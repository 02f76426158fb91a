"""Whose entry a view is about, and whether the viewer may change it."""

from datetime import timedelta
from typing import Any

from flask import abort, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leaderboard.models import SubjectKind
from leaderboard.models.types import row_id
from leaderboard.permissions import SignedIn, managed_team_ids, may_log_for, people_managed
from leaderboard.scoring import earliest_day
from leaderboard.standings import receipts
from leaderboard.standings.names import KindName
from leaderboard.standings.receipts import ReceiptEntry
from leaderboard.standings.search import find_people
from leaderboard.web.page.paging import asked_text
from leaderboard.web.page.picks import Pick, Picks, person_pick, picks_of
from leaderboard.web.request.guard import require
from leaderboard.web.request.here import Here

# The toast offers Undo for ten seconds; the request may take a while to arrive.
UNDO = timedelta(seconds=30)


def open_kind(slug: str, now: Here) -> KindName:
    """The kind with this slug, or 404 when nobody can log it (any more)."""
    kind = now.speaker.names.kind_by_slug(slug)
    if kind is None or kind.is_retired:
        abort(404)
    return kind


def open_kinds(now: Here, *, owner: str) -> list[KindName]:
    """The kinds that can be logged for a person, or for a team."""
    return [
        kind
        for kind in now.speaker.names.kinds.values()
        if not kind.is_retired and now.settings.kinds[kind.id].owner == owner
    ]


def owner_of(kind: KindName, now: Here) -> int:
    """Who this kind is logged for: the viewer, or the person in `?for=` if the viewer manages
    them.

    What belongs to a team goes to the viewer's own team unless another is named.
    """
    whose = asked_subject()
    if whose is None:
        is_personal = now.settings.kinds[kind.id].owner == SubjectKind.PERSON
        return g.viewer.id if is_personal else own_team(now)
    require(may_log_for(current_user, whose, day=now.today))
    return whose


def asked_person() -> int:
    """The viewer, or the person in `?for=`."""
    whose = asked_subject()
    return current_user.id if whose is None else whose


def colleague_picks(now: Here) -> Picks:
    """The people matching the search, each with a link to log for them."""
    text = asked_text()
    among = {person.id for person in people_managed(current_user, day=now.today)}
    found = find_people(text, among - {current_user.id}, now.settings)

    def pick(person_id: int) -> Pick:
        asked: dict[str, Any] = {"for": person_id}
        way = (_("Log for them"), url_for("activities.choose", **asked))
        team_id = now.settings.team_on(person_id, now.today)
        return person_pick(person_id, team_id, now.settings, [way])

    return picks_of(text, found, pick)


def asked_subject() -> int | None:
    """The person or team in `?for=`; None without it, 404 if there is no such subject."""
    if "for" not in request.args:
        return None
    try:
        return row_id(request.args["for"])
    except ValueError:
        abort(404)


def own_team(now: Here) -> int:
    """The first team the viewer manages; 403 if they manage none."""
    teams = managed_team_ids(current_user, day=now.today)
    require(bool(teams))
    return min(teams)


def find_entry(activity_id: int) -> ReceiptEntry:
    entry = receipts.find_entry(activity_id)
    if entry is None:
        abort(404)
    return entry


def is_others(subject_id: int) -> bool:
    """Whether it belongs to somebody else, so that the viewer acts as a manager."""
    viewer: SignedIn = g.viewer
    return subject_id != viewer.id


def require_change(entry: ReceiptEntry, now: Here) -> None:
    """403 unless the viewer may change the entry. Void entries pass, so that a repeated request
    gets its first answer; the write path leaves them alone."""
    may_log = may_log_for(current_user, entry.activity.subject_id, day=now.today)
    require(may_change(entry, now) or (entry.is_void and may_log))


def may_change(entry: ReceiptEntry, now: Here) -> bool:
    """One's own entries within the late window; those of people and teams one manages at any
    time; and whatever one logged just now. Void entries can no longer be changed."""
    if entry.is_void:
        return False
    if entry.activity.logged_by_id == current_user.id and now.at - entry.activity.logged_at <= UNDO:
        return True
    if is_others(entry.activity.subject_id):
        return may_log_for(current_user, entry.activity.subject_id, day=now.today)
    return entry.activity.occurred_on >= earliest_day(now.settings, at=now.at)
