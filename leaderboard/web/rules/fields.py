"""The fields of a rule's sentence that only it has."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wtforms.fields import Label

from leaderboard import locale
from leaderboard.locale import current_writing
from leaderboard.rules.metrics import OF_MONEY
from leaderboard.web.page.fields import TypedField

# How a number in the middle of a sentence is typed.
SHORT: dict[str, Any] = {"inputmode": "decimal", "autocomplete": "off", "size": 4}


class NumberField(TypedField):
    """A number in whole units; amounts in whole units of the currency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.form = kwargs["_form"]
        super().__init__(*args, **kwargs)

    @property
    def is_money(self) -> bool:
        return "measure" in self.form and self.form.measure.data in OF_MONEY

    @property
    def minor(self) -> int | None:
        """The sum in the currency's smallest unit, if it is one."""
        if self.data is None or not self.is_money:
            return None
        return int(Decimal(self.data).scaleb(locale.exponent(current_writing().currency)))

    def read(self, text: str) -> int | Decimal:
        if self.is_money:
            return locale.parse_sum(text, current_writing().currency)
        return locale.parse_number(text)

    def write(self, value: int | Decimal) -> str:
        return locale.number(value, current_writing())


@dataclass
class Group:
    """Some of a field's checkboxes under their own legend, drawn like a field."""

    id: str
    legend: str
    options: list[Any]
    errors: list[str] = dataclasses.field(default_factory=list)

    @property
    def label(self) -> Any:
        return Label(self.id, self.legend)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.options)
