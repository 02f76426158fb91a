"""Who is first in a team on a day, and who may have been."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from leaderboard.extensions import db
from leaderboard.models import Activity
from leaderboard.rules.model import PayingRule, Version
from leaderboard.rules.trigger import Firsts
from leaderboard.scoring.beginnings import Beginning
from leaderboard.scoring.conditions import meets
from leaderboard.scoring.places import PLACE, versions_of_teams
from leaderboard.scoring.totals import LIVE


def lines_of_teams(rules: Iterable[PayingRule]) -> list[PayingRule]:
    """The rules that look at more than one person."""
    return [rule for rule in rules if versions_of_teams([rule])]


def read_firsts(rules: Collection[PayingRule], beginning: Beginning) -> Firsts:
    """The first entry of each team and day, for the versions that ask, where these people were."""
    found = {}
    whose = {"people": list(beginning.person_ids), "since": beginning.day}
    for version in versions_of_teams(rules):
        for place in db.session.execute(first_there(version), whose):
            if place.first is not None:
                found[version.id, place.team_id, place.occurred_on] = place.first
    return found


def read_all_firsts(rules: Collection[PayingRule]) -> Firsts:
    """The same for all teams and days ever, in one statement per version."""
    found = {}
    for version in versions_of_teams(rules):
        rows = db.session.execute(
            select(Activity.team_id, Activity.occurred_on, func.min(PLACE))
            .where(*meets(version.condition), LIVE)
            .group_by(Activity.team_id, Activity.occurred_on)
        )
        for team_id, day, first in rows:
            found[version.id, team_id, day] = first
    return found


def first_there(version: Version) -> Select[Any]:
    """The teams and days of some people's entries of the version's kind, each with the first entry
    it counts. One lookup for each, because all of a team's entries may be a million."""
    own = aliased(Activity)
    places = (
        select(own.team_id, own.occurred_on)
        .where(
            own.subject_id.in_(bindparam("people", expanding=True)),
            own.kind_id == version.condition.kind_id,
            own.occurred_on >= bindparam("since"),
        )
        .distinct()
        .subquery()
    )
    first = (
        select(PLACE)
        .where(
            Activity.team_id == places.c.team_id,
            Activity.occurred_on == places.c.occurred_on,
            *meets(version.condition),
            LIVE,
        )
        .order_by(PLACE)
        .limit(1)
        .correlate(places)
        .scalar_subquery()
    )
    return select(places, first.label("first"))


class TeamDay(NamedTuple):
    """A place where one of several people is first: a team, a day, a kind."""

    team_id: int
    day: date
    kind_id: int


def people_at(place: TeamDay) -> set[int]:
    """Everybody with an entry there, even a void one: whoever is first is among them, and whoever
    was paid for it."""
    return set(
        db.session.scalars(
            select(Activity.subject_id)
            .where(
                Activity.team_id == place.team_id,
                Activity.occurred_on == place.day,
                Activity.kind_id == place.kind_id,
            )
            .distinct()
        )
    )
