"""Goals from a file: one for each owner, metric and period, whatever its name."""

from dataclasses import replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select

from leaderboard import clock, configuration
from leaderboard.configuration import Configuration, MetricFacts
from leaderboard.extensions import db
from leaderboard.models import Asked, Goal, GoalKind, Unit
from leaderboard.publishing.goals.checks import NewTarget, Refused, check_target
from leaderboard.publishing.goals.setting import (
    NewGoal,
    change_goal,
    dates,
    is_over,
    put_version,
    set_goal,
    target_of,
    told,
)
from leaderboard.scoring import Publication


class RecordOutcome(StrEnum):
    """What became of a goal in a file."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def record_goal(publication: Publication, new: NewGoal) -> RecordOutcome:
    """Bring the goal of this owner, metric and time to this target.

    A goal whose time is over is kept for the record; one that was set while its time ran stays as
    it was.
    """
    settings = configuration.current()
    held = held_for(new, settings)
    if held is None:
        return set_beside(publication, new, settings)
    today = clock.business_date(publication.at, settings.zone)
    standing = target_of(held, max(today, held.since))
    target = replace(standing, target=new.target.target, stretch=new.target.stretch)
    if target.target != standing.target:
        target = replace(target, change=None)
    if target == standing:
        return RecordOutcome.UNCHANGED
    if is_over(held, today, settings):
        mend_record(publication, held, standing, target, settings)
    else:
        change_goal(
            publication,
            held.id,
            name=held.name,
            target=target,
            parent_id=held.parent_id,
            impact=held.impact,
        )
    return RecordOutcome.CHANGED


def kind_for_person(metric: MetricFacts, settings: Configuration) -> GoalKind:
    """The kind of goal a person has on this metric: an activity goal if it counts what they do
    without a sum, such as calls; else one on their sales."""
    asked = (settings.kinds[term.kind_id].asked("amount") for term in metric.terms)
    is_work = metric.may_pay and metric.unit == Unit.COUNT and all(a is Asked.NO for a in asked)
    return GoalKind.ACTIVITY if is_work else GoalKind.INDIVIDUAL


def held_for(new: NewGoal, settings: Configuration) -> Goal | None:
    """The goal of this owner and metric for exactly this time, if it is still pursued."""
    since, until = dates(new, settings)
    return db.session.scalars(
        pursued(new)
        .where(
            Goal.period_kind.is_not_distinct_from(new.period_kind),
            Goal.since == since,
            Goal.until == until,
        )
        .order_by(Goal.id)
        .limit(1)
    ).one_or_none()


def set_beside(publication: Publication, new: NewGoal, settings: Configuration) -> RecordOutcome:
    """Set the goal, unless a repeating one already covers the period. That one must have the same
    target; another target has to be set where the repeating goal was set."""
    since, _until = dates(new, settings)
    for goal in db.session.scalars(pursued(new).where(Goal.period_kind == new.period_kind)):
        if settings.goal(goal).instance_on(since, settings.almanac) is None:
            continue
        held = target_of(goal, since)
        if (held.target, held.stretch) != (new.target.target, new.target.stretch):
            raise Refused("target", "repeats")
        return RecordOutcome.UNCHANGED
    set_goal(publication, new, is_for_record=True)
    return RecordOutcome.ADDED


def mend_record(
    publication: Publication,
    goal: Goal,
    standing: NewTarget,
    target: NewTarget,
    settings: Configuration,
) -> None:
    """Correct a goal that was set after its time was over: nothing depends on it."""
    if not settings.is_for_record(goal):
        raise Refused("goal", "over")
    metric = settings.metrics()[goal.metric_id]
    check_target(target, metric, baseline=goal.baseline, kind=goal.kind)
    put_version(goal, target, since=goal.since)
    publication.audit(
        "change", "goal", goal.id, before=told(goal, standing), after=told(goal, target)
    )


def pursued(new: NewGoal) -> Select[Any]:
    """The goals of this owner on this metric that are still pursued."""
    return select(Goal).where(
        Goal.owner_id == new.owner_id, Goal.metric_id == new.metric_id, Goal.retired_at.is_(None)
    )
