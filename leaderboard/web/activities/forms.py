"""The form that logs or corrects an activity: the fields of its kind, the day, a note."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import Field, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from leaderboard import scoring
from leaderboard.configuration import Configuration
from leaderboard.locale import fold
from leaderboard.models import Activity, Asked
from leaderboard.publishing.goals.values import minutes
from leaderboard.rules.periods import DAY
from leaderboard.scoring import BadActivity
from leaderboard.sentences import Speaker, refusal
from leaderboard.standings.names import Choice
from leaderboard.web.page.fields import (
    ClientIdField,
    DayField,
    Longest,
    MoneyField,
    NameField,
    PageForm,
    ShownOnField,
    WholeField,
    options,
)
from leaderboard.web.request.here import Here

TODAY, YESTERDAY, OTHER = "today", "yesterday", "other"


class MinutesField(WholeField):
    """A duration as a number of minutes, or as 2:00, which is how durations are shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # A numeric keyboard may have no colon.
        super().__init__(*args, **kwargs, render_kw={"inputmode": "text"})

    def read(self, text: str) -> int:
        return int(minutes(text)) if ":" in text else super().read(text)


# The fields a kind may ask for, in order.
FIELDS: Mapping[str, tuple[type[Field], Any, list[Any]]] = {
    "amount": (MoneyField, _l("Amount"), []),
    "quantity": (WholeField, _l("Quantity"), []),
    "profit": (MoneyField, _l("Profit"), []),
    "minutes": (MinutesField, _l("Minutes"), []),
    "days": (WholeField, _l("Days from first contact"), []),
    "customer": (NameField, _l("Customer"), [Longest(120)]),
}
MISSING = InputRequired(_l("This is empty."))
# Empty means unknown for these fields; for all others it means zero.
UNKNOWN = ("profit", "days")
NOTHING_SENT: ImmutableMultiDict[str, str] = ImmutableMultiDict()
# These fields are checked even if they were not sent.
NEVER_MISSING = ("client_id", "other_day")
# The choice that sets no value for a dimension.
NOT_SAID = ""


def given_if_chosen(form: Any, field: Field) -> None:
    """Only checks that a date was given; the field itself reports an unreadable one."""
    if form.when.data == OTHER and field.data is None and not field.process_errors:
        raise ValidationError(_("Which day was it?"))


