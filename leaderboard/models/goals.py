"""Goals: a metric, an owner, a period and, in versions, a target."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leaderboard.extensions import db
from leaderboard.models.types import Amount, Id, Instant, Moment, Name
from leaderboard.rules.baselines import Against
from leaderboard.rules.periods import PeriodKind


class GoalKind(StrEnum):
    """What sort of goal it is: this decides who may own it, and what it needs."""

    ANNUAL = "annual"
    TEAM = "team"
    INDIVIDUAL = "individual"
    ACTIVITY = "activity"
    STRETCH = "stretch"


class Goal(db.Model):
    """A goal for one period, or for each period of a kind from `since` until `until`.

    With a `period_kind`, it has an instance for each of that kind's periods that starts in [since,
    until); without one, it has a single instance, the span [since, until) itself.
    """

    __tablename__ = "goal"

    id: Mapped[Id]
    kind: Mapped[GoalKind] = mapped_column(String(10))
    name: Mapped[Name]
    metric_id: Mapped[int] = mapped_column(ForeignKey("metric.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    # None: its own dates.
    period_kind: Mapped[PeriodKind | None] = mapped_column(String(7))
    since: Mapped[date]
    # None: repeats without end.
    until: Mapped[date | None]
    # None: the shared vision, which has no goal above it.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"))
    # Weight, 1 to 3; a person's goals are sorted by it first.
    impact: Mapped[int] = mapped_column(default=2)
    # None: a higher-is-better goal starts at zero; a lower-is-better one needs a starting value.
    baseline: Mapped[int | None] = mapped_column(BigInteger)
    # Which earlier periods the baseline was measured over when the goal was set, and their days;
    # None: somebody typed it. It stays as it was, whatever is logged late.
    against: Mapped[Against | None] = mapped_column(String(8))
    baseline_since: Mapped[date | None]
    baseline_until: Mapped[date | None]
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # None while it is pursued; a goal that was dropped keeps its past.
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
    versions: Mapped[list["GoalVersion"]] = relationship(
        order_by="GoalVersion.since", lazy="selectin"
    )

    __table_args__ = (
        Index("ix_goal_owner_id", "owner_id"),
        CheckConstraint("period_kind is not null or until is not null", name="has_an_end"),
        CheckConstraint("until is null or until > since", name="ends_after_its_start"),
    )


class GoalVersion(db.Model):
    """The target from a date on; ratios are in millionths, other values in the smallest unit.

    `milestones` are thousandths of the way to the target: [250, 500, 750, 1000].
    """

    __tablename__ = "goal_version"

    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    target: Mapped[Amount]
    # None: no stretch target.
    stretch: Mapped[int | None] = mapped_column(BigInteger)
    # In millionths, if the target was set as a change on the baseline.
    change: Mapped[int | None] = mapped_column(BigInteger)
    milestones: Mapped[list[Any]] = mapped_column(JSON)
