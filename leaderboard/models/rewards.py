"""Rules and badges, and the awards they led to."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leaderboard.extensions import db
from leaderboard.models.types import Data, Id, Instant, Moment, Name, Slug, unique_if_given

# The rule line of awards given by hand.
BY_HAND = 0


class Badge(db.Model):
    """A badge; its tier (1 to 4) is its shape and metal."""

    __tablename__ = "badge"

    id: Mapped[Id]
    slug: Mapped[Slug]
    name: Mapped[Name]
    description: Mapped[str] = mapped_column(String(200), default="")
    icon: Mapped[str] = mapped_column(String(40))
    tier: Mapped[int] = mapped_column(default=1)
    # None while it can be earned.
    retired_at: Mapped[datetime | None] = mapped_column(Instant)


class Rule(db.Model):
    """A line of versions; awards are keyed by the line, so an edit never pays twice."""

    __tablename__ = "rule"

    id: Mapped[Id]
    slug: Mapped[Slug]
    name: Mapped[Name]
    created_at: Mapped[Moment]
    versions: Mapped[list["RuleVersion"]] = relationship(
        order_by="RuleVersion.since, RuleVersion.number", lazy="selectin"
    )


class RuleVersion(db.Model):
    """The rule as it stands from a business date on; for one date, the highest number holds.

    `trigger` is the name of one of `rules.triggers`; `condition` and `limits` are the fields of
    `rules.condition.Condition` and `Limits`.
    """

    __tablename__ = "rule_version"

    id: Mapped[Id]
    rule_id: Mapped[int] = mapped_column(ForeignKey("rule.id"))
    number: Mapped[int]
    since: Mapped[date]
    is_on: Mapped[bool] = mapped_column(default=True)
    trigger: Mapped[str] = mapped_column(String(20))
    condition: Mapped[Data]
    limits: Mapped[Data]
    points: Mapped[int] = mapped_column(default=0)
    # None: gives points only.
    badge_id: Mapped[int | None] = mapped_column(ForeignKey("badge.id"))
    made_at: Mapped[Moment]
    # None: loaded by the command line.
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (UniqueConstraint("rule_id", "number"),)


class Award(db.Model):
    """One line of the ledger of rewards; a mistake is answered by a second line that reverses it.

    An award's key names its slot (rule line, subject, window, cause) and its turn; a reversal's key
    names the award it takes back. So the database allows at most one live award per slot.
    """

    __tablename__ = "award"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(160), unique=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("rule.id"))
    # None: given by hand.
    rule_version_id: Mapped[int | None] = mapped_column(ForeignKey("rule_version.id"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    # The team on `occurred_on`; 0 = none, so no foreign key.
    team_id: Mapped[int] = mapped_column(BigInteger)
    window_start: Mapped[date]
    cause: Mapped[str] = mapped_column(String(80))
    turn: Mapped[int] = mapped_column(default=0)
    # How many times over the rule paid here (a jump over three tens of calls counts 3).
    times: Mapped[int] = mapped_column(default=1)
    # Below zero in a reversal.
    points: Mapped[int] = mapped_column(BigInteger)
    # None: points only.
    badge_id: Mapped[int | None] = mapped_column(ForeignKey("badge.id"))
    # None: given by hand.
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    occurred_on: Mapped[date]
    made_at: Mapped[Moment]
    # None: given by a rule.
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(20))
    params: Mapped[Data]
    # True: not worth a notice (late entries, imports, replays).
    is_silent: Mapped[bool] = mapped_column(default=False)
    # None: an award; else the award this line takes back.
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"))

    __table_args__ = (
        Index("ix_award_subject", "subject_id", "occurred_on"),
        Index("ix_award_slot", "rule_id", "subject_id", "window_start"),
        unique_if_given("award", "reverses_id"),
    )
