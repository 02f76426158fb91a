"""Goal forms: one sets a goal for one owner, or one with its own target for each person of a
team; the other changes what a goal asks from today on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from leaderboard import configuration, locale
from leaderboard.configuration import MetricFacts
from leaderboard.locale import current_writing
from leaderboard.locale.writing import N_
from leaderboard.models import Goal, GoalKind, SubjectKind
from leaderboard.publishing.cuts import cut_facts
from leaderboard.publishing.goals import NewGoal, NewTarget
from leaderboard.publishing.goals.values import write_value
from leaderboard.rules.periods import DAY, PeriodKind
from leaderboard.sentences import why_refused
from leaderboard.standings.progress import Owner
from leaderboard.web.goals.compared import Compared, change_told
from leaderboard.web.goals.examples import OfferedExample
from leaderboard.web.goals.few import active_goals, too_many_told
from leaderboard.web.goals.value_field import ValueField
from leaderboard.web.metrics.cuts import cuts_offered
from leaderboard.web.page.fields import DayField, Longest, PageForm, Ticks, options
from leaderboard.web.request.changes import RowForm
from leaderboard.web.request.here import today as business_day

KIND_NAMES = {
    GoalKind.ANNUAL: N_("Annual goal"),
    GoalKind.TEAM: N_("Team goal"),
    GoalKind.INDIVIDUAL: N_("Individual sales goal"),
    GoalKind.ACTIVITY: N_("Activity goal"),
    GoalKind.STRETCH: N_("Stretch goal"),
}
PERIODS = {
    PeriodKind.DAY: N_("Day"),
    PeriodKind.WEEK: N_("Week"),
    PeriodKind.MONTH: N_("Month"),
    PeriodKind.QUARTER: N_("Quarter"),
    PeriodKind.YEAR: N_("Year"),
}
OWN_DATES = "own"
# The usual period and metric of each kind of goal, and whether it usually repeats.
USUAL = {
    GoalKind.ANNUAL: (PeriodKind.YEAR, False),
    GoalKind.TEAM: (PeriodKind.MONTH, False),
    GoalKind.INDIVIDUAL: (PeriodKind.MONTH, False),
    GoalKind.ACTIVITY: (PeriodKind.WEEK, True),
    GoalKind.STRETCH: (PeriodKind.MONTH, False),
}
METRICS = dict.fromkeys(GoalKind, "revenue") | {GoalKind.ACTIVITY: "calls"}
IMPACTS = (("3", N_("High")), ("2", N_("Normal")), ("1", N_("Low")))
MILESTONES = (250, 500, 750, 1000)
VALUES = ("target", "stretch", "baseline")


class PlaceForm(PageForm):
    """How a goal relates to others; shared by setting and changing one."""

    name = StringField(_l("Name"), [Longest(80)], render_kw={"autocomplete": "off"})
    parent = SelectField(_l("Feeds the goal"))
    impact = RadioField(_l("Impact"), default="2")
    milestones = Ticks(_l("Milestones"))

    def offer(self, parents: Sequence[tuple[int, str]]) -> None:
        """Fill the choices; `parents` are the goals this one may feed, as (id, name)."""
        writing = current_writing()
        none = [("", _("None: it stands on its own"))]
        self.parent.choices = options([*none, *((str(key), name) for key, name in parents)])
        self.impact.choices = [(value, _(name)) for value, name in IMPACTS]
        self.milestones.choices = options(
            (str(mark), locale.percent(mark / 1000, writing)) for mark in MILESTONES
        )
        if not self.is_submitted() and not self.milestones.data:
            self.milestones.data = [str(mark) for mark in MILESTONES]

    def parent_id(self) -> int | None:
        return int(self.parent.data) if self.parent.data else None

    def marks(self) -> tuple[int, ...]:
        return tuple(int(mark) for mark in self.milestones.data or ())


class GoalForm(Compared, PlaceForm):
    """A new goal. `new_form` adds a target, a stretch target and a baseline for each owner."""

    metric = SelectField(_l("Metric"), [InputRequired(_l("Choose what is measured."))])
    only = SelectField(_l("Only"), default="")
    period_kind = SelectField(_l("Period"))
    since = DayField(_l("From"), [InputRequired(_l("From which day on?"))])
    until = DayField(_l("Up to and including"))
    repeats = BooleanField(_l("Repeat for every following period"))
    # The nearest goal it could feed; it only does so if ticked.
    proposal = Ticks(_l("A proposal"))

    kind: GoalKind
    owners: tuple[Owner, ...]

    def open_with(self, kind: GoalKind, *, today: date) -> None:
        """Defaults for a new goal of this kind."""
        metrics = [m for m in configuration.current().metrics().values() if not m.is_retired]
        self.metric.choices = options((str(metric.id), metric.name) for metric in metrics)
        self.only.choices = options(cuts_offered())
        periods = [(period.value, _(name)) for period, name in PERIODS.items()]
        self.period_kind.choices = options([*periods, (OWN_DATES, _("Custom dates"))])
        if not self.is_submitted():
            period, repeats = USUAL[kind]
            self.period_kind.data, self.repeats.data = period.value, repeats
            self.since.data = today
            usual = [metric for metric in metrics if metric.slug == METRICS[kind]] or metrics
            self.metric.data = str(usual[0].id)

    def start_from(self, found: OfferedExample) -> None:
        """Fill in an example; everything can still be changed."""
        example, writing = found.example, current_writing()
        self.metric.data = str(found.metric.id)
        self.only.data = str(found.value_id or "")
        self.name.data = found.text
        self.period_kind.data, self.repeats.data = example.period.value, example.repeats
        if example.against is not None and example.change is not None:
            self.against.data = example.against.value
            self.change.data = change_told(example.change)
        for owner in self.owners:
            target = self.values_of(owner)["target"]
            target.data = write_value(example.target, found.metric, writing)

    def value_id(self) -> int | None:
        """The dimension's value that the goal is limited to."""
        return int(self.only.data) if self.only.data else None

    def chosen_metric(self) -> MetricFacts | None:
        """The metric as it counts with the chosen value only."""
        metric, value_id = super().chosen_metric(), self.value_id()
        if metric is None or value_id is None:
            return metric
        return cut_facts(metric, value_id, configuration.current()) or metric

    def validate_only(self, field: Any) -> None:
        metric, value_id = super().chosen_metric(), self.value_id()
        if metric is None or value_id is None:
            return
        if cut_facts(metric, value_id, configuration.current()) is None:
            raise ValidationError(why_refused("only", "not_asked"))

    def propose(self, parents: Sequence[tuple[int, str]]) -> None:
        """Suggest feeding the nearest goal, with a box to tick. A tick keeps its meaning even if
        a nearer goal has been set since."""
        ticked = [parent for parent in parents if str(parent[0]) in (self.proposal.data or ())]
        self.proposal.choices = options(
            (str(key), _("Feed “%(goal)s”", goal=name)) for key, name in (ticked or parents)[:1]
        )

    def parent_id(self) -> int | None:
        """The chosen parent, else the suggested one if it was ticked."""
        ticked = [int(key) for key in self.proposal.data or ()]
        return super().parent_id() or (ticked[0] if ticked else None)

    def values_of(self, owner: Owner) -> dict[str, ValueField]:
        """The three fields of one owner."""
        return {name: self[f"{name}_{owner.id}"] for name in VALUES}

    def example(self) -> str:
        """A sum such as this company's targets are."""
        writing = current_writing()
        return locale.number(40_000 if locale.exponent(writing.currency) else 40_000_000, writing)

    def crowding(self) -> dict[int, str]:
        """For each owner who would have too many goals with this one, a sentence about it."""
        settings = configuration.current()
        people = [owner.id for owner in self.owners if owner.kind is SubjectKind.PERSON]
        found = active_goals(people, day=business_day(), settings=settings)
        return {whose: too_many_told(goals, 1, settings) for whose, goals in found.items()}

    def whose(self) -> str:
        """Who the goal is for, in a few words."""
        if len(self.owners) > 1:
            return locale.count_of(len(self.owners), "person", current_writing())
        return self.owners[0].name or _("all of us")

    def refuse_empty(self) -> None:
        """Report an error if nobody has a target, or somebody has other values but no target."""
        targets = [self.values_of(owner) for owner in self.owners]
        for values in targets:
            is_begun = len(targets) == 1 or any(field.data for field in values.values())
            if is_begun and not values["target"].data:
                values["target"].errors = [_("Set a target.")]
        if not any(values["target"].data for values in targets) and not self.errors:
            self.form_errors.append(_("Give at least one person a target."))

    def wishes(self) -> list[NewGoal]:
        """The goals to set, one for each owner with a target."""
        return [
            self.wish(owner, values)
            for owner in self.owners
            if (values := self.values_of(owner))["target"].value is not None
        ]

    def wish(self, owner: Owner, values: dict[str, ValueField]) -> NewGoal:
        is_own = self.period_kind.data == OWN_DATES
        target, stretch = values["target"].value or 0, values["stretch"].value
        kept = self.kept(owner.id, target)
        change = self.change.value if kept else None
        return NewGoal(
            kind=self.kind,
            name=self.name.data or "",
            metric_id=int(self.metric.data),
            value_id=self.value_id(),
            owner_id=owner.id,
            target=NewTarget(target, stretch, self.marks(), change),
            period_kind=None if is_own else PeriodKind(self.period_kind.data),
            since=self.since.data or date.min,
            until=self.until.data + DAY if is_own and self.until.data else None,
            repeats=bool(self.repeats.data),
            parent_id=self.parent_id(),
            impact=int(self.impact.data),
            **{"baseline": values["baseline"].value, **kept},
        )


