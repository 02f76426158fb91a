"""What kinds, rules, badges and goals are called, read once for each change of settings."""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import (
    POINTS,
    Badge,
    Dimension,
    DimensionValue,
    Goal,
    GoalVersion,
    Kind,
    KindDimension,
    Metric,
    Rule,
    Unit,
)
from leaderboard.rules.model import Target

EXTENSION = "leaderboard-names"


@dataclass(frozen=True)
class KindName:
    """A kind of activity as people meet it."""

    id: int
    slug: str
    name: str
    plural: str
    icon: str
    is_on_dock: bool
    is_retired: bool


@dataclass(frozen=True)
class BadgeName:
    """A badge as people meet it."""

    id: int
    slug: str
    name: str
    description: str
    icon: str
    tier: int
    is_retired: bool


@dataclass(frozen=True)
class GoalName:
    """A goal's name, the unit its numbers are in, and its targets by date if they ever changed."""

    name: str
    unit: Unit
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A dimension in a kind's form, with the values to choose from."""

    id: int
    name: str
    is_required: bool
    values: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Names:
    """All names under one configuration, in display order."""

    kinds: dict[int, KindName]
    rules: dict[int, str]
    badges: dict[int, BadgeName]
    goals: dict[int, GoalName]
    choices: dict[int, tuple[Choice, ...]]
    values: dict[int, str]

    def kind_by_slug(self, slug: str) -> KindName | None:
        return next((kind for kind in self.kinds.values() if kind.slug == slug), None)

    def dimension_of(self, value_id: int) -> str:
        """The name of a value's dimension."""
        for choices in self.choices.values():
            for choice in choices:
                if value_id in [held for held, _name in choice.values]:
                    return choice.name
        return ""

    def dock(self) -> list[KindName]:
        """The kinds that have a key in the phone's dock."""
        return [k for k in self.kinds.values() if k.is_on_dock and not k.is_retired]


def names(settings: Configuration) -> Names:
    """The names under these settings."""
    known: tuple[Configuration, Names] | None = current_app.extensions.get(EXTENSION)
    # The number alone is not enough: a rolled-back change had it too, and so may another database.
    if known is None or known[0] is not settings:
        known = current_app.extensions[EXTENSION] = (settings, read())
    return known[1]


def read() -> Names:
    """Every name from the database; these tables grow with the settings, not with the history."""
    kinds = db.session.scalars(
        select(Kind).where(Kind.id != POINTS).order_by(Kind.position, Kind.id)
    )
    badges = db.session.scalars(select(Badge).order_by(Badge.tier, Badge.id))
    goals = db.session.execute(
        select(Goal.id, Goal.name, Metric.unit).join(Metric, Metric.id == Goal.metric_id)
    )
    targets = read_targets()
    values = list(
        db.session.scalars(
            select(DimensionValue).order_by(DimensionValue.position, DimensionValue.id)
        )
    )
    return Names(
        kinds={
            k.id: KindName(
                k.id, k.slug, k.name, k.plural, k.icon, k.is_on_dock, k.retired_at is not None
            )
            for k in kinds
        },
        rules={r.id: r.name for r in db.session.execute(select(Rule.id, Rule.name))},
        badges={
            b.id: BadgeName(
                b.id, b.slug, b.name, b.description, b.icon, b.tier, b.retired_at is not None
            )
            for b in badges
        },
        goals={g.id: GoalName(g.name, Unit(g.unit), targets.get(g.id, ())) for g in goals},
        choices=read_choices(values),
        values={value.id: value.name for value in values},
    )


def read_targets() -> dict[int, tuple[Target, ...]]:
    """The targets of the goals whose target has changed, by date."""
    changed = select(GoalVersion.goal_id).group_by(GoalVersion.goal_id).having(func.count() > 1)
    rows = db.session.execute(
        select(GoalVersion.goal_id, GoalVersion.since, GoalVersion.target, GoalVersion.stretch)
        .where(GoalVersion.goal_id.in_(changed))
        .order_by(GoalVersion.goal_id, GoalVersion.since)
    )
    found: dict[int, tuple[Target, ...]] = {}
    for row in rows:
        target = Target(row.since, row.target, row.stretch)
        found[row.goal_id] = (*found.get(row.goal_id, ()), target)
    return found


def read_choices(values: list[DimensionValue]) -> dict[int, tuple[Choice, ...]]:
    """The dimensions each kind asks for."""
    found: dict[int, tuple[Choice, ...]] = {}
    asked = db.session.execute(
        select(KindDimension.kind_id, KindDimension.is_required, Dimension.id, Dimension.name)
        .join(Dimension, Dimension.id == KindDimension.dimension_id)
        .order_by(Dimension.id)
    )
    for row in asked:
        options = tuple((v.id, v.name) for v in values if v.dimension_id == row.id)
        choice = Choice(row.id, row.name, row.is_required, options)
        found[row.kind_id] = (*found.get(row.kind_id, ()), choice)
    return found
