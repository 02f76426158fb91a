"""Forms for kinds of activity and for the dimensions that classify entries."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired, NumberRange, Optional

from leaderboard.configuration import nouns
from leaderboard.models import Asked, Kind, SubjectKind
from leaderboard.web.page.fields import Longest, NameField, PageForm, WholeField, options
from leaderboard.web.page.icons import IconField
from leaderboard.web.request.changes import RowForm

FIELDS = {
    "amount": _l("Amount"),
    "quantity": _l("Quantity"),
    "profit": _l("Profit"),
    "minutes": _l("Minutes"),
    "days": _l("Days from first contact"),
    "customer": _l("Customer"),
}
ASKED = options(
    [
        (Asked.NO.value, _l("Not asked")),
        (Asked.OPTIONAL.value, _l("Optional")),
        (Asked.REQUIRED.value, _l("Required")),
    ]
)
OWNERS = options(
    [
        (SubjectKind.PERSON.value, _l("A person")),
        (SubjectKind.TEAM.value, _l("A team")),
        (SubjectKind.ORGANISATION.value, _l("The organisation")),
    ]
)
ICONS = {
    "phone": _l("Telephone"),
    "mail": _l("Letter"),
    "users": _l("People"),
    "presentation": _l("Presentation"),
    "trophy": _l("Cup"),
    "file-text": _l("Paper"),
    "filter": _l("Funnel"),
    "handshake": _l("Handshake"),
    "user-plus": _l("Person added"),
    "user-minus": _l("Person removed"),
    "timer": _l("Stopwatch"),
    "wallet": _l("Wallet"),
    "send": _l("Paper plane"),
    "search": _l("Search"),
    "building-2": _l("Building"),
    "calendar": _l("Calendar"),
}


class KindForm(RowForm):
    """A kind's name and the fields on its form; `form_class` adds the dimensions."""

    name = NameField(_l("Singular"), [DataRequired(_l("Enter the singular.")), Longest(80)])
    plural = NameField(_l("Plural"), [DataRequired(_l("Enter the plural.")), Longest(80)])
    icon = IconField(ICONS, default="phone")
    owner = RadioField(_l("Logged for"), choices=OWNERS, default=SubjectKind.PERSON.value)
    is_on_dock = BooleanField(_l("A key on the phone"))
    position = WholeField(
        _l("Place in the list"),
        [Optional(), NumberRange(min=0, max=999, message=_l("Choose 0 to 999."))],
    )

    dimension_ids: tuple[int, ...]

    def values(self) -> dict[str, Any]:
        found = {
            "name": self.name.data,
            "plural": self.plural.data,
            "icon": self.icon.data,
            "is_on_dock": self.is_on_dock.data,
            "position": self.position.data or 0,
            "asks": {name: self[name].data for name in FIELDS if self[name].data != Asked.NO.value},
        }
        return found | ({"owner": self.owner.data} if "owner" in self else {})

    def dimensions(self) -> dict[int, bool]:
        """The dimensions the kind asks for, and whether each is required."""
        said = {number: self[f"dimension-{number}"].data for number in self.dimension_ids}
        return {
            number: asked == Asked.REQUIRED.value
            for number, asked in said.items()
            if asked != Asked.NO.value
        }

    @property
    def asked_fields(self) -> list[Any]:
        return [self[name] for name in FIELDS]

    @property
    def dimension_fields(self) -> list[Any]:
        return [self[f"dimension-{number}"] for number in self.dimension_ids]


class WordForm(PageForm):
    """The name of a dimension or of one of its values."""

    name = NameField(_l("Name"), [DataRequired(_l("A name is missing.")), Longest(60)])


def kind_form(kind: Kind | None = None, *, is_owner_fixed: bool = False) -> KindForm:
    """The form with every field and dimension, set as the kind has them."""
    rows = nouns.dimensions()
    fields: dict[str, Any] = {
        name: SelectField(label, choices=ASKED, default=Asked.NO.value)
        for name, label in FIELDS.items()
    }
    for row in rows:
        fields[f"dimension-{row.id}"] = SelectField(row.name, choices=ASKED, default=Asked.NO.value)
    if is_owner_fixed:
        fields["owner"] = None
    form: KindForm = type("FullKindForm", (KindForm,), fields)(obj=kind)
    form.dimension_ids = tuple(row.id for row in rows)
    if kind is not None:
        form.icon.offer(kind.icon)
        form.open_after("kind", kind.id)
        if not form.is_submitted():
            fill(form, kind)
    return form


def fill(form: KindForm, kind: Kind) -> None:
    """Fill in which fields and dimensions the kind asks for."""
    for name in FIELDS:
        form[name].data = kind.asked(name).value
    for dimension_id, is_required in nouns.asked_dimensions(kind.id).items():
        asked = Asked.REQUIRED if is_required else Asked.OPTIONAL
        form[f"dimension-{dimension_id}"].data = asked.value
