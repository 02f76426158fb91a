"""Metrics: what each means in words, its current value, and new ones built from terms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from leaderboard import locale, publishing
from leaderboard.configuration import nouns, term_value
from leaderboard.locale import current_writing
from leaderboard.models import Metric, Unit
from leaderboard.permissions import allow, keeper
from leaderboard.rules.metrics import Part, Term, Window
from leaderboard.rules.periods import DAY, Period, PeriodKind, period_of
from leaderboard.sentences.metrics import definition, left_out
from leaderboard.standings.sums import Grouped, scores
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
from leaderboard.web.request.here import Here, here
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


@dataclass(frozen=True)
class MetricExample:
    """A definition applied to real data: the value for everybody together."""

    words: str
    left_out: list[str]
    months: list[tuple[str, str]]
    # Why it has no value; "" if it may have one.
    nothing: str
    # The people with the highest values this month.
    first: list[tuple[str, str]]


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
    shown = example(terms_of(metric), Unit(metric.unit), here())
    return render_template(
        "metrics/show.html",
        metric=metric,
        form=form,
        shown=shown,
        unit=UNITS.get(metric.unit),
        direction=DIRECTIONS[metric.direction],
    )


def new_page(form: NewMetricForm) -> str:
    terms = form.terms
    is_known = bool(terms) and form.unit.data in UNITS
    shown = example(terms, Unit(form.unit.data), here()) if is_known else None
    return render_template("metrics/new.html", form=form, shown=shown)


def find(metric_id: int) -> Metric:
    return or_404(nouns.metric(metric_id))


def terms_of(metric: Metric) -> list[Term]:
    return [term_value(term) for term in metric.terms]


def example(terms: Sequence[Term], unit: Unit, now: Here) -> MetricExample:
    """This month and last month."""
    month = period_of(PeriodKind.MONTH, now.today, now.settings.almanac)
    before = period_of(PeriodKind.MONTH, month.start - DAY, now.settings.almanac)
    months = [
        (locale.period_name(p, current_writing()), came_to(terms, unit, p)) for p in (month, before)
    ]
    return MetricExample(
        definition(terms, now.speaker),
        left_out(terms, now.speaker),
        months,
        nothing_to_divide_by(terms, month, now),
        highest(terms, unit, month, now),
    )


def nothing_to_divide_by(terms: Sequence[Term], month: Period, now: Here) -> str:
    """That nothing of what the metric divides by has ever been logged; "" otherwise."""
    below = [t for t in terms if t.part is Part.DENOMINATOR]
    ever = [replace(t, part=Part.NUMERATOR, sign=1, window=Window.UNTIL) for t in below]
    if not ever or scores(ever, month.span, grouped=Grouped.ALL).get(0):
        return ""
    kinds = _(", ").join(dict.fromkeys(now.speaker.many(t.kind_id) for t in below))
    return _("Nothing to divide by yet: there are no %(kinds)s.", kinds=kinds)


def highest(terms: Sequence[Term], unit: Unit, month: Period, now: Here) -> list[tuple[str, str]]:
    """The three people with the highest values this month."""
    people = now.settings.people()
    found = scores(terms, month.span, grouped=Grouped.SUBJECT)
    values = [(s.value, whose) for whose, s in found.items() if s.value and whose in people]
    return [
        (people[whose].name, locale.value_text(value, unit.value, current_writing()))
        for value, whose in sorted(values, key=lambda one: (-one[0], one[1]))[:3]
    ]


def came_to(terms: Sequence[Term], unit: Unit, period: Period) -> str:
    score = scores(terms, period.span, grouped=Grouped.ALL).get(0)
    return locale.value_text(score.value if score else None, unit.value, current_writing())
