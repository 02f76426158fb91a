"""Metric forms: a new metric is a sum or a ratio of terms; later only its wording can change."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, NumberRange, Optional, ValidationError

from leaderboard.configuration import MetricFacts
from leaderboard.models import Metric, Unit
from leaderboard.rules.metrics import OF_MONEY, Direction, Measure, Part, Term, Window
from leaderboard.web.page.fields import Longest, NameField, WholeField, options
from leaderboard.web.request.changes import RowForm
from leaderboard.web.rules.choices import Choices

MOST_TERMS = 4
UNITS = {
    Unit.COUNT: _l("Number"),
    Unit.MONEY: _l("Money"),
    Unit.RATIO: _l("Percent"),
    Unit.DAYS: _l("Days"),
    Unit.MINUTES: _l("Minutes"),
}
DIRECTIONS = {Direction.HIGHER: _l("More is better"), Direction.LOWER: _l("Less is better")}
MEASURES = {
    Measure.ENTRIES: _l("Number"),
    Measure.QUANTITY: _l("Quantity"),
    Measure.AMOUNT: _l("Amount"),
    Measure.PROFIT: _l("Profit"),
    Measure.MINUTES: _l("Minutes"),
    Measure.DAYS: _l("Days"),
    Measure.TIMED: _l("Entries of known duration"),
    Measure.COSTED: _l("Amount of entries of known profit"),
}
WINDOWS = {
    Window.WITHIN: _l("in the period"),
    Window.BEFORE: _l("before the period"),
    Window.UNTIL: _l("up to its end"),
}


class TermForm(Form):
    """One measure of one kind; a row without a kind is ignored."""

    sign = SelectField(_l("Sign"), choices=options([("1", "+"), ("-1", "\N{MINUS SIGN}")]))
    measure = SelectField(_l("Measure"), choices=options(MEASURES.items()))
    kind = SelectField(_l("Kind"))
    value = SelectField(_l("Only with"))
    window = SelectField(_l("Time span"), choices=options(WINDOWS.items()))


class MetricForm(RowForm):
    """The parts of a metric that can change: its wording and the cases a rank needs."""

    name = NameField(_l("Name"), [DataRequired(_l("Give the metric a name.")), Longest(80)])
    description = TextAreaField(_l("Description"), [Longest(500)], render_kw={"rows": 2})
    min_sample = WholeField(
        _l("Cases needed for a rank"),
        [Optional(), NumberRange(min=0, max=100_000, message=_l("Choose 0 or more."))],
    )

    def words(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "description": (self.description.data or "").strip(),
            "min_sample": self.min_sample.data or 0,
        }


class NewMetricForm(MetricForm):
    """Adds the definition, which is fixed once the metric exists."""

    unit = RadioField(_l("Unit"), choices=options(UNITS.items()), default=Unit.COUNT)
    direction = RadioField(
        _l("Direction"), choices=options(DIRECTIONS.items()), default=Direction.HIGHER
    )
    needs_numerator = BooleanField(_l("No rank if the numerator is zero"))
    above = FieldList(FormField(TermForm), min_entries=MOST_TERMS, max_entries=MOST_TERMS)
    below = FieldList(FormField(TermForm), min_entries=MOST_TERMS, max_entries=MOST_TERMS)

    choices: Choices

    def validate_above(self, field: Any) -> None:
        terms = self.terms_of(Part.NUMERATOR)
        if not terms:
            raise ValidationError(_("Say what is counted: choose at least one kind."))
        if self.unit.data == Unit.MONEY and not any(t.measure in OF_MONEY for t in terms):
            raise ValidationError(_("Money needs an amount or a profit."))
        self.check_values(field)

    def validate_below(self, field: Any) -> None:
        if self.unit.data == Unit.RATIO and not self.terms_of(Part.DENOMINATOR):
            raise ValidationError(_("Percent needs something to divide by."))
        self.check_values(field)

    def check_values(self, field: Any) -> None:
        for entry in field:
            value, kind = entry.form.value.data, entry.form.kind.data
            if kind and value and value not in self.choices.values_of(kind):
                raise ValidationError(_("This kind of activity is not asked for some of these."))

    def values(self) -> dict[str, Any]:
        """The values of the metric's own columns."""
        return {
            "unit": Unit(self.unit.data),
            "direction": Direction(self.direction.data),
            "needs_numerator": self.needs_numerator.data,
            **self.words(),
        }

    def facts(self) -> MetricFacts | None:
        """The metric as the form has it now; None before it counts anything."""
        terms = self.terms_of(Part.NUMERATOR)
        if not terms or self.unit.data not in UNITS or self.direction.data not in DIRECTIONS:
            return None
        return MetricFacts(
            id=0,
            slug="",
            name=self.name.data or "",
            unit=self.unit.data,
            direction=Direction(self.direction.data),
            min_sample=self.min_sample.data or 0,
            needs_numerator=self.needs_numerator.data,
            terms=tuple(self.terms),
            is_retired=False,
        )

    @property
    def terms(self) -> list[Term]:
        return self.terms_of(Part.NUMERATOR) + self.terms_of(Part.DENOMINATOR)

    def terms_of(self, part: Part) -> list[Term]:
        """The rows of one part that name a kind and are valid."""
        rows = self.above if part is Part.NUMERATOR else self.below
        slugs = {slug: value_id for value_id, slug in self.choices.value_slugs.items()}
        found = []
        for entry in rows:
            kind = self.choices.names.kind_by_slug(entry.form.kind.data or "")
            if kind is None or not is_known(entry.form):
                continue
            found.append(
                Term(
                    kind_id=kind.id,
                    measure=Measure(entry.form.measure.data),
                    part=part,
                    sign=int(entry.form.sign.data),
                    window=Window(entry.form.window.data),
                    value_id=slugs.get(entry.form.value.data or ""),
                )
            )
        return found


def is_known(row: Any) -> bool:
    """Whether the row's choices are all on offer; otherwise its fields show the error."""
    offered = ((row.measure, MEASURES), (row.window, WINDOWS), (row.sign, ("1", "-1")))
    return all(field.data in choices for field, choices in offered)


def new_metric_form(choices: Choices) -> NewMetricForm:
    form = NewMetricForm()
    form.choices = choices
    values = [(slug, name) for pairs in choices.values.values() for slug, name in pairs]
    for rows in (form.above, form.below):
        for entry in rows:
            entry.form.kind.choices = options(
                [("", "\N{EN DASH}"), *choices.kinds(is_single=False)]
            )
            entry.form.value.choices = options([("", _("any value")), *values])
    return form


def metric_form(metric: Metric) -> MetricForm:
    form = MetricForm(obj=metric)
    form.open_after("metric", metric.id)
    return form
