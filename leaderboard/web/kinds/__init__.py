"""Kinds of activity and what their forms ask; dimensions and their values."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import delete, func, select

from leaderboard import scoring
from leaderboard.extensions import db
from leaderboard.models import (
    POINTS,
    Activity,
    Dimension,
    DimensionValue,
    Kind,
    KindDimension,
)
from leaderboard.permissions import allow, manager
from leaderboard.publishing.slugs import fresh_slug
from leaderboard.scoring.settings import Publication
from leaderboard.web.kinds.forms import FIELDS, ICONS, OWNERS, KindForm, WordForm, kind_form
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import put, put_away, saving

blueprint = Blueprint("kinds", __name__, url_prefix="/kinds")
dimensions = Blueprint("dimensions", __name__, url_prefix="/dimensions")


# --- kinds ---------------------------------------------------------------------------------------


@blueprint.get("")
@allow(manager)
def index() -> str:
    kinds = db.session.scalars(
        select(Kind)
        .where(Kind.id != POINTS)
        .order_by(Kind.retired_at.is_not(None), Kind.position, Kind.id)
    ).all()
    return render_template(
        "kinds/index.html",
        kinds=kinds,
        fields=FIELDS,
        owners={option.value: option.label for option in OWNERS},
        dimensions=all_dimensions(),
        values=values_by_dimension(),
        form=WordForm(formdata=None),
    )


@blueprint.get("/new")
@allow(manager)
def new() -> str:
    return render_template("kinds/edit.html", form=kind_form(), kind=None, icons=icons(None))


@blueprint.post("")
@allow(manager)
def create() -> Response | tuple[str, int]:
    form = kind_form()
    if form.validate_on_submit():
        with saving(form) as publication:
            slug = fresh_slug(form.name.data or "", Kind.slug, noun="kind")
            save(Kind(slug=slug), form, publication)
    if form.errors:
        return htmx.invalid("kinds/edit.html", form=form, kind=None, icons=icons(None))
    return htmx.go(url_for(".index"))


@blueprint.get("/<int:kind_id>")
@allow(manager)
def edit(kind_id: int) -> str:
    kind = find(kind_id)
    form = kind_form(kind, is_owner_fixed=has_entries(kind_id))
    return render_template("kinds/edit.html", form=form, kind=kind, icons=icons(kind))


@blueprint.post("/<int:kind_id>")
@allow(manager)
def update(kind_id: int) -> Response | tuple[str, int]:
    kind = find(kind_id)
    form = kind_form(kind, is_owner_fixed=has_entries(kind_id))
    if form.validate_on_submit():
        with saving(form, "kind", kind_id) as publication:
            save(find(kind_id), form, publication)
    if form.errors:
        kind = find(kind_id)
        return htmx.invalid("kinds/edit.html", form=form, kind=kind, icons=icons(kind))
    return htmx.go(url_for(".index"))


@blueprint.post("/<int:kind_id>/retire")
@allow(manager)
def retire(kind_id: int) -> Response:
    find(kind_id)
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        is_retired = request.form.get("retired") == "1"
        put_away(publication, "kind", find(kind_id), is_retired=is_retired)
    return htmx.go(url_for(".index"))


def find(kind_id: int) -> Kind:
    kind = db.session.get(Kind, kind_id)
    if kind is None or kind_id == POINTS:
        abort(404)
    return kind


def has_entries(kind_id: int) -> bool:
    """Whose the entries of a kind are stays as it was when the first was logged."""
    return bool(db.session.scalar(select(Activity.id).where(Activity.kind_id == kind_id).limit(1)))


def icons(kind: Kind | None) -> dict[str, str]:
    """The picture for each choice: a picture is called as it is in the sprite."""
    return {name: name for name in [*ICONS, *([kind.icon] if kind else [])]}


def save(kind: Kind, form: KindForm, publication: Publication) -> None:
    """The kind's columns, then the dimensions its form asks for."""
    put(publication, "kind", kind, form.values())
    asked = form.dimensions()
    held = {
        row.dimension_id: row.is_required
        for row in db.session.scalars(select(KindDimension).where(KindDimension.kind_id == kind.id))
    }
    if asked == held:
        return
    db.session.execute(delete(KindDimension).where(KindDimension.kind_id == kind.id))
    for dimension_id, is_required in asked.items():
        row = KindDimension(kind_id=kind.id, dimension_id=dimension_id, is_required=is_required)
        db.session.add(row)
    publication.audit(
        "change_dimensions", "kind", kind.id, before=as_json(held), after=as_json(asked)
    )


