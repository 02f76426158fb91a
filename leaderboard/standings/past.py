"""How goals went: their past periods, all of them, and goals that are over."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from leaderboard import configuration
from leaderboard.extensions import db
from leaderboard.models import Goal
from leaderboard.rules.model import PayingGoal
from leaderboard.rules.periods import DAY, Almanac, Period, PeriodKind, period_of, previous_period
from leaderboard.standings.progress import Instance, Progress, measured


def history_of(goal: Goal, periods: Iterable[Period]) -> list[Progress]:
    """How these instances of a goal ended."""
    settings = configuration.current()
    read = settings.goal(goal)
    return measured([Instance(goal, read, period, period.end) for period in periods], settings)


def past_periods(goal: Goal, *, day: date) -> list[Period]:
    """The goal's periods that were over on the day, latest first, with no limit on how far back;
    the one in which it was dropped ends with its last day."""
    settings = configuration.current()
    read = settings.goal(goal)
    end, found = day, []
    if read.last_day is not None and read.last_day <= day:
        end = read.last_day + DAY
        found = cut_short(read, read.last_day, settings.almanac)
    if read.period_kind is None:
        is_over = read.until is not None and read.until <= end
        return [Period(PeriodKind.DAY, read.since, read.until or end)] if is_over else found
    latest = end if read.until is None else min(end, read.until - DAY)
    period = period_of(read.period_kind, latest, settings.almanac)
    while period.start >= read.since:
        if period.end <= end:
            found.append(period)
        period = previous_period(period, settings.almanac)
    return found


def cut_short(goal: PayingGoal, last_day: date, almanac: Almanac) -> list[Period]:
    """The period of a dropped goal that was not over when its last day was, up to that day."""
    end, period = last_day + DAY, goal.instance_on(last_day, almanac)
    return [replace(period, end=end)] if period is not None and period.end > end else []


def last_results(goals: Iterable[Goal], *, day: date) -> dict[int, Progress]:
    """How each of these goals' last period ended, in a fixed number of statements; a goal dropped
    before its first period has none."""
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
