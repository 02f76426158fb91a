"""Who may see a goal, and who may set one for whom."""

from collections.abc import Iterable
from datetime import date

from leaderboard import configuration
from leaderboard.models import Goal, SubjectKind
from leaderboard.permissions import (
    SignedIn,
    managed_person_ids,
    managed_team_ids,
    may_manage_person,
    may_manage_team,
    may_see_person,
)
from leaderboard.standings.progress import Owner, owner_of


def may_see(viewer: SignedIn, owner: Owner, *, day: date) -> bool:
    """Everybody may see the goals of the company and of teams; a person's goals are seen only by
    them and their managers."""
    return owner.kind is not SubjectKind.PERSON or may_see_person(viewer, owner.id, day=day)


def seen_people(viewer: SignedIn, *, day: date) -> frozenset[int]:
    """The people whose goals the viewer may see: `may_see` for all of them at once."""
    return managed_person_ids(viewer, day=day) | {viewer.id}


def seen_among(viewer: SignedIn, goals: Iterable[Goal], *, day: date) -> list[Goal]:
    """Of these goals, those that the viewer may see."""
    people, seen = configuration.current().people(), seen_people(viewer, day=day)
    return [goal for goal in goals if goal.owner_id in seen or goal.owner_id not in people]


def may_set(viewer: SignedIn, owner: Owner, *, day: date) -> bool:
    """Managers set goals for their teams and people, admins for everybody. Only admins set their
    own, because goals pay."""
    if owner.kind is SubjectKind.ORGANISATION:
        return viewer.is_admin
    if owner.kind is SubjectKind.TEAM:
        return may_manage_team(viewer, owner.id, day=day)
    is_other = viewer.is_admin or owner.id != viewer.id
    return viewer.is_manager and is_other and may_manage_person(viewer, owner.id, day=day)


def owners_to_set(viewer: SignedIn, *, day: date) -> list[Owner]:
    """Everybody this manager may set goals for: the company, then teams, then people, by name."""
    settings = configuration.current()
    may = ids_to_set(viewer, day=day)
    in_order = (settings.organisation_id, *settings.teams(), *settings.people())
    return [owner_of(whose, settings) for whose in in_order if whose in may]


def ids_to_set(viewer: SignedIn, *, day: date) -> set[int]:
    """The ids of `owners_to_set`, for callers that need neither names nor order."""
    settings = configuration.current()
    people, teams = settings.people(), settings.teams()
    own = set() if viewer.is_admin else {viewer.id}
    here = {whose for whose in managed_person_ids(viewer, day=day) if not people[whose].left_on}
    led = {team for team in managed_team_ids(viewer, day=day) if not teams[team].is_dissolved}
    company = {settings.organisation_id} if viewer.is_admin else set()
    return company | led | (here - own)
