"""Kinds of activity and the fields on their forms; dimensions and their values."""

from flask import Blueprint, Response, abort, make_response, render_template, url_for

from leaderboard import publishing
from leaderboard.configuration import nouns
from leaderboard.models import Dimension, Kind
from leaderboard.permissions import allow, keeper
from leaderboard.web.kinds.forms import FIELDS, OWNERS, WordForm, kind_form
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import retire_as_asked, saving
from leaderboard.web.request.found import or_404

blueprint = Blueprint("kinds", __name__, url_prefix="/kinds")
dimensions = Blueprint("dimensions", __name__, url_prefix="/dimensions")


# --- kinds ---------------------------------------------------------------------------------------


@blueprint.get("")
@allow(keeper)
def index() -> str:
    return render_template(
        "kinds/index.html",
        kinds=nouns.kinds(),
        fields=FIELDS,
        owners={option.value: option.label for option in OWNERS},
        dimensions=nouns.dimensions(),
        values=nouns.values_by_dimension(),
        form=WordForm(formdata=None),
    )


@blueprint.get("/new")
@allow(keeper)
def new() -> str:
    return render_template("kinds/edit.html", form=kind_form(), kind=None)


@blueprint.post("")
@allow(keeper)
def create() -> Response | tuple[str, int]:
    form = kind_form()
    if form.validate_on_submit():
        with saving(form) as publication:
            publishing.make_kind(publication, form.values(), dimensions=form.dimensions())
    if form.errors:
        return htmx.invalid("kinds/edit.html", form=form, kind=None)
    return htmx.go(url_for(".index"))


@blueprint.get("/<int:kind_id>")
@allow(keeper)
def edit(kind_id: int) -> str:
    kind = find(kind_id)
    form = kind_form(kind, is_owner_fixed=nouns.has_entries(kind_id))
    return render_template("kinds/edit.html", form=form, kind=kind)


@blueprint.post("/<int:kind_id>")
@allow(keeper)
def update(kind_id: int) -> Response | tuple[str, int]:
    kind = find(kind_id)
    form = kind_form(kind, is_owner_fixed=nouns.has_entries(kind_id))
    if form.validate_on_submit():
        with saving(form, "kind", kind_id) as publication:
            publishing.change_kind(
                publication, kind_id, form.values(), dimensions=form.dimensions()
            )
    if form.errors:
        kind = find(kind_id)
        return htmx.invalid("kinds/edit.html", form=form, kind=kind)
    return htmx.go(url_for(".index"))


@blueprint.post("/<int:kind_id>/retire")
@allow(keeper)
def retire(kind_id: int) -> Response:
    find(kind_id)
    retire_as_asked(publishing.retire_kind, kind_id)
    return htmx.go(url_for(".index"))


def find(kind_id: int) -> Kind:
    return or_404(nouns.kind(kind_id))


# --- dimensions ----------------------------------------------------------------------------------


@dimensions.post("")
@allow(keeper)
def create_dimension() -> Response:
    form = WordForm()
    if form.validate_on_submit():
        with saving(form) as publication:
            dimension_id = publishing.make_dimension(publication, form.name.data or "")
    if form.errors:
        return make_response(dimension_page(None, form), 422)
    return htmx.go(url_for(".show", dimension_id=dimension_id))


@dimensions.get("/<int:dimension_id>")
@allow(keeper)
def show(dimension_id: int) -> str:
    return dimension_page(find_dimension(dimension_id))


@dimensions.post("/<int:dimension_id>")
@allow(keeper)
def rename(dimension_id: int) -> Response:
    find_dimension(dimension_id)
    form = WordForm()
    if form.validate_on_submit():
        with saving(form) as publication:
            publishing.rename_dimension(publication, dimension_id, form.name.data or "")
    if form.errors:
        return make_response(dimension_page(find_dimension(dimension_id), form), 422)
    return htmx.go(url_for(".show", dimension_id=dimension_id))


@dimensions.post("/<int:dimension_id>/values")
@allow(keeper)
def add_value(dimension_id: int) -> Response:
    find_dimension(dimension_id)
    form = WordForm()
    if form.validate_on_submit():
        with saving(form) as publication:
            publishing.add_value(publication, dimension_id, form.name.data or "")
    if form.errors:
        return make_response(dimension_page(find_dimension(dimension_id), new=form), 422)
    return htmx.go(url_for(".show", dimension_id=dimension_id))


@dimensions.post("/<int:dimension_id>/values/<int:value_id>")
@allow(keeper)
def rename_value(dimension_id: int, value_id: int) -> Response:
    form, row = WordForm(), or_404(nouns.dimension_value(value_id))
    if row.dimension_id != dimension_id:
        abort(404)
    if form.validate_on_submit():
        with saving(form) as publication:
            publishing.rename_value(publication, value_id, form.name.data or "")
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
    """A dimension with its values, or the form for a new one."""
    return render_template(
        "kinds/dimension.html",
        dimension=dimension,
        form=form or WordForm(formdata=None, obj=dimension),
        new=new or WordForm(formdata=None),
        values=nouns.values_by_dimension().get(dimension.id, []) if dimension else [],
        refused=refused,
    )


def find_dimension(dimension_id: int) -> Dimension:
    return or_404(nouns.dimension(dimension_id))
