"""The form of a screen: its display options and the boards in its rotation."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError

from leaderboard.configuration import nouns
from leaderboard.locale import LANGUAGE_NAMES
from leaderboard.models import Screen
from leaderboard.web.page.fields import Longest, NameField, WholeField, options
from leaderboard.web.request.changes import RowForm

MOST_SLIDES = 6
LANGUAGES = (("", _l("The organisation’s")), *LANGUAGE_NAMES.items())


class SlideForm(Form):
    """A board in the rotation and the goals beside it; a row without a board is ignored."""

    leaderboard = SelectField(_l("Board"), coerce=int)
    goals = SelectField(_l("Goals beside it"), coerce=int)


class ScreenForm(RowForm):
    """Name, language, how many rows, how long, and the slides in order."""

    name = NameField(_l("Name"), [DataRequired(_l("Give the screen a name.")), Longest(80)])
    language = SelectField(_l("Language"), choices=options(LANGUAGES))
    top = WholeField(
        _l("Rows of a board"),
        [
            InputRequired(_l("Say how many rows.")),
            NumberRange(min=3, max=12, message=_l("A screen shows 3 to 12 rows.")),
        ],
        default=10,
    )
    seconds = WholeField(
        _l("Seconds per slide"),
        [
            InputRequired(_l("Say how many seconds.")),
            NumberRange(min=5, max=600, message=_l("Choose 5 seconds to 10 minutes.")),
        ],
        default=20,
    )
    shows_money = BooleanField(_l("Show amounts of money"), default=True)
    is_still = BooleanField(_l("No motion"))
    slides = FieldList(FormField(SlideForm), min_entries=MOST_SLIDES, max_entries=MOST_SLIDES)

    def validate_slides(self, field: Any) -> None:
        if not any(entry.form.leaderboard.data for entry in field):
            raise ValidationError(_("Choose at least one board."))

    def values(self) -> dict[str, Any]:
        """The values of the screen's own columns."""
        return {
            "name": self.name.data,
            "language": self.language.data or None,
            "top": self.top.data,
            "seconds": self.seconds.data,
            "shows_money": self.shows_money.data,
            "is_still": self.is_still.data,
        }

    def chosen(self) -> list[tuple[int, int | None]]:
        """The slides, each a board and the metric whose goals are beside it."""
        return [
            (entry.form.leaderboard.data, entry.form.goals.data or None)
            for entry in self.slides
            if entry.form.leaderboard.data
        ]


def screen_form(screen: Screen | None = None) -> ScreenForm:
    """The form with all choices, filled in with an existing screen."""
    form = ScreenForm(obj=screen, data=None if screen is None else {"language": screen.language})
    held = list(screen.slides) if screen else []
    boards = board_options([slide.leaderboard_id for slide in held])
    goals = metric_options([slide.goals_metric_id for slide in held])
    for number, entry in enumerate(form.slides):
        entry.form.leaderboard.choices = boards
        entry.form.goals.choices = goals
        if not form.is_submitted():
            slide = held[number] if number < len(held) else None
            entry.form.leaderboard.data = slide.leaderboard_id if slide else 0
            entry.form.goals.data = (slide.goals_metric_id or 0) if slide else 0
    if screen:
        form.open_after("screen", screen.id)
        if not form.is_submitted():
            form.language.data = screen.language or ""
    return form


def board_options(held: Sequence[int]) -> list[Any]:
    rows = nouns.boards_for_screens(held)
    return options([("0", _("No slide")), *((str(row.id), row.name) for row in rows)])


def metric_options(held: Sequence[int | None]) -> list[Any]:
    rows = nouns.metrics_to_choose(held)
    return options([("0", _("None")), *((str(row.id), row.name) for row in rows)])
