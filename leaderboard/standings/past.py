"""How goals went: their past periods, all of them, and goals that are over."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from leaderboard import configuration
from leaderboard.extensions import db
from leaderboard.models import Goal
from leaderboard.rules.periods import DAY, Period, PeriodKind, period_of, previous_period
from leaderboard.standings.progress import Instance, Progress, measured


def history_of(goal: Goal, periods: Iterable[Period]) -> list[Progress]:
    """How these instances of a goal ended."""
    settings = configuration.current()
    read = settings.goal(goal)
    return measured([Instance(goal, read, period, period.end) for period in periods], settings)


def past_periods(goal: Goal, *, day: date) -> list[Period]:
    """The goal's periods that were over on the day, latest first, with no limit on how far back."""
    settings = configuration.current()
    read = settings.goal(goal)
    end = day if read.last_day is None else min(day, read.last_day + DAY)
    if read.period_kind is None:
        is_over = read.until is not None and read.until <= end
        return [Period(PeriodKind.DAY, read.since, read.until or end)] if is_over else []
    latest = end if read.until is None else min(end, read.until - DAY)
    period = period_of(read.period_kind, latest, settings.almanac)
    found = []
    while period.start >= read.since:
        if period.end <= end:
            found.append(period)
        period = previous_period(period, settings.almanac)
    return found


def last_results(goals: Iterable[Goal], *, day: date) -> dict[int, Progress]:
    """How each of these goals' last period ended, in a fixed number of statements; a goal dropped
    in its first period has none."""
    settings = configuration.current()
    instances = [
        Instance(goal, settings.goal(goal), periods[0], periods[0].end)
        for goal in goals
        if (periods := past_periods(goal, day=day))
    ]
    return {progress.goal_id: progress for progress in measured(instances, settings)}


def over_goals(owner_ids: Collection[int], *, day: date) -> list[int]:
    """The ids of these owners' goals that are over or were dropped, latest first."""
    settings = configuration.current()
    rows = db.session.execute(
        select(Goal.id, Goal.until, Goal.retired_at).where(
            Goal.owner_id.in_(owner_ids), or_(Goal.until <= day, Goal.retired_at.is_not(None))
        )
    )

    def ended_on(row: Any) -> date:
        dropped = settings.last_day_at(row.retired_at) if row.retired_at else None
        return min(end for end in (row.until, dropped) if end is not None)

    return [row.id for row in sorted(rows, key=lambda row: (ended_on(row), row.id), reverse=True)]


def goals_by_id(goal_ids: Collection[int]) -> dict[int, Goal]:
    """These goals with their targets."""
    statement = select(Goal).where(Goal.id.in_(goal_ids)).options(joinedload(Goal.versions))
    return {goal.id: goal for goal in db.session.scalars(statement).unique()}
