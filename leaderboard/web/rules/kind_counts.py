"""A field for several kinds, each with a number."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, SelectField

from leaderboard.web.page.fields import WholeField

# How many kinds fit in a sentence; those without a number are ignored.
ROOM = 3
SHORT = {"size": 4, "placeholder": "–"}


class KindCount(Form):
    count = WholeField(_l("How many"), render_kw=SHORT)
    kind = SelectField(_l("Kind of activity"), validate_choice=False)


class KindCounts(FieldList):
    """Several kinds with their numbers. Its data is a list of (slug, number)."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(FormField(KindCount), label, min_entries=ROOM, max_entries=ROOM, **kwargs)

    def offer(self, kinds: list[tuple[str, str]]) -> None:
        for row in self:
            row.form.kind.choices = kinds

    def begin(self) -> None:
        """A new sentence lists different kinds, the first ones with a number."""
        for number, row in enumerate(self):
            kinds = row.form.kind.choices
            row.form.kind.data = kinds[min(number, len(kinds) - 1)][0]
            row.form.count.data = (5, 1, None)[number]

    def show(self, counts: Mapping[str, int]) -> None:
        """Fill in a version's kinds, then kinds it does not name."""
        unnamed = [slug for slug, _name in self[0].form.kind.choices if slug not in counts]
        named: list[tuple[str, int | None]] = [*counts.items()]
        pairs = named + [(slug, None) for slug in unnamed]
        for row, (slug, count) in zip(self, pairs, strict=False):
            row.form.kind.data, row.form.count.data = slug, count

    @property
    def given(self) -> list[tuple[str, int]]:
        """The kinds that have a number."""
        rows = (row.form for row in self)
        return [(row.kind.data, row.count.data) for row in rows if row.count.data is not None]

    @property
    def is_readable(self) -> bool:
        """Whether every number could be read."""
        return not any(self.misread())

    def misread(self) -> Iterator[str]:
        """The errors of numbers that could not be read."""
        for row in self:
            yield from row.form.count.process_errors

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """No kind twice and every number readable; errors are collected for all rows together."""
        slugs = [slug for slug, _count in self.given]
        self.errors = list(self.misread())
        if len(set(slugs)) < len(slugs):
            self.errors.append(_("Name each kind once."))
        return not self.errors
