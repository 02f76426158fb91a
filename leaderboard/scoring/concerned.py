"""Whom a log, an undo or a correction concerns, and the locks that it takes for them."""

from collections.abc import Collection
from datetime import datetime

from leaderboard import clock
from leaderboard.configuration import Configuration
from leaderboard.models import Activity
from leaderboard.rules.model import PayingRule
from leaderboard.scoring import locks
from leaderboard.scoring.firsts import TeamDay, people_at
from leaderboard.scoring.new_activity import NewActivity
from leaderboard.scoring.order import FirstQuestion
from leaderboard.trips import Call


def locks_for_log(new: NewActivity, settings: Configuration) -> Call:
    """The locks of everybody whom a log concerns, unless it has to read first who that is
    (`may_change_firsts`)."""
    places = places_of([new], settings)
    return locks.first_locks(teams={place.team_id for place in places}, people={new.subject_id})


def all_it_takes(new: NewActivity, settings: Configuration, question: FirstQuestion) -> list[Call]:
    """What a log on PostgreSQL begins with, in one trip: its locks, then what it has to know."""
    if not locks.is_postgresql():
        return []
    return [locks_for_log(new, settings), question.call()]


def may_change_firsts(new: NewActivity, settings: Configuration, *, at: datetime) -> bool:
    """Whether the log is late where a rule asks who was first."""
    is_late = new.occurred_on < clock.business_date(at, settings.zone)
    return is_late and looks_at_teams(settings.rules, kind_id=new.kind_id)


def hold_those_concerned(
    touched: Collection[NewActivity | Activity], settings: Configuration, *, changes_past: bool
) -> None:
    """Lock the teams where a rule looks at more than one person, then the people: the owners and,
    if the past changes, those who may have been first beside them. All people at once, by id:
    taking one lock and then asking for another could deadlock."""
    if not locks.is_postgresql():
        return
    places = places_of(touched, settings)
    locks.hold(locks.Space.TEAM, {place.team_id for place in places})
    people = {item.subject_id for item in touched}
    for place in places if changes_past else ():
        people |= people_at(place)
    locks.hold(locks.Space.PERSON, people)


def places_of(touched: Collection[NewActivity | Activity], settings: Configuration) -> set[TeamDay]:
    """Where a rule asks who is first in a team."""
    return {
        TeamDay(settings.team_on(item.subject_id, item.occurred_on), item.occurred_on, item.kind_id)
        for item in touched
        if looks_at_teams(settings.rules, kind_id=item.kind_id)
    }


def looks_at_teams(rules: Collection[PayingRule], *, kind_id: int) -> bool:
    return any(
        version.trigger.looks_at_team and kind_id in version.trigger.kind_ids(version.condition, ())
        for rule in rules
        for version in rule.versions
    )
