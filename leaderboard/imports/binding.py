"""An activities map, tied to the kinds, people and values its words mean here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.imports import matching
from leaderboard.imports.activity_map import ActivityMap, ActivityPart
from leaderboard.imports.matching import NameIndex
from leaderboard.imports.places import Cell
from leaderboard.imports.problems import BadMap
from leaderboard.models import POINTS, Asked, Dimension, Kind, KindDimension, SubjectKind


@dataclass(frozen=True)
class Bound:
    """One part of the map, with its words resolved."""

    part: ActivityPart
    kind_id: int
    owners: NameIndex
    customer: Cell | None
    values: tuple[tuple[Cell, NameIndex], ...]
    required: frozenset[str]


@dataclass(frozen=True)
class Form:
    """A kind and what its form asks for: fields, and dimensions by slug."""

    kind: Kind
    dimensions: Mapping[str, Dimension]
    required_dimensions: frozenset[str]

    def fields(self, *which: Asked) -> set[str]:
        return {name for name in self.kind.asks if self.kind.asked(name) in which}

    @property
    def is_personal(self) -> bool:
        return self.kind.owner == SubjectKind.PERSON


def bind(plan: ActivityMap) -> list[Bound]:
    """The parts of the map. Raises BadMap with every word that is unknown here."""
    forms = read_forms()
    found = [sentence for part in plan.parts for sentence in mistakes(part, plan, forms)]
    if found:
        raise BadMap(found)
    return [bound(part, plan, forms[part.kind]) for part in plan.parts]


def read_forms() -> dict[str, Form]:
    """The kinds that can be logged, by slug."""
    kinds = select(Kind).where(Kind.id != POINTS, Kind.retired_at.is_(None))
    return {kind.slug: read_form(kind) for kind in db.session.scalars(kinds)}


def read_form(kind: Kind) -> Form:
    rows = db.session.execute(
        select(Dimension, KindDimension.is_required)
        .join(KindDimension, KindDimension.dimension_id == Dimension.id)
        .where(KindDimension.kind_id == kind.id)
    ).all()
    return Form(
        kind,
        {dimension.slug: dimension for dimension, _is_required in rows},
        frozenset(dimension.slug for dimension, is_required in rows if is_required),
    )


def bound(part: ActivityPart, plan: ActivityMap, form: Form) -> Bound:
    owners = matching.people(part.owner.match, plan.aliases) if part.owner.match else None
    values = tuple(
        (cell, matching.values_of(form.dimensions[slug])) for slug, cell in part.dimensions.items()
    )
    customer = part.customer or default_customer(plan, form)
    required = frozenset(form.fields(Asked.REQUIRED))
    return Bound(part, form.kind.id, owners or matching.teams(), customer, values, required)


def default_customer(plan: ActivityMap, form: Form) -> Cell | None:
    """The customer named for the whole map; it does not apply to kinds without one."""
    has_customer = "customer" in form.fields(Asked.OPTIONAL, Asked.REQUIRED)
    return plan.customer if has_customer else None


def mistakes(part: ActivityPart, plan: ActivityMap, forms: Mapping[str, Form]) -> Iterator[str]:
    """What the part fills though its kind does not ask for it, and what it should fill but does
    not."""
    form = forms.get(part.kind)
    if form is None:
        names = ", ".join(sorted(forms))
        yield f"{part.place}, kind: " + _(
            "is not a kind of activity here; there are: %(names)s. Add more under Kinds of "
            "activity.",
            names=names,
        )
        return
    name = form.kind.name
    filled = part.fields | ({"customer"} if default_customer(plan, form) else set())
    for field in sorted(part.fields - form.fields(Asked.OPTIONAL, Asked.REQUIRED)):
        yield f"{part.place}, {field}: " + not_asked(form)
    for field in sorted(form.fields(Asked.REQUIRED) - filled):
        yield f"{part.place}, {field}: " + _("%(kind)s needs it", kind=name)
    for slug in sorted(part.dimensions.keys() - form.dimensions.keys()):
        yield f"{part.place}, dimensions, {slug}: " + not_asked(form)
    for slug in sorted(form.required_dimensions - part.dimensions.keys()):
        yield f"{part.place}, dimensions, {slug}: " + _("%(kind)s needs it", kind=name)
    if form.is_personal and part.owner.match is None:
        yield f"{part.place}: " + _("%(kind)s belongs to a person, so name a person", kind=name)
    if not form.is_personal and part.owner.match is not None:
        yield f"{part.place}: " + _("%(kind)s belongs to a team, so name a team", kind=name)


def not_asked(form: Form) -> str:
    """That the kind does not ask for this, and what it does ask for."""
    asked = [*sorted(form.fields(Asked.OPTIONAL, Asked.REQUIRED)), *form.dimensions]
    return _(
        "%(kind)s has no such field; it has: %(names)s",
        kind=form.kind.name,
        names=_(", ").join(asked) or "-",
    )