class EntryForm(PageForm):
    """The fields every kind asks for; `form_class` adds those of one kind."""

    class Meta(PageForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """A copy of the field as it was made first, and empty. Making seven fields for every
            log takes longer than reading and checking them."""
            name = options["name"]
            made = form.made.get(name)
            if made is None:
                made = form.made[name] = super().bind_field(form, unbound_field, options)
                if not callable(made.default):
                    made.process(NOTHING_SENT)
            field = object.__new__(type(made))
            field.__dict__.update(made.__dict__, meta=self)
            return field

    # The fields of this class of form as they were made first, which nobody changes.
    made: dict[str, Field]
    # What the browser sent; None if the form is only shown.
    sent: Any = None
    client_id = ClientIdField()
    shown_on = ShownOnField()
    when = RadioField(
        _l("When"),
        choices=options([(TODAY, _l("Today")), (YESTERDAY, _l("Yesterday")), (OTHER, _l("Other"))]),
        default=TODAY,
    )
    other_day = DayField(_l("Which day"), [given_if_chosen])
    note = TextAreaField(_l("Note"), [Longest(500)], render_kw={"rows": 2})
    # Why a manager logs or changes an entry for somebody else.
    reason = StringField(_l("Reason"), [Longest(200)])

    asked: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        """As usual, but a field that was not sent stays as it was made. The keys that log with one
        tap send two of nine fields."""
        sent = self.meta.wrap_formdata(self, formdata)
        if sent is None:
            super().process(None, *args, **kwargs)
            return
        self.sent = sent
        for name, field in self._fields.items():
            if name in sent or callable(field.default):
                field.process(sent)

    def validate(self, extra_validators: Any = None) -> bool:
        """As usual; nothing can be wrong with a field that was not sent and may be empty."""
        if self.sent is None:
            return bool(super().validate(extra_validators))
        asked = [
            field.validate(self)
            for name, field in self._fields.items()
            if name in self.sent or name in NEVER_MISSING or field.flags.required
        ]
        return all(asked)

    def content(self, *, kept: frozenset[int] = frozenset()) -> dict[str, Any]:
        """The activity's fields as typed, only those the kind asks for. `kept` values survive if
        they belong to a dimension that is no longer asked for."""
        found: dict[str, Any] = {
            name: self[name].data if name in UNKNOWN else self[name].data or 0
            for name in self.asked
            if name != "customer"
        }
        if "customer" in self.asked:
            customer = self["customer"].data or ""
            found |= {"customer": customer, "customer_key": fold(customer) if customer else ""}
        offered = {
            value_id: self[dimension(choice)].data
            for choice in self.choices
            for value_id, _name in choice.values
        }
        chosen = {value_id for value_id, typed in offered.items() if typed == str(value_id)}
        return found | {
            "occurred_on": self.day(),
            "note": (self.note.data or "").strip(),
            "value_ids": frozenset(chosen) | (kept - offered.keys()),
        }

    def first_content(self) -> dict[str, Any]:
        """The content of a new activity; a manager's reason becomes its note unless it has one."""
        content = self.content()
        return content | {"note": content["note"] or (self.reason.data or "").strip()}

    def day(self) -> date:
        """The chosen day, counted from the day the form was shown."""
        today: date = self.shown_on.data
        if self.when.data == YESTERDAY:
            return today - DAY
        return self.other_day.data or today if self.when.data == OTHER else today

    def is_of_last_night(self, now: Here) -> bool:
        """Whether it was opened yesterday, means that day and is sent early enough."""
        return scoring.is_of_last_night(self.day(), self.shown_on.data, now.settings, at=now.at)

    def is_complete(self, *, needs_reason: bool) -> bool:
        """Whether everything that needs no database is valid."""
        is_valid = self.validate()
        return has_reason(self.reason, needs_reason) and is_valid

    def refuse(self, error: BadActivity, speaker: Speaker) -> None:
        """Show the write path's refusal at the field it concerns."""
        if error.reason == "void":
            self.status = 409
        sentence = refusal(error, speaker)
        name = {"occurred_on": "other_day" if self.when.data == OTHER else "when"}.get(
            error.field, error.field
        )
        if name in self:
            self[name].errors = [*self[name].errors, sentence]
        else:
            self.form_errors.append(sentence)

    def fill(self, activity: Activity, value_ids: frozenset[int]) -> None:
        """Fill in an existing activity, to be corrected."""
        for name in self.asked:
            value = getattr(activity, name)
            is_told = value or name in UNKNOWN or self[name].flags.required
            self[name].data = value if is_told else None
        for choice in self.choices:
            held = [str(value_id) for value_id, _name in choice.values if value_id in value_ids]
            self[dimension(choice)].data = held[0] if held else NOT_SAID
        ago = (self.shown_on.data - activity.occurred_on).days
        self.when.data = {0: TODAY, 1: YESTERDAY}.get(ago, OTHER)
        self.other_day.data = activity.occurred_on if self.when.data == OTHER else None
        self.note.data = activity.note


class VoidForm(PageForm):
    """Why an entry is undone; one's own needs no reason."""

    reason = StringField(_l("Reason"), [Longest(200)])

    def is_complete(self, *, needs_reason: bool) -> bool:
        is_valid = self.validate()
        return has_reason(self.reason, needs_reason) and is_valid


def has_reason(field: Field, is_needed: bool) -> bool:
    """True if there is a reason or none is needed; otherwise adds an error to the field."""
    if is_needed and not (field.data or "").strip():
        field.errors = [*field.errors, _("Say why; they will see it on their receipt.")]
        return False
    return True


def form_class(kind_id: int, now: Here) -> type[EntryForm]:
    """The form for one kind."""
    kind = now.settings.kinds[kind_id]
    asked = tuple((name, kind.asked(name)) for name in FIELDS if kind.asked(name) is not Asked.NO)
    return build(asked, now.speaker.names.choices.get(kind_id, ()))


@lru_cache(maxsize=128)
def build(asked: tuple[tuple[str, Asked], ...], choices: tuple[Choice, ...]) -> type[EntryForm]:
    """A form with these fields. The write path checks required fields again; checking them here
    as well reports everything missing at once."""
    fields: dict[str, Any] = {
        "asked": tuple(name for name, _need in asked),
        "choices": choices,
        "made": {},
    }
    for name, need in asked:
        kind, label, validators = FIELDS[name]
        first = MISSING if need is Asked.REQUIRED else Optional()
        fields[name] = kind(label, [first, *validators])
    for choice in choices:
        fields[dimension(choice)] = choice_field(choice)
    return type("KindForm", (EntryForm,), fields)


def choice_field(choice: Choice) -> RadioField:
    """The values of a dimension; an optional one can also be cleared."""
    values = [(str(value_id), name) for value_id, name in choice.values]
    if choice.is_required:
        return RadioField(choice.name, [MISSING], choices=options(values))
    unsaid = (NOT_SAID, _l("None"))
    return RadioField(
        choice.name, [Optional()], choices=options([*values, unsaid]), default=NOT_SAID
    )


def dimension(choice: Choice) -> str:
    """The form field of a dimension; refusals from the write path use the same name."""
    return f"dimension-{choice.id}"


def needs_nothing(kind_id: int, settings: Configuration) -> bool:
    """Whether a single tap is enough to log this kind."""
    kind = settings.kinds[kind_id]
    return Asked.REQUIRED not in [kind.asked(name) for name in FIELDS] and not any(
        settings.dimensions.get(kind_id, {}).values()
    )
