"""The rows that managers make, in the order of their pages: in use first, then retired."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from leaderboard.alphabet import in_alphabet
from leaderboard.extensions import db
from leaderboard.models import (
    BY_HAND,
    POINTS,
    Activity,
    Audience,
    Badge,
    Dimension,
    DimensionValue,
    Goal,
    Kind,
    KindDimension,
    Leaderboard,
    Metric,
    Rule,
    Screen,
    Team,
)


def kinds() -> Sequence[Kind]:
    """All kinds of activity, except the one for points."""
    order = (Kind.retired_at.is_not(None), Kind.position, Kind.id)
    return db.session.scalars(select(Kind).where(Kind.id != POINTS).order_by(*order)).all()


def kind(kind_id: int) -> Kind | None:
    return db.session.get(Kind, kind_id) if kind_id != POINTS else None


def has_entries(kind_id: int) -> bool:
    """Whether anything of this kind was ever logged."""
    return bool(db.session.scalar(select(Activity.id).where(Activity.kind_id == kind_id).limit(1)))


def dimensions() -> Sequence[Dimension]:
    return db.session.scalars(select(Dimension).order_by(Dimension.id)).all()


def dimension(dimension_id: int) -> Dimension | None:
    return db.session.get(Dimension, dimension_id)


def values_by_dimension() -> dict[int, list[DimensionValue]]:
    """The values of each dimension, in their order."""
    found: dict[int, list[DimensionValue]] = {}
    order = (DimensionValue.position, DimensionValue.id)
    for value in db.session.scalars(select(DimensionValue).order_by(*order)):
        found.setdefault(value.dimension_id, []).append(value)
    return found


def values_with_dimensions() -> Sequence[Any]:
    """Every value's id, slug and name, with its dimension's slug and name, in order."""
    return db.session.execute(
        select(
            DimensionValue.id,
            DimensionValue.slug,
            DimensionValue.name,
            Dimension.slug.label("dimension"),
            Dimension.name.label("dimension_name"),
        )
        .join(Dimension, Dimension.id == DimensionValue.dimension_id)
        .order_by(Dimension.id, DimensionValue.position, DimensionValue.id)
    ).all()


def dimension_value(value_id: int) -> DimensionValue | None:
    return db.session.get(DimensionValue, value_id)


def asked_dimensions(kind_id: int) -> dict[int, bool]:
    """The dimensions a kind's form asks for, and whether each is required."""
    rows = db.session.scalars(select(KindDimension).where(KindDimension.kind_id == kind_id))
    return {row.dimension_id: row.is_required for row in rows}


def metrics() -> Sequence[Metric]:
    order = (Metric.retired_at.is_not(None), Metric.position, Metric.id)
    return db.session.scalars(select(Metric).order_by(*order)).all()


def metric(metric_id: int) -> Metric | None:
    return db.session.get(Metric, metric_id)


def metrics_to_choose(held: Collection[int | None]) -> Sequence[Any]:
    """Ids and names of the metrics in use, and of those already chosen."""
    chosen = [metric_id for metric_id in held if metric_id]
    return db.session.execute(
        select(Metric.id, Metric.name)
        .where(Metric.retired_at.is_(None) | Metric.id.in_(chosen))
        .order_by(Metric.position, Metric.id)
    ).all()


def badges() -> Sequence[Badge]:
    return db.session.scalars(select(Badge).order_by(Badge.tier, Badge.id)).all()


def badge(badge_id: int) -> Badge | None:
    return db.session.get(Badge, badge_id)


def leaderboards() -> Sequence[Any]:
    """Each leaderboard with the names of its metric and team."""
    order = (Leaderboard.retired_at.is_not(None), Leaderboard.position, Leaderboard.id)
    return db.session.execute(
        select(Leaderboard, Metric.name.label("metric"), Team.name.label("team"))
        .join(Metric, Metric.id == Leaderboard.metric_id)
        .outerjoin(Team, Team.id == Leaderboard.team_id)
        .order_by(*order)
    ).all()


def leaderboard(board_id: int) -> Leaderboard | None:
    return db.session.get(Leaderboard, board_id)


def leaderboard_names() -> dict[int, str]:
    rows = db.session.execute(select(Leaderboard.id, Leaderboard.name))
    return {row.id: row.name for row in rows}


def boards_for_screens(held: Collection[int]) -> Sequence[Any]:
    """Ids and names of the boards everybody may see, since a screen has no sign-in; boards it
    already shows stay."""
    is_open = Leaderboard.retired_at.is_(None) & (Leaderboard.audience == Audience.EVERYONE)
    return db.session.execute(
        select(Leaderboard.id, Leaderboard.name)
        .where(Leaderboard.id.in_(held) | is_open)
        .order_by(Leaderboard.position, Leaderboard.id)
    ).all()


def teams_to_choose(held: int | None = None) -> Sequence[Any]:
    """Ids and names of the existing teams, and of the one already chosen."""
    return db.session.execute(
        select(Team.id, Team.name)
        .where(Team.dissolved_at.is_(None) | (Team.id == (held or 0)))
        .order_by(in_alphabet(Team.folded))
    ).all()


def screens() -> Sequence[Screen]:
    order = (Screen.revoked_at.is_not(None), Screen.name, Screen.id)
    return db.session.scalars(select(Screen).order_by(*order)).all()


def screen(screen_id: int) -> Screen | None:
    return db.session.get(Screen, screen_id)


def rule(rule_id: int) -> Rule | None:
    """A rule line; awards given by hand have none."""
    return db.session.get(Rule, rule_id) if rule_id != BY_HAND else None


def goal(goal_id: int) -> Goal | None:
    return db.session.get(Goal, goal_id)