def as_json(asked: Mapping[int, bool]) -> dict[str, bool]:
    return {str(dimension_id): is_required for dimension_id, is_required in asked.items()}


# --- dimensions ----------------------------------------------------------------------------------


@dimensions.post("")
@allow(manager)
def create_dimension() -> Response:
    form = WordForm()
    if form.validate_on_submit():
        with saving(form) as publication:
            slug = fresh_slug(form.name.data or "", Dimension.slug, noun="dimension")
            values = {"slug": slug, "name": form.name.data}
            dimension_id = put(publication, "dimension", Dimension(), values)
    if form.errors:
        return make_response(dimension_page(None, form), 422)
    return htmx.go(url_for(".show", dimension_id=dimension_id))


@dimensions.get("/<int:dimension_id>")
@allow(manager)
def show(dimension_id: int) -> str:
    return dimension_page(find_dimension(dimension_id))


@dimensions.post("/<int:dimension_id>")
@allow(manager)
def rename(dimension_id: int) -> Response:
    find_dimension(dimension_id)
    form = WordForm()
    if form.validate_on_submit():
        with saving(form) as publication:
            row = find_dimension(dimension_id)
            put(publication, "dimension", row, {"name": form.name.data}, action="rename")
    if form.errors:
        return make_response(dimension_page(find_dimension(dimension_id), form), 422)
    return htmx.go(url_for(".show", dimension_id=dimension_id))


@dimensions.post("/<int:dimension_id>/values")
@allow(manager)
def add_value(dimension_id: int) -> Response:
    """One more value; none is ever deleted, because entries carry it."""
    find_dimension(dimension_id)
    form, own = WordForm(), DimensionValue.dimension_id == dimension_id
    if form.validate_on_submit():
        with saving(form) as publication:
            last = db.session.scalar(select(func.max(DimensionValue.position)).where(own))
            values = {
                "dimension_id": dimension_id,
                "slug": fresh_slug(form.name.data or "", DimensionValue.slug, noun="value"),
                "name": form.name.data,
                "position": 0 if last is None else last + 1,
            }
            put(publication, "dimension_value", DimensionValue(), values, among=own)
    if form.errors:
        return make_response(dimension_page(find_dimension(dimension_id), new=form), 422)
    return htmx.go(url_for(".show", dimension_id=dimension_id))


@dimensions.post("/<int:dimension_id>/values/<int:value_id>")
@allow(manager)
def rename_value(dimension_id: int, value_id: int) -> Response:
    form, row = WordForm(), db.session.get(DimensionValue, value_id)
    if row is None or row.dimension_id != dimension_id:
        abort(404)
    own, values = DimensionValue.dimension_id == dimension_id, {"name": form.name.data}
    if form.validate_on_submit():
        with saving(form) as publication:
            held = db.session.get_one(DimensionValue, value_id)
            put(publication, "dimension_value", held, values, action="rename", among=own)
    if form.errors:
        page = dimension_page(find_dimension(dimension_id), refused=(value_id, form))
        return make_response(page, 422)
    return htmx.go(url_for(".show", dimension_id=dimension_id))


def dimension_page(
    dimension: Dimension | None,
    form: WordForm | None = None,
    *,
    new: WordForm | None = None,
    refused: tuple[int, WordForm] | None = None,
) -> str:
    """A dimension with its values; without one, the form of a new one."""
    return render_template(
        "kinds/dimension.html",
        dimension=dimension,
        form=form or WordForm(formdata=None, obj=dimension),
        new=new or WordForm(formdata=None),
        values=values_by_dimension().get(dimension.id, []) if dimension else [],
        refused=refused,
    )


def find_dimension(dimension_id: int) -> Dimension:
    dimension = db.session.get(Dimension, dimension_id)
    if dimension is None:
        abort(404)
    return dimension


def all_dimensions() -> list[Dimension]:
    return list(db.session.scalars(select(Dimension).order_by(Dimension.id)))


def values_by_dimension() -> dict[int, list[DimensionValue]]:
    found: dict[int, list[DimensionValue]] = {}
    order = (DimensionValue.position, DimensionValue.id)
    for value in db.session.scalars(select(DimensionValue).order_by(*order)):
        found.setdefault(value.dimension_id, []).append(value)
    return found
