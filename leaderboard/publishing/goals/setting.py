"""Setting a goal, changing it from today on, and giving it up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from leaderboard import clock, configuration
from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.locale import clean_name
from leaderboard.models import Goal, GoalKind, GoalVersion, SubjectKind
from leaderboard.publishing.cuts import cut_of
from leaderboard.publishing.goals.checks import (
    LONGEST_NAME,
    NewTarget,
    Refused,
    check_dates,
    check_owner,
    check_parent,
    check_target,
    held_already,
    metric_of,
)
from leaderboard.publishing.reach import refuse_person, refuse_team
from leaderboard.rules.baselines import Against
from leaderboard.rules.dated import held_on
from leaderboard.rules.periods import DAY, PeriodKind, period_of
from leaderboard.scoring import Publication


@dataclass(frozen=True)
class NewGoal:
    """A goal to be set.

    With a `period_kind` it is for the period that includes `since`, or repeats from there on: until
    `until` if it is given, else without end. Without one it runs from `since` up to but not
    including `until`.
    """

    kind: GoalKind
    name: str
    metric_id: int
    owner_id: int
    target: NewTarget
    period_kind: PeriodKind | None
    since: date
    until: date | None = None
    repeats: bool = True
    parent_id: int | None = None
    impact: int = 2
    baseline: int | None = None
    # Where the baseline comes from, if it was measured: which periods, and their days.
    against: Against | None = None
    baseline_since: date | None = None
    baseline_until: date | None = None
    # Only what was logged with this dimension's value: the goal is on that cut of the metric.
    value_id: int | None = None


def set_goal(publication: Publication, new: NewGoal, *, is_for_record: bool = False) -> int:
    """Set a goal and return its id. Setting the same goal again returns the id it already has.

    A goal for the record may be over and its owner gone; it pays nothing.
    """
    if new.value_id is not None:
        new = replace(new, metric_id=cut_of(publication, new.metric_id, new.value_id))
    settings = configuration.current()
    metric = metric_of(new.metric_id, settings)
    since, until = dates(new, settings)
    today = clock.business_date(publication.at, settings.zone)
    is_past = is_for_record and until is not None and until <= today
    check_owner(new.owner_id, new.kind, settings, is_past=is_past)
    check_dates(
        new.kind, new.period_kind, since=since, until=until, today=since if is_past else today
    )
    check_target(new.target, metric, baseline=new.baseline, kind=new.kind)
    check_parent(new.parent_id, goal_id=None)
    check_reach(publication, new, since, settings)
    goal = goal_of(new, since, until, publication, settings)
    held = held_already(goal)
    if held is not None:
        if told(held, target_of(held, max(today, since))) != told(goal, new.target):
            raise Refused("target", "held")
        return held.id
    db.session.add(goal)
    db.session.flush()
    db.session.add(version(goal.id, new.target, since=goal.since))
    publication.audit("set", "goal", goal.id, after=told(goal, new.target))
    rescore(publication, goal, settings, since=goal.since)
    return goal.id


def goal_of(
    new: NewGoal,
    since: date,
    until: date | None,
    publication: Publication,
    settings: Configuration,
) -> Goal:
    """The goal as a row, not added yet."""
    return Goal(
        kind=new.kind,
        name=good_name(new.name or settings.metrics()[new.metric_id].name),
        metric_id=new.metric_id,
        owner_id=new.owner_id,
        period_kind=new.period_kind,
        since=since,
        until=until,
        parent_id=new.parent_id,
        impact=new.impact,
        baseline=new.baseline,
        against=new.against,
        baseline_since=new.baseline_since,
        baseline_until=new.baseline_until,
        created_at=publication.at,
        created_by_id=publication.by_id,
    )


def check_reach(
    publication: Publication, new: NewGoal, since: date, settings: Configuration
) -> None:
    """Check that the goal starts in the current period, or on a day from which its setter has led
    those it is for."""
    today = clock.business_date(publication.at, settings.zone)
    if new.period_kind and since >= period_of(new.period_kind, today, settings.almanac).start:
        return
    owner = settings.owner(new.owner_id)
    if owner is not None and owner.kind is SubjectKind.PERSON:
        refuse_person(publication, new.owner_id, since=since)
    elif owner is not None and owner.kind is SubjectKind.TEAM:
        refuse_team(publication, new.owner_id, since=since)


def dates(new: NewGoal, settings: Configuration) -> tuple[date, date | None]:
    """Since and until as stored."""
    if new.period_kind is None:
        return new.since, new.until
    period = period_of(new.period_kind, new.since, settings.almanac)
    return period.start, new.until if new.repeats else period.end


def change_goal(
    publication: Publication,
    goal_id: int,
    *,
    name: str,
    target: NewTarget,
    parent_id: int | None,
    impact: int,
) -> None:
    """Change a goal's name or its place among the goals; a new target applies from today."""
    goal = db.session.get_one(Goal, goal_id)
    settings = configuration.current()
    today = clock.business_date(publication.at, settings.zone)
    if goal.retired_at is not None or is_over(goal, today, settings):
        raise Refused("goal", "over")
    metric = settings.metrics()[goal.metric_id]
    check_target(target, metric, baseline=goal.baseline, kind=GoalKind(goal.kind))
    check_parent(parent_id, goal_id=goal_id)
    name = good_name(name or metric.name)
    standing = target_of(goal, max(today, goal.since))
    if target.target == standing.target:
        target = replace(target, change=standing.change)
    before = told(goal, standing)
    goal.name, goal.parent_id, goal.impact = name, parent_id, impact
    after = told(goal, target)
    if after == before:
        return
    publication.audit("change", "goal", goal_id, before=before, after=after)
    if target != standing:
        put_version(goal, target, since=max(today, goal.since))
        rescore(publication, goal, settings, since=max(today, goal.since))


