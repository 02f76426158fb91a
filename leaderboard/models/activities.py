"""The ledger of activities, the voids that take them back, and the totals derived from them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from leaderboard.extensions import db
from leaderboard.models.types import Amount, Data, Id, Instant, Moment, Name, Slug, unique_if_given
from leaderboard.rules.periods import PeriodKind

# The reserved kind that counts points in totals, and the cut of entries without dimensions.
POINTS = 0
NO_CUT = 0
MEASURES = (
    *("entries", "quantity", "amount", "profit", "minutes", "days"),
    *("timed", "costed", "profits", "priced", "lasting"),
)


class Asked(StrEnum):
    """Whether a kind's form asks for a field."""

    NO = "no"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Kind(db.Model):
    """A kind of activity and the fields its form asks for (`asks`: field name to an `Asked`).

    Fields: quantity, amount, profit, minutes, days, customer. Dimensions are rows of their own.
    """

    __tablename__ = "kind"

    id: Mapped[Id]
    slug: Mapped[Slug]
    name: Mapped[Name]
    plural: Mapped[Name]
    icon: Mapped[str] = mapped_column(String(40))
    owner: Mapped[str] = mapped_column(String(12), default="person")
    asks: Mapped[Data]
    position: Mapped[int] = mapped_column(default=0)
    is_on_dock: Mapped[bool] = mapped_column(default=False)
    # None while it can be logged.
    retired_at: Mapped[datetime | None] = mapped_column(Instant)

    def asked(self, field: str) -> Asked:
        return Asked(self.asks.get(field, Asked.NO))


class Dimension(db.Model):
    """A way to cut activities: deal type, loss reason, source."""

    __tablename__ = "dimension"

    id: Mapped[Id]
    slug: Mapped[Slug]
    name: Mapped[Name]


class DimensionValue(db.Model):
    """One value of a dimension."""

    __tablename__ = "dimension_value"

    id: Mapped[Id]
    dimension_id: Mapped[int] = mapped_column(ForeignKey("dimension.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[Name]
    position: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("dimension_id", "slug"),)


class KindDimension(db.Model):
    """A kind's form asks for this dimension."""

    __tablename__ = "kind_dimension"

    kind_id: Mapped[int] = mapped_column(ForeignKey("kind.id"), primary_key=True)
    dimension_id: Mapped[int] = mapped_column(ForeignKey("dimension.id"), primary_key=True)
    is_required: Mapped[bool] = mapped_column(default=False)


class Cut(db.Model):
    """A combination of dimension values; `key` is their ids in order, "" for none."""

    __tablename__ = "cut"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(120), unique=True)


class CutValue(db.Model):
    """A cut includes this value."""

    __tablename__ = "cut_value"

    cut_id: Mapped[int] = mapped_column(ForeignKey("cut.id"), primary_key=True)
    value_id: Mapped[int] = mapped_column(ForeignKey("dimension_value.id"), primary_key=True)

    __table_args__ = (Index("ix_cut_value_value_id", "value_id"),)


class Activity(db.Model):
    """One logged fact, never changed; the id is its number in the ledger.

    Amounts are minor units of the organisation's currency, `days` whole calendar days.
    """

    __tablename__ = "activity"

    id: Mapped[Id]
    client_id: Mapped[str] = mapped_column(String(64), unique=True)
    # A digest of what the client sent: the same id with another body is a conflict.
    digest: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    # The team on `occurred_on`, cached from the memberships; 0 = none, so no foreign key.
    team_id: Mapped[int] = mapped_column(BigInteger)
    kind_id: Mapped[int] = mapped_column(ForeignKey("kind.id"))
    cut_id: Mapped[int] = mapped_column(ForeignKey("cut.id"))
    occurred_on: Mapped[date]
    occurred_at: Mapped[Moment]
    is_time_known: Mapped[bool]
    logged_at: Mapped[Moment]
    # None: logged by the command line.
    logged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    quantity: Mapped[Amount]
    amount: Mapped[Amount]
    # None: unknown, so it counts in no margin.
    profit: Mapped[int | None] = mapped_column(BigInteger)
    minutes: Mapped[Amount]
    # None: unknown, so it counts in no cycle time.
    days: Mapped[int | None] = mapped_column(BigInteger)
    customer: Mapped[str] = mapped_column(String(120), default="")
    customer_key: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    # None: an original entry; else the entry this one replaces.
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    # None: its own place in the order; else the place of the entry it corrects without changing
    # anything that counts.
    place_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))

    __table_args__ = (
        Index("ix_activity_subject", "subject_id", "kind_id", "occurred_on"),
        Index("ix_activity_team", "team_id", "kind_id", "occurred_on"),
        unique_if_given("activity", "corrects_id"),
        CheckConstraint("quantity >= 0 and amount >= 0 and minutes >= 0", name="not_negative"),
    )


class Void(db.Model):
    """An activity no longer counts: who took it back, when and why."""

    __tablename__ = "void"

    id: Mapped[Id]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), unique=True)
    at: Mapped[Moment]
    # None: voided by the command line.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(200))


class Origin(db.Model):
    """The row of a file or system that an activity came from; it identifies the activity in
    imports."""

    __tablename__ = "origin"

    id: Mapped[Id]
    source: Mapped[str] = mapped_column(String(60))
    external_id: Mapped[str] = mapped_column(String(120))
    kind_id: Mapped[int] = mapped_column(ForeignKey("kind.id"))
    digest: Mapped[str] = mapped_column(String(64))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)

    __table_args__ = (UniqueConstraint("source", "external_id", "kind_id"),)


class Total(db.Model):
    """A subject's total for a period, team, kind and cut; only `scoring` writes it.

    `timed` counts entries with known days, `profits` those with a known profit, `priced` those with
    an amount, `lasting` those that took minutes; `costed` sums the amounts whose profit is known.
    """

    __tablename__ = "total"

    period_kind: Mapped[PeriodKind] = mapped_column(String(7), primary_key=True)
    start: Mapped[date] = mapped_column(primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("kind.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    cut_id: Mapped[int] = mapped_column(ForeignKey("cut.id"), primary_key=True)
    entries: Mapped[Amount]
    quantity: Mapped[Amount]
    amount: Mapped[Amount]
    profit: Mapped[Amount]
    minutes: Mapped[Amount]
    days: Mapped[Amount]
    timed: Mapped[Amount]
    costed: Mapped[Amount]
    profits: Mapped[Amount]
    priced: Mapped[Amount]
    lasting: Mapped[Amount]

    __table_args__ = (
        Index("ix_total_subject", "subject_id", "period_kind", "kind_id", "start"),
        {"sqlite_with_rowid": False},
    )
