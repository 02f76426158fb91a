"""Metrics: what each means in words, its current value, and new ones built from terms."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for

from leaderboard import publishing
from leaderboard.configuration import metric_value, nouns, term_value
from leaderboard.models import Metric
from leaderboard.permissions import allow, keeper
from leaderboard.rules.metrics import Term
from leaderboard.sentences.metrics import definition
from leaderboard.web.metrics.example import MetricExample, example
from leaderboard.web.metrics.forms import (
    DIRECTIONS,
    UNITS,
    MetricForm,
    NewMetricForm,
    metric_form,
    new_metric_form,
)
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import retire_as_asked, saving
from leaderboard.web.request.found import or_404
from leaderboard.web.request.here import here
from leaderboard.web.request.whole import only_looks
from leaderboard.web.rules.choices import choices

blueprint = Blueprint("metrics", __name__, url_prefix="/metrics")


@dataclass(frozen=True)
class MetricRow:
    """A metric in the list, with its definition in words."""

    metric: Metric
    words: str

    @property
    def is_off(self) -> bool:
        return self.metric.retired_at is not None


@blueprint.get("")
@allow(keeper)
def index() -> str:
    now = here()
    rows = [
        MetricRow(metric, definition(terms_of(metric), now.speaker)) for metric in nouns.metrics()
    ]
    return render_template("metrics/index.html", rows=rows, units=UNITS, directions=DIRECTIONS)


@blueprint.get("/new")
@allow(keeper)
def new() -> str:
    return new_page(new_metric_form(choices(here().speaker.names)))


@blueprint.post("")
@allow(keeper)
def create() -> Response:
    form = new_metric_form(choices(here().speaker.names))
    if request.form.get("do") == "look":
        return make_response(new_page(form))
    if form.validate_on_submit():
        with saving(form) as publication:
            publishing.make_metric(publication, form.values(), form.terms)
    if form.errors:
        return make_response(new_page(form), 422)
    return htmx.go(url_for(".index"))


@blueprint.post("/example")
@allow(keeper)
@only_looks
def show_example() -> str:
    """What the unsaved definition comes to on past data."""
    form = new_metric_form(choices(here().speaker.names))
    return render_template("metrics/_example.html", shown=example_of(form))


@blueprint.get("/<int:metric_id>")
@allow(keeper)
def show(metric_id: int) -> str:
    metric = find(metric_id)
    return page(metric, metric_form(metric))


@blueprint.post("/<int:metric_id>")
@allow(keeper)
def update(metric_id: int) -> Response:
    metric = find(metric_id)
    form = metric_form(metric)
    if form.validate_on_submit():
        with saving(form, "metric", metric_id) as publication:
            publishing.change_metric(publication, metric_id, form.words())
    if form.errors:
        return make_response(page(find(metric_id), form), form.status)
    return htmx.go(url_for(".index"))


@blueprint.post("/<int:metric_id>/retire")
@allow(keeper)
def retire(metric_id: int) -> Response:
    find(metric_id)
    retire_as_asked(publishing.retire_metric, metric_id)
    return htmx.go(url_for(".index"))


def page(metric: Metric, form: MetricForm) -> str:
    shown = example(metric_value(metric), here())
    return render_template(
        "metrics/show.html",
        metric=metric,
        form=form,
        shown=shown,
        unit=UNITS.get(metric.unit),
        direction=DIRECTIONS[metric.direction],
    )


def new_page(form: NewMetricForm) -> str:
    return render_template("metrics/new.html", form=form, shown=example_of(form))


def example_of(form: NewMetricForm) -> MetricExample | None:
    """What the form's definition comes to, as soon as there is one."""
    facts = form.facts()
    return None if facts is None else example(facts, here())


def find(metric_id: int) -> Metric:
    return or_404(nouns.metric(metric_id))


def terms_of(metric: Metric) -> list[Term]:
    return [term_value(term) for term in metric.terms]
