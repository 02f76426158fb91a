"""Form fields for numbers, amounts and dates as people type them, including Persian digits.

Text that cannot be read stays in the field, with an error beside it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from flask import abort, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from leaderboard import locale
from leaderboard.locale import Unreadable, clean_name, clean_note, current_writing
from leaderboard.locale.names import search_key, search_words
from leaderboard.locale.unreadable import Reason
from leaderboard.locale.writing import N_, words
from leaderboard.models.types import row_id
from leaderboard.rules.calendars import Calendar
from leaderboard.web.page.picks import MANY, MOST
from leaderboard.web.request.here import today

MADE_BY_CLIENT = re.compile(r"[0-9a-zA-Z-]{8,64}")


def options(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """The choices of a select, from (value, label)."""
    return [SelectChoice(value, label) for value, label in pairs]


def fresh_client_id() -> str:
    return str(uuid4())


class Sentences:
    """WTForms' own messages in the reader's language."""

    SAID = (N_("Not a valid choice."), N_("Invalid Choice: could not coerce."))

    def gettext(self, text: str) -> str:
        return words(current_writing().language).gettext(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return words(current_writing().language).ngettext(one, many, count)


class PageForm(FlaskForm):
    """The base of all forms. `status` is the response status when the form is refused."""

    status = 422

    class Meta(FlaskForm.Meta):
        # The guard checks every form before its view runs; `post_form` renders the token.
        csrf = False
        sentences = Sentences()

        def get_translations(self, form: Any) -> Sentences:
            return self.sentences

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Strip invisible characters from free text."""
            if unbound_field.field_class in (StringField, TextAreaField):
                options = {**options, "filters": [clean_text]}
            return super().bind_field(form, unbound_field, options)


def clean_text(text: str | None) -> str | None:
    return None if text is None else clean_note(text)


class Longest(Length):
    """A maximum number of characters."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)

    def __call__(self, form: Any, field: Any) -> None:
        if len(field.data or "") > self.max:
            most = locale.number(self.max, current_writing())
            raise ValidationError(_("This is too long: at most %(most)s characters.", most=most))


class OneOfSeveral(PageForm):
    """A form that shares its page with others. When another one was sent, this one shows its
    stored values."""

    def __init__(self, *args: Any, is_sent: bool = True, **kwargs: Any) -> None:
        self.is_sent = is_sent
        super().__init__(*args, **(kwargs if is_sent else {"formdata": None, **kwargs}))

    def is_submitted(self) -> bool:
        return self.is_sent and bool(super().is_submitted())


class ClientIdField(HiddenField):
    """An id made when the form is shown, so that sending it twice counts once. A form with a
    missing or invalid id did not come from our pages."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=fresh_client_id, **kwargs)

    def pre_validate(self, form: Any) -> None:
        # The id as sent; a missing one is replaced by a fresh id.
        sent = self.raw_data[0] if self.raw_data else ""
        if not MADE_BY_CLIENT.fullmatch(sent):
            abort(400)


class ShownOnField(HiddenField):
    """The business date on which the form was shown: what "Today" means, however late it is
    sent. Without it, the date is today's."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=today, **kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            return
        try:
            self.data = date.fromisoformat(valuelist[0])
        except ValueError:
            abort(400)


class SeenField(HiddenField):
    """The number of the last change seen when the form was opened; 0 if it is missing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=0, **kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        try:
            self.data = row_id(valuelist[0]) if valuelist else 0
        except ValueError:
            self.data = 0


class TypedField(StringField):
    """A text that stands for a value; empty is None."""

    typed: str | None = None
    # How to read the text and how to write the value; set by each type of field.
    read: Callable[[str], Any]
    write: Callable[[Any], str]

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            return
        self.typed = str(valuelist[0])
        self.data = None
        if not self.typed.strip():
            return
        try:
            self.data = self.read(self.typed)
        except Unreadable as error:
            raise ValueError(locale.why(error, current_writing())) from error

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.write(self.data)


class WholeField(TypedField):
    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["render_kw"] = {"inputmode": "numeric", "autocomplete": "off"} | (
            kwargs.get("render_kw") or {}
        )
        super().__init__(*args, **kwargs)

    def read(self, text: str) -> int:
        value = locale.parse_number(text, asked=locale.Figures.COUNT)
        if isinstance(value, Decimal):
            if value != value.to_integral_value():
                raise locale.BadNumber(Reason.TOO_PRECISE, text=text)
            return int(value)
        return value

    def write(self, value: int) -> str:
        return locale.number(value, current_writing())


class MoneyField(TypedField):
    """An amount in the organisation's currency, stored in its smallest unit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["render_kw"] = {"inputmode": "decimal", "autocomplete": "off"} | (
            kwargs.get("render_kw") or {}
        )
        super().__init__(*args, **kwargs)

    # What stands under the field: leaderboard/web/page/sums.py.
    is_money = True

    @property
    def minor(self) -> int | None:
        return self.data

    def read(self, text: str) -> int:
        return locale.parse_money(text, current_writing().currency)

    def write(self, value: int) -> str:
        return locale.amount(value, current_writing())


class DayField(TypedField):
    """A date in the organisation's calendar; only the Gregorian one gets the browser's date
    picker."""

    def __call__(self, **kwargs: Any) -> Any:
        if self.is_native:
            kwargs.setdefault("type", "date")
        else:
            kwargs.setdefault("placeholder", locale.date_typed(self.example, current_writing()))
        return super().__call__(**kwargs)

    # The placeholder; forms set it to today.
    example: date = date(2026, 11, 25)

    @property
    def is_native(self) -> bool:
        return current_writing().calendar is Calendar.GREGORIAN

    def read(self, text: str) -> date:
        return locale.parse_date(text)

    def write(self, value: date) -> str:
        if self.is_native:
            return value.isoformat()
        return locale.date_typed(value, current_writing())


class Ticks(SelectMultipleField):
    """A choice of several, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PickField(SelectField):
    """One of a list. A long list is searched by a part of the name, and shows what was found beside
    what is chosen."""

    @property
    def is_long(self) -> bool:
        return len(self.choices or ()) > MANY

    @property
    def text(self) -> str:
        """What is searched for."""
        return request.values.get(f"{self.name}_q", "").strip()[:80]

    @property
    def found(self) -> list[Any]:
        words = search_words(self.text)
        if not words:
            return []
        return [
            choice
            for choice in self.iter_choices()
            if choice.value and all(word in search_key(str(choice.label)) for word in words)
        ]

    @property
    def shown(self) -> list[Any]:
        """The choice of none, the one that stands, and the first that were found."""
        kept = [one for one in self.iter_choices() if not one.value or one.selected]
        values = {one.value for one in kept}
        return kept + [one for one in self.found[:MOST] if one.value not in values]

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.is_long and self.text and self.data not in [one.value for one in self.found]:
            raise ValidationError(_("Choose one of those found, or empty the search."))


class NameField(StringField):
    """A name, cleaned like all names."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = clean_name(valuelist[0])
