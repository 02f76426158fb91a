"""A target as a change on what was reached before: the fields, and each owner's numbers worked out
from their own past. They are shown before anything is saved."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import ValidationError

from leaderboard import configuration, locale
from leaderboard.configuration import MetricFacts
from leaderboard.locale import Unreadable, Writing, current_writing
from leaderboard.locale.writing import N_
from leaderboard.publishing.goals.values import write_value
from leaderboard.rules.baselines import AVERAGED, MILLION, Against, changed
from leaderboard.rules.metrics import Direction
from leaderboard.rules.periods import DAY, PeriodKind, Span, period_of
from leaderboard.standings.baselines import Baseline, baselines_of
from leaderboard.standings.progress import Owner
from leaderboard.web.page.fields import PageForm
from leaderboard.web.request.here import today

NUMBER = ""
AGAINST = {
    NUMBER: N_("A number"),
    Against.PREVIOUS.value: N_("A change on the period before"),
    Against.YEAR_AGO.value: N_("A change on a year earlier"),
    Against.AVERAGE.value: N_("A change on the last three"),
}
# Twenty times as much, or nearly nothing, is a slip of the finger.
MOST_CHANGE, LEAST_CHANGE = 20 * MILLION, -MILLION


class ChangeField(StringField):
    """+10 % or −8 %; `value` is in millionths, None when empty."""

    value: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"autocomplete": "off"})
        kwargs.setdefault("filters", [lambda text: (text or "").strip()])
        super().__init__(*args, **kwargs)

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            value = locale.parse_percent(self.data) * (MILLION // 100)
        except Unreadable as error:
            raise ValidationError(locale.why(error, current_writing())) from error
        if value != int(value):
            raise ValidationError(_("Write at most four digits after the decimal point."))
        if not LEAST_CHANGE < value <= MOST_CHANGE:
            raise ValidationError(
                _(
                    "Choose a change between %(least)s and %(most)s.",
                    least=change_told(LEAST_CHANGE + MILLION // 100),
                    most=change_told(MOST_CHANGE),
                )
            )
        self.value = int(value)


class Compared(PageForm):
    """What a goal form adds for it. `baselines` are those of its owners, once they are measured."""

    owners: Sequence[Owner]
    metric: Any
    only: Any
    period_kind: Any
    since: Any

    against = SelectField(_l("The target is"), default=NUMBER)
    change = ChangeField(_l("Change"))
    # What the targets in the form were worked out from.
    worked_out = HiddenField()

    baselines: dict[int, Baseline | None]

    def chosen_metric(self) -> MetricFacts | None:
        metrics = configuration.current().metrics().values()
        return next((m for m in metrics if str(m.id) == self.metric.data), None)

    def offer_comparisons(self) -> None:
        self.baselines = {}
        self.against.choices = [(value, _(name)) for value, name in AGAINST.items()]

    @property
    def is_compared(self) -> bool:
        return self.against.data != NUMBER

    def basis(self) -> str:
        """Everything the targets follow from; when it changes, they are worked out again."""
        fields = (self.metric, self.only, self.period_kind, self.since, self.against, self.change)
        return " ".join(str(field.data) for field in fields)

    def work_out(self, *, anew: bool) -> bool:
        """Measure the baselines, and fill in the targets unless these were already worked out from
        the same. Whether anything was filled in, which somebody should look at before it is
        saved."""
        if not self.is_compared:
            if anew:
                self.against.errors = [_("Choose what to compare with.")]
            return False
        if self.change.value is None:
            example = change_told(MILLION // 10)
            self.change.errors = [_("Say by how much, like %(example)s.", example=example)]
            return False
        if self.period_kind.data not in tuple(PeriodKind):
            self.against.errors = [_("Custom dates have no period before them. Give a number.")]
            return False
        metric = self.chosen_metric()
        assert metric is not None
        self.measure(metric)
        if self.worked_out.data == self.basis() and not anew:
            return False
        self.worked_out.data = self.basis()
        for owner in self.owners:
            self.fill_in(owner.id, self.change.value, metric)
        return True

    def measure(self, metric: MetricFacts) -> None:
        settings = configuration.current()
        first = period_of(PeriodKind(self.period_kind.data), self.since.data, settings.almanac)
        owner_ids = [owner.id for owner in self.owners]
        against = Against(self.against.data)
        self.baselines = baselines_of(owner_ids, metric, against, first, settings)

    def fill_in(self, owner_id: int, change: int, metric: MetricFacts) -> None:
        """The owner's target, and where it starts for metrics with a way that has a start."""
        target, start = self[f"target_{owner_id}"], self[f"baseline_{owner_id}"]
        baseline, writing = self.baselines[owner_id], current_writing()
        target.value, target.data = None, ""
        if baseline is None:
            target.errors = [_("There is too little to compare with. Give a number.")]
            return
        target.value = changed(baseline.value, change)
        target.data = write_value(target.value, metric, writing)
        if metric.is_ratio or metric.direction is Direction.LOWER:
            start.value = baseline.value
            start.data = write_value(baseline.value, metric, writing)

    def told(self, owner_id: int) -> str:
        """What the owner's target is compared with."""
        baseline, metric = self.baselines.get(owner_id), self.chosen_metric()
        if baseline is None or metric is None:
            return ""
        writing = current_writing()
        kind = PeriodKind(self.period_kind.data)
        period = days_told(baseline.against, baseline.span, kind, writing)
        value = write_value(baseline.value, metric, writing)
        if baseline.span.end > today():
            return _("%(period)s so far: %(value)s", period=period, value=value)
        return _("%(period)s: %(value)s", period=period, value=value)

    def kept(self, owner_id: int, target: int | None) -> dict[str, Any]:
        """What the goal keeps of it: nothing if somebody typed another target."""
        baseline = self.baselines.get(owner_id)
        if baseline is None or self.change.value is None:
            return {}
        if target != changed(baseline.value, self.change.value):
            return {}
        return {
            "baseline": baseline.value,
            "against": baseline.against,
            "baseline_since": baseline.span.start,
            "baseline_until": baseline.span.end,
        }


def change_told(change: int) -> str:
    """+10 % or −8 %."""
    return locale.percent(Fraction(change, MILLION), current_writing(), places=None, sign=True)


def days_told(against: Against, span: Span, kind: PeriodKind, writing: Writing) -> str:
    """The period's name; for an average, from which to which day."""
    if against is not Against.AVERAGE:
        period = period_of(kind, span.start, configuration.current().almanac)
        return locale.period_name(period, writing)
    return _(
        "Average of %(count)s, %(first)s to %(last)s",
        count=locale.number(AVERAGED, writing),
        first=locale.date_short(span.start, writing),
        last=locale.date_short(span.end - DAY, writing),
    )
