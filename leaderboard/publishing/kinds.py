"""Kinds of activity and what their forms ask for; dimensions and their values."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select

from leaderboard.extensions import db
from leaderboard.models import Dimension, DimensionValue, Kind, KindDimension
from leaderboard.publishing.refused import Refused
from leaderboard.publishing.rows import put, put_away
from leaderboard.publishing.slugs import fresh_slug
from leaderboard.scoring import Publication

MOST_KEYS = 5


def make_kind(
    publication: Publication, values: Mapping[str, Any], *, dimensions: Mapping[int, bool]
) -> int:
    """Make a kind; `dimensions` says which of them its form asks for and which it requires."""
    slug = fresh_slug(values["name"], Kind.slug, noun="kind")
    return save_kind(publication, Kind(slug=slug), values, dimensions)


def change_kind(
    publication: Publication,
    kind_id: int,
    values: Mapping[str, Any],
    *,
    dimensions: Mapping[int, bool],
) -> None:
    """Change a kind's name, icon or place, and what its form asks for from now on."""
    save_kind(publication, db.session.get_one(Kind, kind_id), values, dimensions)


def retire_kind(publication: Publication, kind_id: int, *, is_retired: bool) -> None:
    """Stop offering a kind, or offer it again; entries logged so far stay."""
    put_away(publication, "kind", db.session.get_one(Kind, kind_id), is_retired=is_retired)


def save_kind(
    publication: Publication, kind: Kind, values: Mapping[str, Any], dimensions: Mapping[int, bool]
) -> int:
    if values["is_on_dock"]:
        refuse_full_dock(kind.id)
    kind_id = put(publication, "kind", kind, values)
    ask_dimensions(publication, kind_id, dimensions)
    return kind_id


def refuse_full_dock(own_id: int | None) -> None:
    others = Kind.id.is_distinct_from(own_id)
    keys = select(func.count()).where(Kind.is_on_dock, Kind.retired_at.is_(None), others)
    if (db.session.scalar(keys) or 0) >= MOST_KEYS:
        raise Refused("is_on_dock", "full")


def ask_dimensions(publication: Publication, kind_id: int, asked: Mapping[int, bool]) -> None:
    of_kind = KindDimension.kind_id == kind_id
    held = {
        row.dimension_id: row.is_required
        for row in db.session.scalars(select(KindDimension).where(of_kind))
    }
    if asked == held:
        return
    db.session.execute(delete(KindDimension).where(of_kind))
    for dimension_id, is_required in asked.items():
        row = KindDimension(kind_id=kind_id, dimension_id=dimension_id, is_required=is_required)
        db.session.add(row)
    publication.audit(
        "change_dimensions", "kind", kind_id, before=as_json(held), after=as_json(asked)
    )


def as_json(asked: Mapping[int, bool]) -> dict[str, bool]:
    return {str(dimension_id): is_required for dimension_id, is_required in asked.items()}


def make_dimension(publication: Publication, name: str) -> int:
    """Make a dimension, without values yet."""
    slug = fresh_slug(name, Dimension.slug, noun="dimension")
    return put(publication, "dimension", Dimension(), {"slug": slug, "name": name})


def rename_dimension(publication: Publication, dimension_id: int, name: str) -> None:
    """Rename a dimension; its slug stays, because files use it."""
    row = db.session.get_one(Dimension, dimension_id)
    put(publication, "dimension", row, {"name": name}, action="rename")


def add_value(publication: Publication, dimension_id: int, name: str) -> int:
    """Add a value at the end. Values are never deleted, because entries carry them."""
    own = DimensionValue.dimension_id == dimension_id
    last = db.session.scalar(select(func.max(DimensionValue.position)).where(own))
    values = {
        "dimension_id": dimension_id,
        "slug": fresh_slug(name, DimensionValue.slug, noun="value"),
        "name": name,
        "position": 0 if last is None else last + 1,
    }
    return put(publication, "dimension_value", DimensionValue(), values, among=own)


def rename_value(publication: Publication, value_id: int, name: str) -> None:
    """Rename a value, unless another value of the dimension has the name."""
    row = db.session.get_one(DimensionValue, value_id)
    own = DimensionValue.dimension_id == row.dimension_id
    put(publication, "dimension_value", row, {"name": name}, action="rename", among=own)
