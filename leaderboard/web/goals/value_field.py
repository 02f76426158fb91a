"""A target as it is typed: in the unit of the form's metric."""

from typing import Any

from wtforms import StringField
from wtforms.validators import ValidationError

from leaderboard import locale
from leaderboard.locale import Unreadable, current_writing
from leaderboard.models import Unit
from leaderboard.publishing.goals.values import read_value


class ValueField(StringField):
    """A value in the unit of the form's metric; `value` is in stored units, None when empty."""

    value: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        kwargs.setdefault("filters", [lambda text: (text or "").strip()])
        self.form = kwargs["_form"]
        super().__init__(*args, **kwargs)

    @property
    def is_money(self) -> bool:
        metric = self.form.chosen_metric()
        return metric is not None and metric.unit == Unit.MONEY

    @property
    def is_share(self) -> bool:
        metric = self.form.chosen_metric()
        return metric is not None and metric.unit == Unit.RATIO

    @property
    def minor(self) -> int | None:
        """The sum in the currency's smallest unit, if it is one."""
        if not self.data or not self.is_money:
            return None
        try:
            return locale.parse_money(self.data, current_writing().currency)
        except Unreadable:
            return None

    def pre_validate(self, form: Any) -> None:
        metric = form.chosen_metric()
        if metric is None or not self.data:
            return
        try:
            self.value = read_value(self.data, metric, current_writing())
        except Unreadable as error:
            raise ValidationError(locale.why(error, current_writing())) from error
