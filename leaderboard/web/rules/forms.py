"""A rule's sentence as a form; each shape of sentence has its own fields.

The fields are named as in a rules file, and input is read and checked like such a file, so that a
rule means the same wherever it comes from.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from leaderboard import locale
from leaderboard.locale import current_writing
from leaderboard.models import RuleVersion
from leaderboard.publishing.rules import BadRulebook, Problem
from leaderboard.rules.condition import Condition, Limits
from leaderboard.rules.metrics import OF_MONEY
from leaderboard.rules.periods import DAY
from leaderboard.rules.trigger import NARROWING, Shape, Trigger
from leaderboard.web.page.fields import (
    DayField,
    Longest,
    MoneyField,
    NameField,
    Ticks,
    WholeField,
)
from leaderboard.web.request.changes import RowForm
from leaderboard.web.rules.choices import Choices
from leaderboard.web.rules.fields import SHORT, Group, NumberField
from leaderboard.web.rules.kind_counts import KindCounts

ALWAYS = ("points", "badge", "at_most", "per", "teams")


class RuleForm(RowForm):
    """The fields of every shape; `rule_form` keeps those of one."""

    name = NameField(_l("Name"), [DataRequired(_l("Give the rule a name.")), Longest(80)])
    kind = SelectField(_l("Kind of activity"))
    measure = SelectField(_l("What is summed"))
    window = SelectField(_l("Within"))
    target = NumberField(_l("How many"), [InputRequired(_l("Say how many."))], render_kw=SHORT)
    together = KindCounts(_l("How many of each kind"))
    repeated = SelectField(_l("How often it can be reached"))
    per_amount = MoneyField(
        _l("Part of the amount"), [InputRequired(_l("Say for which part."))], render_kw=SHORT
    )
    milestones = Ticks(_l("Milestones"))
    stretch = BooleanField(_l("and the stretch target"))
    least_amount = MoneyField(_l("Amount, at least"))
    most_amount = MoneyField(_l("Amount, at most"))
    values = Ticks(_l("Only with"))
    points = WholeField(_l("Points"), render_kw=SHORT)
    badge = SelectField(_l("Badge"))
    at_most = WholeField(
        _l("At most how many times"), render_kw={**SHORT, "placeholder": _l("any")}
    )
    per = SelectField(_l("Within which period"))
    teams = Ticks(_l("Only in these teams"))
    since = DayField(_l("From"), [InputRequired(_l("From which day on?"))])
    until = DayField(_l("Up to and including"))

    shape: Shape
    trigger: Trigger
    choices: Choices
    today: date

    def validate_since(self, field: Field) -> None:
        """Rules never change retroactively: what the old wording earned stays earned."""
        if field.data is not None and field.data < self.today:
            raise ValidationError(_("A rule holds from today or a later day, never for the past."))

    def validate_until(self, field: Field) -> None:
        if field.data is not None and self.since.data and field.data < self.since.data:
            raise ValidationError(_("This is before the rule begins."))

    def validate_stretch(self, field: Field) -> None:
        if not field.data and not self.milestones.data:
            raise ValidationError(_("Choose at least one milestone."))

    @property
    def sentence_fields(self) -> list[Field]:
        """The fields inside the sentence, for their errors below it."""
        inside = (*self.shape.asks, *ALWAYS)
        return [self[name] for name in inside if name not in (*NARROWING, "teams")]

    @property
    def value_groups(self) -> list["Group"]:
        """The values by dimension; all errors are shown below the last group."""
        options = {option.data: option for option in self["values"]}
        groups = [
            Group(f"values-{number}", name, [options[slug] for slug, _name in pairs])
            for number, (name, pairs) in enumerate(self.choices.values.items())
        ]
        if groups:
            groups[-1].errors.extend(self["values"].errors)
        return groups

    @property
    def has_conditions(self) -> bool:
        """Whether the sentence counts only some entries, or tries to."""
        return any(self[name].data or self[name].errors for name in NARROWING)

    @property
    def is_whole(self) -> bool:
        """Whether every number the sentence needs is there and readable."""
        missing = [
            name
            for name in ("target", "per_amount", "since")
            if name in self and self[name].data is None
        ]
        if "together" in self and not (self.together.given and self.together.is_readable):
            return False
        return not missing and not any(field.process_errors for field in self)

    def document(self, *, slug: str, kept: Mapping[str, Any]) -> dict[str, Any]:
        """The same rule as a rules file; `kept` holds what the form does not ask for."""
        raw: dict[str, Any] = {
            **kept,
            "slug": slug,
            "name": self.name.data,
            "trigger": self.trigger.name,
            "on": True,
        }
        for name in (*self.shape.asks, *ALWAYS):
            value = self.said(name)
            if value is not None and value != "" and value != []:
                raw[name] = value
        if self.until.data:
            raw["until"] = self.until.data + DAY
        if "at_most" not in raw:
            # Lists always have a selection, even beside an empty number.
            raw.pop("per", None)
        return {"rule": [raw]}

    def said(self, name: str) -> Any:
        """A field's value, as a file would write it."""
        value = self[name].data
        if name == "repeated":
            return value == "each"
        if name == "together":
            return dict(self.together.given)
        if name == "milestones":
            return [int(mark) // 10 for mark in value or ()]
        if isinstance(self[name], MoneyField) and value is not None:
            return str(locale.major(value, currency=current_writing().currency))
        if isinstance(value, Decimal):
            return str(value) if self.measures_money else value
        return value

    @property
    def measures_money(self) -> bool:
        return "measure" in self.shape.asks and self.measure.data in OF_MONEY

    def refuse(self, error: BadRulebook) -> None:
        """Show each problem at its field."""
        for problem in error.problems:
            if problem.field in self:
                field = self[problem.field]
                field.errors = [*field.errors, why(problem)]
            else:
                self.form_errors.append(why(problem))

    def fill(self, version: RuleVersion, choices: Choices) -> None:
        """Fill in an existing version."""
        condition = Condition.from_data(version.condition)
        limits = Limits.from_data(version.limits)
        said: dict[str, Any] = {
            "kind": choices.kind_slug(condition.kind_id),
            "measure": condition.measure.value,
            "window": condition.window.value,
            "target": in_units(condition),
            "repeated": "each" if condition.is_repeated else "",
            "per_amount": condition.per_amount,
            "milestones": [str(mark) for mark in condition.milestones],
            "stretch": condition.pays_stretch,
            "least_amount": condition.least_amount or None,
            "most_amount": condition.most_amount or None,
            "values": [choices.value_slug(v) for v in sorted(condition.value_ids)],
            "points": version.points or None,
            "badge": choices.badge_slug(version.badge_id),
            "at_most": limits.most or None,
            "per": limits.per.value,
            "teams": [choices.team_name(team_id) for team_id in sorted(limits.team_ids)],
        }
        for name in (*self.shape.asks, *ALWAYS):
            if name in said:
                self[name].data = said[name]
        if "together" in self:
            counts = {choices.kind_slug(kind_id): n for kind_id, n in condition.together}
            self.together.show(counts)
        self.keep_choosable(said)
        self.until.data = limits.until - DAY if limits.until else None

    def keep_choosable(self, said: Mapping[str, Any]) -> None:
        """Keep a badge or team that no longer exists until somebody picks another."""
        if said["badge"] not in dict(self.badge.choices):
            badge = self.choices.names.badges
            held = next(b for b in badge.values() if b.slug == said["badge"])
            self.badge.choices = [*self.badge.choices, (held.slug, held.name)]


def in_units(condition: Condition) -> int | Decimal:
    """The target as people type it."""
    if condition.measure not in OF_MONEY:
        return condition.target
    return locale.major(condition.target, currency=current_writing().currency)


def why(problem: Problem) -> str:
    """What is wrong with a field, worded for the form."""
    return {
        "missing": _("This is empty."),
        "unknown": _("This can no longer be chosen."),
        "unreadable": _("Whole numbers only."),
        "too_few": _("Give a number for two kinds or more."),
        "too_small": _("This must be 1 or more."),
        "negative": _("This must not be below zero."),
        "absurd": _("This number is too large."),
        "not_asked": _("This kind of activity is not asked for some of these."),
        "below_least": _("This is below the least amount."),
        "pays_nothing": _("Give points, a badge or both."),
        "ends_before_it_starts": _("This is before the rule begins."),
    }.get(problem.reason, problem.sentence)
