"""The changes of settings that move points already paid, by name so that they can wait in a
table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from leaderboard import configuration
from leaderboard.extensions import db
from leaderboard.models import Absence, Goal, LeaveBy
from leaderboard.permissions import SignedIn, keeper, may_manage_person
from leaderboard.permissions.goals import ids_to_set, may_set
from leaderboard.publishing import (
    goals,
    later,
    leave,
    organisation,
    people,
    rules,
    teams,
    working_time,
)
from leaderboard.standings.progress import owner_of

Arguments = Mapping[str, Any]


def for_admins(viewer: SignedIn, said: Arguments, day: date) -> bool:
    return viewer.is_admin


def for_keepers(viewer: SignedIn, said: Arguments, day: date) -> bool:
    return keeper(viewer)


def for_the_manager(viewer: SignedIn, said: Arguments, day: date) -> bool:
    return viewer.is_manager and may_manage_person(viewer, said["person_id"], day=day)


def for_the_person(viewer: SignedIn, said: Arguments, day: date) -> bool:
    is_own = viewer.id == said["person_id"] and leave.is_recorded_by(LeaveBy.PERSON)
    return is_own or for_the_manager(viewer, said, day)


def for_the_manager_of_the_absence(viewer: SignedIn, said: Arguments, day: date) -> bool:
    return for_the_manager(viewer, whose(said), day)


def for_the_person_of_the_absence(viewer: SignedIn, said: Arguments, day: date) -> bool:
    return for_the_person(viewer, whose(said), day)


def whose(said: Arguments) -> Arguments:
    absence = db.session.get(Absence, said["absence_id"])
    return {"person_id": absence.person_id if absence else 0}


def for_who_sets_the_goal(viewer: SignedIn, said: Arguments, day: date) -> bool:
    goal = db.session.get(Goal, said["goal_id"])
    return goal is not None and may_set(
        viewer, owner_of(goal.owner_id, configuration.current()), day=day
    )


def for_who_sets_all_goals(viewer: SignedIn, said: Arguments, day: date) -> bool:
    owner_ids = {wish["owner_id"] for wish in said["wishes"]}
    return viewer.is_manager and owner_ids <= ids_to_set(viewer, day=day)


def for_who_sets_their_goals(viewer: SignedIn, said: Arguments, day: date) -> bool:
    return viewer.is_manager and {*said["owner_ids"]} <= ids_to_set(viewer, day=day)


def nothing_later(**said: Any) -> None:
    """What holds on no day but its own, or from today on, is ended by nothing recorded."""


@dataclass(frozen=True)
class UseCase:
    """A function that takes a publication and plain arguments, and who may still save its proposal
    after looking at it.

    `has_new_ids`: awards refer to what it creates, so they are computed again when it is saved.
    `ended_by`: finds what is recorded for a later day already and ends it; whoever asks is told.
    """

    change: Callable[..., Any]
    may: Callable[[SignedIn, Arguments, date], bool] = for_keepers
    has_new_ids: bool = False
    ended_by: Callable[..., later.Later | None] = nothing_later


USE_CASES: Mapping[str, UseCase] = {
    "organisation": UseCase(organisation.change_organisation, for_admins),
    "week": UseCase(working_time.set_week, for_admins, ended_by=later.later_week),
    "holidays": UseCase(working_time.add_holidays, for_admins),
    "named holidays": UseCase(working_time.add_named_holidays, for_admins),
    "no holidays": UseCase(working_time.remove_holidays, for_admins),
    "leave": UseCase(leave.record_leave, for_the_person),
    "accept leave": UseCase(leave.accept_leave, for_the_manager_of_the_absence),
    "end leave": UseCase(leave.end_leave, for_the_person_of_the_absence),
    "own week": UseCase(leave.set_person_week, for_the_manager, ended_by=later.later_own_week),
    "move": UseCase(people.move, for_the_manager, ended_by=later.later_move),
    "team": UseCase(teams.change_place, for_admins, ended_by=later.later_parent),
    "rule": UseCase(rules.write_rule, for_keepers),
    "rules": UseCase(rules.change_rules, for_keepers),
    "switch": UseCase(rules.switch, for_keepers),
    "goals": UseCase(goals.set_goals, for_who_sets_all_goals, has_new_ids=True),
    "copy goals": UseCase(goals.copy_last_period, for_who_sets_their_goals, has_new_ids=True),
    "target": UseCase(goals.change_target, for_who_sets_the_goal, has_new_ids=True),
    "drop goal": UseCase(goals.drop_goal, for_who_sets_the_goal, has_new_ids=True),
}


def to_json(value: Any) -> Any:
    """An argument as JSON stores it."""
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, dict):
        return {key: to_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(inner) for inner in value]
    return value


def from_json(value: Any) -> Any:
    """The inverse of `to_json`."""
    if isinstance(value, dict):
        if value.keys() == {"date"} and isinstance(value["date"], str):
            return date.fromisoformat(value["date"])
        return {key: from_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [from_json(inner) for inner in value]
    return value
