"""The settings of one thing, as the write path and the boards need them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from leaderboard.models import (
    POINTS,
    Asked,
    Audience,
    By,
    SubjectKind,
)
from leaderboard.rules import metrics, periods
from leaderboard.rules.metrics import Direction, Part
from leaderboard.rules.ranking import Ties


@dataclass(frozen=True)
class KindFacts:
    """A kind as the write path needs it."""

    id: int
    slug: str
    owner: str
    asks: dict[str, Asked]
    is_retired: bool

    def asked(self, name: str) -> Asked:
        return self.asks.get(name, Asked.NO)

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(name for name, asked in self.asks.items() if asked is Asked.REQUIRED)


@dataclass(frozen=True)
class PersonFacts:
    """A person as boards need them; `left_on` is the business date they were deactivated."""

    id: int
    name: str
    left_on: date | None
    is_hidden: bool
    # What names are sorted and compared by.
    folded: str


@dataclass(frozen=True)
class TeamFacts:
    """A team as boards and permissions need it; without a manager, only admins lead it."""

    id: int
    name: str
    mark: int
    manager_id: int | None
    is_dissolved: bool


@dataclass(frozen=True)
class MetricFacts:
    """A metric as progress needs it; its definition is fixed when it is made."""

    id: int
    slug: str
    name: str
    unit: str
    direction: Direction
    min_sample: int
    needs_numerator: bool
    terms: tuple[metrics.Term, ...]
    is_retired: bool

    @property
    def is_ratio(self) -> bool:
        return any(term.part is Part.DENOMINATOR for term in self.terms)

    @property
    def is_share(self) -> bool:
        """Whether it can never be above 100 %."""
        return metrics.is_share(self.terms)

    @property
    def may_pay(self) -> bool:
        """Sums of what happens within the period, where more is better; never points, so that an
        award cannot trigger another."""
        return self.direction is Direction.HIGHER and all(
            term.part is Part.NUMERATOR
            and term.window is metrics.Window.WITHIN
            and term.kind_id != POINTS
            for term in self.terms
        )


@dataclass(frozen=True)
class LeaderboardFacts:
    """A board's settings."""

    id: int
    slug: str
    name: str
    metric_id: int
    by: By
    period_kind: periods.PeriodKind
    ties: Ties
    audience: Audience
    team_id: int | None


@dataclass(frozen=True)
class SlideFacts:
    """A board in a screen's rotation, and the metric whose goals are beside it."""

    id: int
    leaderboard_id: int
    goals_metric_id: int | None


@dataclass(frozen=True)
class ScreenFacts:
    """A screen whose key works; without a language it uses the organisation's."""

    id: int
    name: str
    language: str | None
    top: int
    seconds: int
    shows_money: bool
    is_still: bool
    slides: tuple[SlideFacts, ...]


@dataclass(frozen=True)
class OwnerFacts:
    """The owner of an entry, as the write path needs it."""

    kind: SubjectKind
    is_active: bool
