"""Copying last period's goals: those set for that one period only."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from leaderboard import clock, configuration
from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Goal, GoalKind
from leaderboard.publishing.goals.setting import NewGoal, set_goal, target_of
from leaderboard.rules.periods import DAY, PeriodKind, period_of
from leaderboard.scoring import Publication


def copied_from_last_period(owner_ids: Collection[int], *, day: date) -> list[Goal]:
    """What a copy would bring: the owners' goals for the period just over that have no counterpart
    on the same metric in this one. Parents come before their children."""
    ended = [goal for goal in ended_just_now(day) if goal.owner_id in owner_ids]
    if not ended:
        return []
    settings = configuration.current()
    others = pursued(
        Goal.owner_id.in_({goal.owner_id for goal in ended}),
        Goal.metric_id.in_({goal.metric_id for goal in ended}),
    )
    held = {same(goal) for goal in others if holds_on(goal, day, settings)}
    return [goal for goal in ended if same(goal) not in held]


def ended_just_now(day: date) -> list[Goal]:
    """The goals whose only or last period is the one before the current period."""
    almanac = configuration.current().almanac
    starts = {kind: period_of(kind, day, almanac).start for kind in PeriodKind}
    return pursued(
        or_(
            *(
                and_(Goal.period_kind == kind.value, Goal.until == start, Goal.since < start)
                for kind, start in starts.items()
            )
        )
    )


def pursued(*conditions: Any) -> list[Goal]:
    """Goals for periods that nobody has dropped, with their targets."""
    statement = (
        select(Goal)
        .where(Goal.period_kind.is_not(None), Goal.retired_at.is_(None), *conditions)
        .options(joinedload(Goal.versions))
        .order_by(Goal.id)
    )
    return list(db.session.scalars(statement).unique())


def copy_last_period(publication: Publication, owner_ids: Collection[int]) -> list[int]:
    """Set these owners' goals again for the current period; returns the new ids."""
    settings = configuration.current()
    today = clock.business_date(publication.at, settings.zone)
    made: dict[int, int] = {}
    for goal in working_owners(copied_from_last_period(set(owner_ids), day=today), settings):
        parent_id = made.get(goal.parent_id or 0, goal.parent_id)
        made[goal.id] = set_goal(
            publication,
            NewGoal(
                kind=GoalKind(goal.kind),
                name=goal.name,
                metric_id=goal.metric_id,
                owner_id=goal.owner_id,
                # The number, if it was a change: what it would be now, nobody has looked at.
                target=replace(target_of(goal, (goal.until or today) - DAY), change=None),
                period_kind=PeriodKind(str(goal.period_kind)),
                since=today,
                repeats=False,
                parent_id=parent_id if is_pursued(parent_id) else None,
                impact=goal.impact,
                baseline=goal.baseline,
            ),
        )
    return list(made.values())


def working_owners(goals: Iterable[Goal], settings: Configuration) -> list[Goal]:
    """The goals whose owners are still here and whose metrics can still be chosen."""
    return [
        goal
        for goal in goals
        if (owner := settings.owner(goal.owner_id)) is not None
        and owner.is_active
        and not settings.metrics()[goal.metric_id].is_retired
    ]


def same(goal: Goal) -> tuple[int, int, str, str | None]:
    """What makes two goals the same goal in different periods."""
    return (goal.owner_id, goal.metric_id, goal.kind, goal.period_kind)


def holds_on(goal: Goal, day: date, settings: Configuration) -> bool:
    return settings.goal(goal).instance_on(day, settings.almanac) is not None


def is_pursued(goal_id: int | None) -> bool:
    goal = db.session.get(Goal, goal_id) if goal_id else None
    return goal is not None and goal.retired_at is None
