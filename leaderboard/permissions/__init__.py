"""Who may do what. Every route names a policy; views check further what they show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from leaderboard import configuration
from leaderboard.configuration import PersonFacts
from leaderboard.extensions import db
from leaderboard.models import CompanyBy, Person, Role, SubjectKind


@dataclass(frozen=True)
class SignedIn:
    """The person behind a request, as read with their session; Flask-Login's `current_user`.

    A value rather than the model: a write expires the session's objects, and reading the person
    again would cost every log a query.
    """

    id: int
    name: str
    role: Role
    session_id: int
    token: str
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """What Flask-Login puts into the cookie: the session's token, never the person's id."""
        return self.token

    @property
    def is_manager(self) -> bool:
        return self.role in (Role.MANAGER, Role.ADMIN)

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN


Policy = Callable[[SignedIn | None], bool]
View = TypeVar("View", bound=Callable)


def allow(policy: Policy) -> Callable[[View], View]:
    """Declare who may request a route; the app does not start with a route that declares
    nothing."""

    def declare(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return declare


def anyone(viewer: SignedIn | None) -> bool:
    return True


def screen_key(viewer: SignedIn | None) -> bool:
    """Whoever has the key in the address; the view looks it up."""
    return True


def signed_in(viewer: SignedIn | None) -> bool:
    return viewer is not None


def manager(viewer: SignedIn | None) -> bool:
    """Managers and admins; views check which teams with the functions below."""
    return viewer is not None and viewer.is_manager


def admin(viewer: SignedIn | None) -> bool:
    return viewer is not None and viewer.is_admin


def keeper(viewer: SignedIn | None) -> bool:
    """Those who may change what the whole company shares: admins, and managers unless admins
    reserve it."""
    if viewer is None or viewer.is_admin:
        return viewer is not None
    return viewer.is_manager and configuration.current().company_by is CompanyBy.MANAGERS


def may_see_person(viewer: SignedIn, person_id: int, *, day: date) -> bool:
    """Whether the viewer may read a person's history and receipts."""
    return viewer.id == person_id or may_manage_person(viewer, person_id, day=day)


def may_log_for(viewer: SignedIn, subject_id: int, *, day: date) -> bool:
    """Whether the viewer may log, correct or void for this person, team or organisation.

    `day` is today: whoever leads the person's team now is also responsible for its past.
    """
    owner = configuration.current().owner(subject_id)
    if owner is None:
        return False
    if owner.kind is SubjectKind.PERSON:
        return viewer.id == subject_id or may_manage_person(viewer, subject_id, day=day)
    if owner.kind is SubjectKind.TEAM:
        return may_manage_team(viewer, subject_id, day=day)
    return viewer.is_admin


def may_manage_person(viewer: SignedIn, person_id: int, *, day: date) -> bool:
    """Admins manage everybody; managers manage those in one of their teams on the day."""
    if viewer.is_admin:
        return db.session.get(Person, person_id) is not None
    team_id = configuration.current().team_on(person_id, day)
    return bool(team_id) and may_manage_team(viewer, team_id, day=day)


def may_invite(viewer: SignedIn, person_id: int, *, day: date) -> bool:
    """Whether the viewer may make a link that lets somebody in as this person.

    The link gives its holder that person's rights, so nobody gets one for somebody with more rights
    than their own. Nor for themselves: a session left open must not become a password.
    """
    person = db.session.get(Person, person_id)
    if person is None or person_id == viewer.id or (person.is_admin and not viewer.is_admin):
        return False
    is_theirs = may_manage_person(viewer, person_id, day=day)
    return is_theirs and teams_led_by(person, day) <= managed_team_ids(viewer, day=day)


def may_manage_team(viewer: SignedIn, team_id: int, *, day: date) -> bool:
    return team_id in managed_team_ids(viewer, day=day)


def managed_team_ids(viewer: SignedIn, *, day: date) -> frozenset[int]:
    """The teams a manager leads on the day, with all teams below them; for admins, all teams."""
    return teams_led_by(viewer, day)


def teams_led_by(person: SignedIn | Person, day: date) -> frozenset[int]:
    """`managed_team_ids` for anybody, signed in or not."""
    if not person.is_manager:
        return frozenset()
    settings = configuration.current()
    teams = settings.teams().values()
    if person.is_admin:
        return frozenset(team.id for team in teams)
    led = {team.id for team in teams if team.manager_id == person.id}
    return frozenset(
        team.id for team in teams if led.intersection(settings.teams_above(team.id, day))
    )


def people_managed(viewer: SignedIn, *, day: date) -> list[PersonFacts]:
    """The active people the viewer manages, by name."""
    managed = managed_person_ids(viewer, day=day)
    people = configuration.current().people().values()
    return [person for person in people if person.id in managed and person.left_on is None]


def managed_person_ids(viewer: SignedIn, *, day: date) -> frozenset[int]:
    """Everybody the viewer manages on the day, including themselves if they lead their own team."""
    settings = configuration.current()
    if viewer.is_admin:
        return frozenset(settings.people())
    people_of = settings.crowd(day).people_of
    led = managed_team_ids(viewer, day=day)
    return frozenset(whose for team_id in led for whose in people_of.get(team_id, ()))
