"""What is measured: sums and ratios of terms."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leaderboard.extensions import db
from leaderboard.models.types import Id, Instant, Long, Name, Slug
from leaderboard.rules.metrics import Direction, Measure, Part, Window


class Unit(StrEnum):
    COUNT = "count"
    MONEY = "money"
    RATIO = "ratio"
    DAYS = "days"
    MINUTES = "minutes"
    POINTS = "points"


class Metric(db.Model):
    """A sum of terms, or a ratio of two sums, with a unit and a better direction.

    The terms are fixed when the metric is made: another definition is another metric. So a goal or
    a board never changes its meaning, and no versions are needed. Name and minimum sample may
    change.
    """

    __tablename__ = "metric"

    id: Mapped[Id]
    slug: Mapped[Slug]
    name: Mapped[Name]
    description: Mapped[Long]
    unit: Mapped[Unit] = mapped_column(String(8))
    direction: Mapped[Direction] = mapped_column(String(6))
    # A ratio with fewer cases than this gets no rank.
    min_sample: Mapped[int] = mapped_column(default=0)
    # True: without an entry in the numerator the ratio is meaningless (cost per customer).
    needs_numerator: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    # None while it can be chosen.
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
    terms: Mapped[list["MetricTerm"]] = relationship(order_by="MetricTerm.id", lazy="selectin")

    @property
    def is_ratio(self) -> bool:
        return any(term.part == Part.DENOMINATOR for term in self.terms)


class MetricTerm(db.Model):
    """One signed measure of one kind, over the period, before it, or up to its end."""

    __tablename__ = "term"

    id: Mapped[Id]
    metric_id: Mapped[int] = mapped_column(ForeignKey("metric.id"), index=True)
    part: Mapped[Part] = mapped_column(String(11))
    kind_id: Mapped[int] = mapped_column(ForeignKey("kind.id"))
    measure: Mapped[Measure] = mapped_column(String(8))
    sign: Mapped[int] = mapped_column(default=1)
    window: Mapped[Window] = mapped_column(String(6))
    # None: entries with any dimension values.
    value_id: Mapped[int | None] = mapped_column(ForeignKey("dimension_value.id"))
