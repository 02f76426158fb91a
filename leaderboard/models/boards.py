"""Leaderboards and the screens that show them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leaderboard.extensions import db
from leaderboard.models.types import Id, Instant, Moment, Name, Slug
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.ranking import Ties


class By(StrEnum):
    REP = "rep"
    TEAM = "team"
    PARENT = "parent"


class Audience(StrEnum):
    EVERYONE = "everyone"
    MANAGERS = "managers"


class Leaderboard(db.Model):
    """A board's settings: which metric, for whom, over which period, and who may see it."""

    __tablename__ = "leaderboard"

    id: Mapped[Id]
    slug: Mapped[Slug]
    name: Mapped[Name]
    metric_id: Mapped[int] = mapped_column(ForeignKey("metric.id"))
    by: Mapped[By] = mapped_column(String(6))
    period_kind: Mapped[PeriodKind] = mapped_column(String(7))
    ties: Mapped[Ties] = mapped_column(String(5), default=Ties.EQUAL)
    audience: Mapped[Audience] = mapped_column(String(8), default=Audience.EVERYONE)
    # None: everyone; else only this team's people.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    position: Mapped[int] = mapped_column(default=0)
    # None while the board is shown.
    retired_at: Mapped[datetime | None] = mapped_column(Instant)


class Screen(db.Model):
    """A screen; whoever has its key sees its slides and nothing else."""

    __tablename__ = "screen"

    id: Mapped[Id]
    name: Mapped[Name]
    # The key's SHA-256; the key itself is shown once.
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # None: the organisation's language.
    language: Mapped[str | None] = mapped_column(String(10))
    top: Mapped[int] = mapped_column(default=10)
    seconds: Mapped[int] = mapped_column(default=20)
    shows_money: Mapped[bool] = mapped_column(default=True)
    is_still: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # None while the key works.
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    slides: Mapped[list["Slide"]] = relationship(order_by="Slide.position", lazy="selectin")


class Slide(db.Model):
    """One board in a screen's rotation, with the goals on a metric beside it."""

    __tablename__ = "slide"

    id: Mapped[Id]
    screen_id: Mapped[int] = mapped_column(ForeignKey("screen.id"))
    position: Mapped[int]
    leaderboard_id: Mapped[int] = mapped_column(ForeignKey("leaderboard.id"))
    # None: the board alone; else the team and company goals on this metric beside it.
    goals_metric_id: Mapped[int | None] = mapped_column(ForeignKey("metric.id"))

    __table_args__ = (UniqueConstraint("screen_id", "position"),)
