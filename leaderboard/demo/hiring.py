"""The demo's people, their teams, their leave, and somebody who changes teams."""

import secrets
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime

from sqlalchemy import select

from leaderboard import configuration, publishing
from leaderboard.access import passwords
from leaderboard.demo import cast
from leaderboard.demo.cast import ADMIN, MANAGERS, REPS, TEAMS, Company
from leaderboard.demo.scene import Scene
from leaderboard.extensions import db
from leaderboard.models import Holiday, Organisation, Person
from leaderboard.publishing import Newcomer
from leaderboard.publishing.leave import record_leave
from leaderboard.rules.periods import DAY
from leaderboard.rules.working_days import WorkingCalendar
from leaderboard.scoring import Publication, publish

# The owner of the company's own goals.
COMPANY = "company"


def hire_all(company: Company, *, since: date, at: datetime) -> dict[str, int]:
    """Hire everybody into their teams; returns the subjects' ids by their keys in the cast."""
    language = company.charter.language
    organisation = db.session.scalars(select(Organisation)).one()
    admin = db.session.scalars(select(Person)).one()
    ids = {COMPANY: organisation.id, ADMIN.key: admin.id}
    with publish(by_id=None, at=at) as publication:
        for part in MANAGERS:
            ids[part.key] = hire(part, None, publication, company, since=since)
        for team in TEAMS:
            ids[team.key] = publishing.make_team(
                publication, name=team.name[language], manager_id=ids[team.manager]
            )
        for part in REPS:
            team_key = cast.MOVED_FROM if part.key == cast.MOVED else part.team
            ids[part.key] = hire(part, ids[team_key], publication, company, since=since)
    return ids


def hire(
    part: cast.CastPart,
    team_id: int | None,
    publication: Publication,
    company: Company,
    *,
    since: date,
) -> int:
    name, email = part.name[company.charter.language], address(part, company)
    return publishing.hire(publication, Newcomer(name, email, part.role, team_id, since))


def address(part: cast.CastPart, company: Company) -> str:
    return f"{part.address[company.charter.language]}@{company.domain}"


def choose_passwords(
    ids: dict[str, int], *, at: datetime, told: Callable[[str, int, int], None]
) -> dict[str, str]:
    """Make passwords for those who can sign in."""
    chosen = {key: secrets.token_urlsafe(9) for key in cast.SIGNING_IN}
    hashes = {}
    for count, key in enumerate(chosen, start=1):
        hashes[key] = passwords.hash_of(chosen[key])
        told("people", count, len(chosen))
    with publish(by_id=None, at=at) as publication:
        for key, kept in hashes.items():
            db.session.get_one(Person, ids[key]).password_hash = kept
            publication.audit("choose password", "person", ids[key])
    return chosen


def set_scene(
    company: Company,
    ids: dict[str, int],
    *,
    today: date,
    start: date,
    books: date,
    at: datetime,
) -> Scene:
    """A day off for everybody, leave for some, and somebody who changes teams."""
    weeks = configuration.current().weeks
    almanac = company.charter.almanac
    bare = Scene(today, start, books, almanac, WorkingCalendar(weeks), {})
    holiday = bare.ago(cast.COMPANY_DAY)
    common = WorkingCalendar(weeks, frozenset({holiday}))
    scene = Scene(today, start, books, almanac, common, {})
    leave = {key: frozenset(scene.ago(n) for n in days) for key, days in cast.AWAY.items()}
    for part in REPS:
        away = leave.get(part.key, frozenset())
        scene.own[part.key] = WorkingCalendar(weeks, frozenset({holiday}), away)
    with publish(by_id=ids[ADMIN.key], at=at) as publication:
        name = cast.COMPANY_DAY_NAME[company.charter.language]
        db.session.add(Holiday(day=holiday, name=name))
        publication.audit("add", "holiday", ids[COMPANY], after={"name": name})
        for key, days in leave.items():
            for first, last in spans(days):
                record_leave(publication, person_id=ids[key], first=first, last=last)
        moved = next(part for part in REPS if part.key == cast.MOVED)
        since = scene.ago(cast.MOVED_DAYS_AGO)
        publishing.move(publication, ids[moved.key], team_id=ids[moved.team], since=since)
    return scene


def spans(days: Collection[date]) -> Iterator[tuple[date, date]]:
    """Runs of consecutive days, each as its first and last day."""
    left = sorted(days)
    while left:
        first = last = left.pop(0)
        while left and left[0] == last + DAY:
            last = left.pop(0)
        yield first, last
