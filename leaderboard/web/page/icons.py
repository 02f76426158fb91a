"""A picture picked from a list of icons, which are named as in the sprite."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from leaderboard.web.page.fields import options


class IconField(RadioField):
    """One of these icons, given with their names for people."""

    def __init__(self, named: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(_l("Picture"), choices=options(named.items()), **kwargs)

    def offer(self, icon: str) -> None:
        """Offer this one too: a row keeps the icon it has, even if it is no longer in the list."""
        if icon not in self.icons:
            self.choices.append(SelectChoice(icon, icon))

    @property
    def icons(self) -> dict[str, str]:
        """The icon to draw beside each choice."""
        return {choice.value: choice.value for choice in self.choices}
