"""How far back a dated setting may reach: over days on which its maker led those concerned.

Admins may reach back as far as they like, and so may files and the command line, which only admins
can use.
"""

from collections.abc import Iterator
from datetime import date

from leaderboard import clock, configuration
from leaderboard.extensions import db
from leaderboard.models import Person
from leaderboard.permissions.past import leads_throughout
from leaderboard.publishing.refused import Refused
from leaderboard.rules.periods import DAY
from leaderboard.scoring import Publication

NO_TEAM = 0


def refuse_move(
    publication: Publication, person_id: int, *, team_id: int | None, since: date
) -> None:
    """A move changes both teams, from its day to the next recorded move."""
    maker, today = bound_maker(publication), today_of(publication)
    if maker is None:
        return
    until = next_move(person_id, since)
    last = until - DAY if until else max(since, today)
    for changed in (configuration.current().team_on(person_id, since), team_id or NO_TEAM):
        refuse_unless_led(maker, changed, first=since, last=last, today=today)


def refuse_team(publication: Publication, team_id: int, *, since: date) -> None:
    """A change to a team from that day on."""
    maker, today = bound_maker(publication), today_of(publication)
    if maker is not None:
        refuse_unless_led(maker, team_id, first=since, last=max(since, today), today=today)


def refuse_person(publication: Publication, person_id: int, *, since: date) -> None:
    """A change about a person from that day on, unless they make it themselves."""
    maker, today = bound_maker(publication), today_of(publication)
    if maker is None or maker.id == person_id:
        return
    for first, last, team_id in stays(person_id, since, today):
        refuse_unless_led(maker, team_id, first=first, last=last, today=today)


def refuse_unless_led(maker: Person, team_id: int, *, first: date, last: date, today: date) -> None:
    """People in no team are led by nobody; from today on, whoever leads a team may take them in."""
    if first >= today and team_id == NO_TEAM:
        return
    if team_id == NO_TEAM or not leads_throughout(maker.id, team_id, first=first, last=last):
        raise Refused("since", "not_led")


def bound_maker(publication: Publication) -> Person | None:
    """Who makes the change, if there are days they may not change; None for those without
    limits."""
    maker = db.session.get(Person, publication.by_id) if publication.by_id else None
    return None if maker is None or maker.is_admin else maker


def today_of(publication: Publication) -> date:
    return clock.business_date(publication.at, configuration.current().zone)


def next_move(person_id: int, day: date) -> date | None:
    moves = configuration.current().teams_by_day(person_id)
    return next((since for since, _team_id in moves if since > day), None)


def stays(person_id: int, first: date, today: date) -> Iterator[tuple[date, date, int]]:
    """The person's teams from the day to yesterday, each with its first and last day."""
    while first < today:
        until = min(next_move(person_id, first) or today, today)
        yield first, until - DAY, configuration.current().team_on(person_id, first)
        first = until
