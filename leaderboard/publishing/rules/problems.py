"""What can be wrong with a rule file, each problem with its rule and field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _


@dataclass(frozen=True)
class Problem:
    """A problem with one entry of a file: its slug, the field, and the reason as a code."""

    entry: str
    field: str
    reason: str
    text: str = ""

    @property
    def sentence(self) -> str:
        """The reason in the reader's language."""
        reasons = {
            "missing": _("is missing"),
            "unknown_field": _("is not a field of a rules file"),
            "unknown": _("names something unknown: %(text)s", text=self.text),
            "unreadable": _("cannot be read: %(text)s", text=self.text),
            "too_small": _("must be 1 or more"),
            "too_few": _("must name two or more"),
            "negative": _("must not be below zero"),
            "absurd": _("is too large"),
            "too_long": _("is too long"),
            "no_day": _("must be a date like 2017-01-01, without quotes"),
            "not_read": _("does not apply to the trigger %(text)s", text=self.text),
            "not_asked": _("names values that the form of this kind does not ask for"),
            "twice": _("appears twice"),
            "below_least": _("is below least_amount"),
            "day_or_week": _("must be day or week"),
            "day_week_or_month": _("must be day, week or month"),
            "pays_nothing": _("must give points, a badge or both"),
            "ends_before_it_starts": _("must be after since"),
            "no_currency": _("has no value for the currency %(text)s", text=self.text),
        }
        return f"{self.entry}, {self.field}: {reasons[self.reason]}"


class BadRulebook(ValueError):
    """A file that cannot be loaded, with all its problems; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{p.entry}, {p.field}: {p.reason}" for p in problems))
        self.problems = tuple(problems)


class UnreadableText(ValueError):
    """A value that cannot be read."""

    def __init__(self, reason: str, text: Any = "") -> None:
        super().__init__(reason)
        self.reason, self.text = reason, str(text)