def change_target(
    publication: Publication,
    *,
    goal_id: int,
    name: str,
    target: int,
    stretch: int | None,
    milestones: Sequence[int],
    parent_id: int | None,
    impact: int,
) -> None:
    """`change_goal` with a new target only, given in plain arguments."""
    change_goal(
        publication,
        goal_id,
        name=name,
        target=NewTarget(target, stretch, tuple(milestones)),
        parent_id=parent_id,
        impact=impact,
    )


def drop_goal(publication: Publication, goal_id: int) -> None:
    """Stop pursuing the goal; its past and what it paid stay."""
    goal = db.session.get_one(Goal, goal_id)
    if goal.retired_at is not None:
        return
    settings = configuration.current()
    today = clock.business_date(publication.at, settings.zone)
    if is_over(goal, today, settings):
        raise Refused("goal", "over")
    goal.retired_at = publication.at
    publication.audit("drop", "goal", goal_id, before={"name": goal.name})
    rescore(publication, goal, settings, since=today)


def is_over(goal: Goal, day: date, settings: Configuration) -> bool:
    """Whether the goal's last period ended before the day."""
    if goal.until is None:
        return False
    if goal.period_kind is None:
        return goal.until <= day
    last = period_of(PeriodKind(goal.period_kind), goal.until - DAY, settings.almanac)
    return last.end <= day


def target_of(goal: Goal, day: date) -> NewTarget:
    held = held_on(goal.versions, day) or goal.versions[0]
    return NewTarget(held.target, held.stretch, tuple(held.milestones), held.change)


def put_version(goal: Goal, target: NewTarget, *, since: date) -> None:
    """Let the target apply from that day on, replacing one set for the same day."""
    row = next((row for row in goal.versions if row.since == since), None)
    if row is None:
        db.session.add(version(goal.id, target, since=since))
    else:
        row.target, row.stretch = target.target, target.stretch
        row.milestones, row.change = list(target.milestones), target.change


def version(goal_id: int, target: NewTarget, *, since: date) -> GoalVersion:
    return GoalVersion(
        goal_id=goal_id,
        since=since,
        target=target.target,
        stretch=target.stretch,
        milestones=sorted(target.milestones),
        change=target.change,
    )


def told(goal: Goal, target: NewTarget) -> dict[str, Any]:
    """A goal as the audit stores it."""
    compared = {"baseline": goal.baseline, "change": target.change} if goal.against else {}
    return {
        "name": goal.name,
        "owner": goal.owner_id,
        "metric": goal.metric_id,
        "parent": goal.parent_id,
        "impact": goal.impact,
        "target": target.target,
        "stretch": target.stretch,
        "milestones": sorted(target.milestones),
        **compared,
    }


def good_name(name: str) -> str:
    name = clean_name(name)
    if not name:
        raise Refused("name", "missing")
    if len(name) > LONGEST_NAME:
        raise Refused("name", "too_long")
    return name


def rescore(publication: Publication, goal: Goal, settings: Configuration, *, since: date) -> None:
    """Bring the owner's awards up to date: milestones of a person's own goal pay."""
    if goal.owner_id in settings.people() and settings.metrics()[goal.metric_id].may_pay:
        publication.rescore_goals([goal.owner_id], since=since)
