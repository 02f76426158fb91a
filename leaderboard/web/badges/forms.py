"""Badge forms: editing one, giving it by hand, taking it back."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import DataRequired, NumberRange, Optional

from leaderboard.models import Badge
from leaderboard.web.page.fields import (
    ClientIdField,
    Longest,
    NameField,
    OneOfSeveral,
    PageForm,
    WholeField,
    options,
)
from leaderboard.web.page.icons import IconField
from leaderboard.web.page.picks import MANY
from leaderboard.web.request.changes import RowForm

TIERS = options([("1", _l("Bronze")), ("2", _l("Silver")), ("3", _l("Gold")), ("4", _l("Legend"))])
# Icons that make sense on a badge.
ICONS = {
    "phone": _l("Telephone"),
    "mail": _l("Letter"),
    "users": _l("People"),
    "presentation": _l("Presentation"),
    "trophy": _l("Cup"),
    "handshake": _l("Handshake"),
    "medal": _l("Medal"),
    "crown": _l("Crown"),
    "star": _l("Star"),
    "gem": _l("Gem"),
    "flame": _l("Flame"),
    "rocket": _l("Rocket"),
    "target": _l("Target"),
    "trending-up": _l("Rising arrow"),
    "zap": _l("Lightning"),
    "sun": _l("Sun"),
    "moon": _l("Moon"),
    "sprout": _l("Sprout"),
    "hand-heart": _l("Helping hand"),
    "heart-handshake": _l("Friendship"),
    "lightbulb": _l("Idea"),
    "search": _l("Search"),
    "timer": _l("Stopwatch"),
    "gift": _l("Gift"),
}


class BadgeForm(OneOfSeveral, RowForm):
    name = NameField(_l("Name"), [DataRequired(_l("Give the badge a name.")), Longest(80)])
    description = NameField(
        _l("What it is for"),
        [DataRequired(_l("Say in a few words what it is for.")), Longest(200)],
    )
    tier = RadioField(_l("Tier"), choices=TIERS, default="1")
    icon = IconField(ICONS, default="star")

    def values(self) -> dict[str, Any]:
        """The values of the badge's own columns."""
        return {
            "name": self.name.data,
            "description": self.description.data,
            "icon": self.icon.data,
            "tier": int(self.tier.data),
        }


class GiveForm(PageForm):
    """A badge given by hand always needs a reason."""

    client_id = ClientIdField()
    person = SelectField(_l("To"), coerce=int)
    points = WholeField(
        _l("Points with the badge"),
        [Optional(), NumberRange(min=0, max=100_000, message=_l("Choose 0 to 100,000 points."))],
    )
    reason = StringField(_l("Why"), [DataRequired(_l("Say why; they will read it.")), Longest(200)])

    @property
    def is_searched(self) -> bool:
        """Whether there are too many people for a list."""
        return len(self.person.choices) > MANY

    @property
    def is_chosen(self) -> bool:
        """Whether somebody was picked, where people are searched for."""
        offered = {choice.value for choice in self.person.choices}
        return self.is_searched and str(self.person.data) in offered


class TakeBackForm(PageForm):
    """The award stays in the receipt, with the reason for taking it back."""

    reason = StringField(_l("Why"), [DataRequired(_l("Say why; they will read it.")), Longest(200)])


def badge_form(badge: Badge | None = None, *, is_sent: bool = True) -> BadgeForm:
    """With all available icons, and the badge's own."""
    form = BadgeForm(obj=badge, is_sent=is_sent)
    if badge is not None:
        form.icon.offer(badge.icon)
        form.open_after("badge", badge.id)
        if not form.is_submitted():
            form.tier.data = str(badge.tier)
    return form
