"""Last period's goals once more: those that were set for one period and not for every one."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Goal, GoalKind
from leaderboard.publishing.goals.setting import NewGoal, set_goal, target_of
from leaderboard.rules.periods import DAY, PeriodKind, period_of
from leaderboard.scoring import Publication


def copied_from_last_period(owner_ids: Collection[int], *, day: date) -> list[Goal]:
    """What a copy would bring: goals of these owners for the period just over, of which this
    period has none on the same metric yet; parents before their children."""
    settings = configuration.current()
    goals = db.session.scalars(
        select(Goal)
        .where(
            Goal.owner_id.in_(owner_ids),
            Goal.period_kind.is_not(None),
            Goal.retired_at.is_(None),
        )
        .order_by(Goal.id)
    ).all()
    held = {same(goal) for goal in goals if holds_on(goal, day, settings)}
    return [
        goal for goal in goals if ended_just_now(goal, day, settings) and same(goal) not in held
    ]


def copy_last_period(publication: Publication, owner_ids: Collection[int]) -> list[int]:
    """Set these goals anew for the period that runs; the new ids come back."""
    settings = configuration.current()
    today = clock.business_date(publication.at, settings.zone)
    made: dict[int, int] = {}
    for goal in working_owners(copied_from_last_period(owner_ids, day=today), settings):
        parent_id = made.get(goal.parent_id or 0, goal.parent_id)
        made[goal.id] = set_goal(
            publication,
            NewGoal(
                kind=GoalKind(goal.kind),
                name=goal.name,
                metric_id=goal.metric_id,
                owner_id=goal.owner_id,
                target=target_of(goal, (goal.until or today) - DAY),
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
    """The goals of who is still here, on metrics that can still be chosen."""
    return [
        goal
        for goal in goals
        if (owner := settings.owner(goal.owner_id)) is not None
        and owner.is_active
        and not settings.metrics()[goal.metric_id].is_retired
    ]


def same(goal: Goal) -> tuple[int, int, str, str | None]:
    """What makes a goal the same one in another period."""
    return (goal.owner_id, goal.metric_id, goal.kind, goal.period_kind)


def holds_on(goal: Goal, day: date, settings: Configuration) -> bool:
    return settings.goal(goal).instance_on(day, settings.almanac) is not None


def ended_just_now(goal: Goal, day: date, settings: Configuration) -> bool:
    """Whether its only or last period is the one before the running one."""
    if goal.until is None:
        return False
    running = period_of(PeriodKind(str(goal.period_kind)), day, settings.almanac)
    return running.start - DAY < goal.until <= running.start and goal.since < running.start


def is_pursued(goal_id: int | None) -> bool:
    goal = db.session.get(Goal, goal_id) if goal_id else None
    return goal is not None and goal.retired_at is None