class ChangeGoalForm(PlaceForm, RowForm):
    """What a goal asks from today on."""

    # What the words under a field depend on (leaderboard/web/page/sums.py); it never changes.
    metric = HiddenField()
    target = ValueField(_l("Target"), [InputRequired(_l("Set a target."))])
    stretch = ValueField(_l("Stretch target"))

    of_metric: MetricFacts

    def chosen_metric(self) -> MetricFacts:
        return self.of_metric

    def chosen_target(self) -> NewTarget:
        return NewTarget(self.target.value or 0, self.stretch.value, self.marks())


def new_form(
    kind: GoalKind, owners: Sequence[Owner], parents: Sequence[tuple[int, str]], *, today: date
) -> GoalForm:
    """The form of a new goal for these owners. It feeds nothing unless somebody chooses a
    parent."""
    labels = {
        "target": _("Target"),
        "stretch": _("Stretch target"),
        "baseline": _("Starting value"),
    }
    fields = {f"{name}_{owner.id}": ValueField(labels[name]) for owner in owners for name in VALUES}
    form = type("GoalFormOfOwners", (GoalForm,), fields)()
    form.kind, form.owners = kind, tuple(owners)
    form.open_with(kind, today=today)
    form.offer_comparisons()
    form.offer(parents)
    form.propose(parents)
    return form


def change_form(
    goal: Goal, target: NewTarget, parents: Sequence[tuple[int, str]]
) -> ChangeGoalForm:
    """The form for an existing goal."""
    metric = configuration.current().metrics()[goal.metric_id]
    writing = current_writing()
    form = ChangeGoalForm(
        data={
            "name": goal.name,
            "metric": str(metric.id),
            "parent": str(goal.parent_id or ""),
            "impact": str(goal.impact),
            "milestones": [str(mark) for mark in target.milestones],
            "target": write_value(target.target, metric, writing),
            "stretch": write_value(target.stretch, metric, writing),
        }
    )
    form.of_metric = metric
    form.open_after("goal", goal.id)
    form.offer(parents)
    return form
