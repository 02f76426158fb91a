"""What is refused in a goal."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from leaderboard.configuration import Configuration, MetricFacts
from leaderboard.extensions import db
from leaderboard.models import Goal, GoalKind, Person, SubjectKind, Team, Unit
from leaderboard.publishing.refused import Refused
from leaderboard.rules.metrics import Direction
from leaderboard.rules.periods import PeriodKind
from leaderboard.standings.progress import owner_of, scale_of

# More than any company sells, in the smallest unit; for shares, ten times the whole. Both are far
# below what a column can hold.
MOST = 10**15
MOST_SHARE = 10
MOST_STORED = 10**18
LONGEST_NAME = 80


@dataclass(frozen=True)
class NewTarget:
    """A target as stored: in the smallest unit, or in millionths for ratios."""

    target: int
    stretch: int | None = None
    milestones: tuple[int, ...] = (250, 500, 750, 1000)
    # In millionths, if the target is a change on the goal's baseline.
    change: int | None = None


def metric_of(metric_id: int, settings: Configuration) -> MetricFacts:
    metric = settings.metrics().get(metric_id)
    if metric is None or metric.is_retired:
        raise Refused("metric", "unknown")
    return metric


def check_owner(
    owner_id: int, kind: GoalKind, settings: Configuration, *, is_past: bool = False
) -> None:
    """The owner is still here, unless the goal is about the past, and may have this kind of
    goal."""
    known = settings.owner(owner_id)
    if known is None:
        raise Refused("owner", "unknown")
    owner = owner_of(owner_id, settings).kind
    if not is_past and has_left(owner_id, owner):
        raise Refused("owner", "left")
    is_persons = kind in (GoalKind.INDIVIDUAL, GoalKind.ACTIVITY)
    if (is_persons and owner is not SubjectKind.PERSON) or (
        kind is GoalKind.TEAM and owner is SubjectKind.PERSON
    ):
        raise Refused("owner", "wrong_kind")


def has_left(owner_id: int, owner: SubjectKind) -> bool:
    if owner is SubjectKind.PERSON:
        return not db.session.get_one(Person, owner_id).is_active
    if owner is SubjectKind.TEAM:
        return db.session.get_one(Team, owner_id).dissolved_at is not None
    return False


def check_dates(
    kind: GoalKind, period_kind: PeriodKind | None, *, since: date, until: date | None, today: date
) -> None:
    """The goal ends after it begins and not before today, and an annual goal lasts a year."""
    if period_kind is None and until is None:
        raise Refused("until", "missing")
    if until is not None and until <= since:
        raise Refused("until", "before_start")
    if until is not None and until <= today:
        raise Refused("until", "past")
    if kind is GoalKind.ANNUAL and period_kind is not PeriodKind.YEAR:
        raise Refused("period_kind", "not_a_year")


def check_target(
    target: NewTarget, metric: MetricFacts, *, baseline: int | None, kind: GoalKind
) -> None:
    """The target is positive and believable, the stretch lies beyond it and the baseline on its
    other side. Only a sum of which more is better may be asked to shrink: it starts at zero."""
    check_size(target, metric, baseline=baseline)
    is_lower = metric.direction is Direction.LOWER
    if target.stretch is not None and is_beyond(target.target, target.stretch, is_lower=is_lower):
        raise Refused("stretch", "not_beyond")
    if target.stretch is None and kind is GoalKind.STRETCH:
        raise Refused("stretch", "missing")
    if baseline is None and is_lower:
        raise Refused("baseline", "missing")
    starts_at_zero = target.change is not None and not metric.is_ratio and not is_lower
    if baseline is None or starts_at_zero:
        return
    if is_beyond(target.target, baseline, is_lower=not is_lower):
        raise Refused("baseline", "wrong_side")


def check_size(target: NewTarget, metric: MetricFacts, *, baseline: int | None) -> None:
    """All values are possible: above zero, not absurdly large, and no part is more than its
    whole."""
    whole = MOST_SHARE if metric.unit == Unit.RATIO else MOST
    most = min(whole * scale_of(metric), MOST_STORED)
    values = {"target": target.target, "stretch": target.stretch, "baseline": baseline}
    for field, value in values.items():
        if value is None:
            continue
        if value <= 0 and field != "baseline":
            raise Refused(field, "zero")
        if not 0 <= value <= most:
            raise Refused(field, "absurd")
        if metric.unit == Unit.RATIO and metric.is_share and value > scale_of(metric):
            raise Refused(field, "past_whole")


def held_already(new: Goal) -> Goal | None:
    """A goal of the same name, owner, kind, metric and time that is still pursued."""
    return db.session.scalar(
        select(Goal).where(
            Goal.name == new.name,
            Goal.owner_id == new.owner_id,
            Goal.kind == new.kind,
            Goal.metric_id == new.metric_id,
            Goal.period_kind.is_not_distinct_from(new.period_kind),
            Goal.since == new.since,
            Goal.until.is_not_distinct_from(new.until),
            Goal.retired_at.is_(None),
        )
    )


def is_beyond(target: int, other: int, *, is_lower: bool) -> bool:
    """Whether `other` lies past the target, in the direction that counts as better."""
    return other >= target if is_lower else other <= target


def check_parent(parent_id: int | None, *, goal_id: int | None) -> None:
    """The parent exists, and no goal ends up above itself."""
    if parent_id is None:
        return
    parent = db.session.get(Goal, parent_id)
    if parent is None or parent.retired_at is not None:
        raise Refused("parent", "gone")
    while parent is not None:
        if parent.id == goal_id:
            raise Refused("parent", "feeds_itself")
        parent = db.session.get(Goal, parent.parent_id) if parent.parent_id else None
