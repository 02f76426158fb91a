"""The form of a plan: a target for each team and person without one, and their weekly work."""

import re
from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from leaderboard import locale
from leaderboard.configuration import MetricFacts
from leaderboard.locale import Unreadable, current_writing
from leaderboard.locale.writing import N_
from leaderboard.publishing.goals.values import read_value, write_value
from leaderboard.rules.baselines import Against
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.planning import Way
from leaderboard.web.goals.forms import PERIODS
from leaderboard.web.page.fields import PageForm, options

WAYS = {
    Way.HISTORY: N_("By history"),
    Way.EQUAL: N_("Equal, by working days"),
    Way.HAND: N_("By hand"),
}
SO_FAR = "so_far"
HISTORIES = {
    Against.AVERAGE: N_("The last three periods"),
    Against.PREVIOUS: N_("The period before"),
    Against.YEAR_AGO: N_("A year earlier"),
    SO_FAR: N_("This period so far"),
}
SAME = "same"
OF_PLAN = re.compile(r"(target|work\d+)_\d+")


class OptionsForm(PageForm):
    """How the parts are proposed; it is part of the address, so that a proposal can be shared."""

    way = SelectField(_l("Split"))
    history = SelectField(_l("History"))
    every = SelectField(_l("Parts"))

    def offer(self, kinds: list[PeriodKind]) -> None:
        """Fill the choices; what the address does not say, or says wrongly, is the first one."""
        self.way.choices = options((way.value, _(name)) for way, name in WAYS.items())
        self.history.choices = options((str(key), _(name)) for key, name in HISTORIES.items())
        own = (SAME, _("For the whole period"))
        shorter = [
            (kind.value, _("For each %(period)s", period=_(PERIODS[kind]).lower()))
            for kind in kinds
        ]
        self.every.choices = options([own, *shorter])
        for field in (self.way, self.history, self.every):
            known = [choice.value for choice in field.choices]
            if field.data not in known:
                field.data = known[0]

    @property
    def chosen_way(self) -> Way:
        return Way(self.way.data)

    @property
    def against(self) -> Against | None:
        """Which periods before; None for the goal's own so far."""
        return None if self.history.data == SO_FAR else Against(self.history.data)

    @property
    def kind(self) -> PeriodKind | None:
        return None if self.every.data == SAME else PeriodKind(self.every.data)


class PartField(StringField):
    """A target in the unit of its own metric; `value` is None when it is empty."""

    value: int | None = None

    def __init__(self, label: str, metric: MetricFacts, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        kwargs.setdefault("filters", [lambda text: (text or "").strip()])
        self.metric = metric
        super().__init__(label, **kwargs)

    def propose(self, value: int | None) -> None:
        """Fill in a number that somebody looks at before it is saved."""
        self.value, self.data = value, write_value(value, self.metric, current_writing())

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            self.value = read_value(self.data, self.metric, current_writing())
        except Unreadable as error:
            raise ValidationError(locale.why(error, current_writing())) from error
        if self.value <= 0:
            raise ValidationError(_("Give a number above zero, or leave it empty."))


class PlanForm(PageForm):
    """The plan's numbers. `plan_form` adds a field for each."""

    def is_still_open(self, names: Mapping[int, str]) -> bool:
        """False, with a sentence, if a number was sent that has no field any more, because somebody
        set a goal there after the page was opened. Then nothing is saved before it is looked at."""
        sent = [name for name, text in request.form.items() if OF_PLAN.fullmatch(name) and text]
        gone = {int(name.rsplit("_", 1)[1]) for name in sent if name not in self._fields}
        known = [names[owner_id] for owner_id in names if owner_id in gone]
        if not known:
            return True
        self.status = 409
        self.form_errors.append(
            _(
                "Somebody set a goal for %(names)s in the meantime. Nothing is saved yet: look at "
                "it, then set the rest.",
                names=_(", ").join(locale.isolate(name) for name in known),
            )
        )
        return False

    def target(self, owner_id: int) -> PartField | None:
        """The field of an owner's part; None if it is set already."""
        found: PartField | None = self._fields.get(f"target_{owner_id}")
        return found

    def work(self, person_id: int, kind_id: int) -> PartField | None:
        """The field of a person's weekly work; None if it is set already, or is not counted."""
        found: PartField | None = self._fields.get(f"work{kind_id}_{person_id}")
        return found


def plan_form(
    targets: Mapping[int, MetricFacts],
    work: Mapping[tuple[int, int], MetricFacts],
    labels: Mapping[int, str],
) -> PlanForm:
    """The form with a field for each owner's target and each (person, kind) of weekly work;
    `labels` name the kinds' weeks."""
    fields: dict[str, Any] = {
        f"target_{owner_id}": PartField(_("Target"), metric) for owner_id, metric in targets.items()
    }
    for (person_id, kind_id), metric in work.items():
        fields[f"work{kind_id}_{person_id}"] = PartField(labels[kind_id], metric)
    form: PlanForm = type("PlanFormOfGoal", (PlanForm,), fields)()
    return form
