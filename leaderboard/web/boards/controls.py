"""Links from a board to other boards, periods and groupings."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from leaderboard import configuration, locale
from leaderboard.configuration import LeaderboardFacts
from leaderboard.locale import current_writing
from leaderboard.locale.writing import N_
from leaderboard.models import By
from leaderboard.rules.periods import Period, PeriodKind, next_period, period_of, previous_period
from leaderboard.web.boards.asked import AskedBoard
from leaderboard.web.page.fields import DayField, PageForm

KINDS = {
    PeriodKind.DAY: N_("Day"),
    PeriodKind.WEEK: N_("Week"),
    PeriodKind.MONTH: N_("Month"),
    PeriodKind.QUARTER: N_("Quarter"),
    PeriodKind.YEAR: N_("Year"),
}
BY_NAMES = {
    By.REP: N_("People"),
    By.TEAM: N_("Teams"),
    By.PARENT: N_("Groups of teams"),
}


class PickForm(PageForm):
    """Picks the day whose period to show; it is a GET form and needs no token."""

    day = DayField(_l("Another day"))


class ChooseMetricForm(PageForm):
    """Picks any metric, with or without a board."""

    metric = SelectField(_l("Any metric"))


# (text, address, whether it is current), as the macro `segment` takes them.
Items = list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Controls:
    """The controls around the standings."""

    boards: Items
    bys: Items
    kinds: Items
    period_name: str
    earlier_url: str
    later_url: str
    # The date form: its address and hidden fields.
    form: PickForm
    form_url: str
    form_values: dict[str, str]
    # For managers, who may look at any metric.
    metric_form: ChooseMetricForm | None


def controls_of(asked: AskedBoard, boards: Sequence[LeaderboardFacts]) -> Controls:
    settings, writing = configuration.current(), current_writing()
    period = asked.period
    later = next_period(period, settings.almanac)
    return Controls(
        boards=[
            (board.name, url_for("boards.show", slug=board.slug), board.slug == asked.setting.slug)
            for board in boards
        ],
        bys=[(_(BY_NAMES[by]), asked.url(by=by, page=1), by is asked.by) for by in asked.bys],
        kinds=[
            (_(name), asked.url(period=nearest(asked, kind), page=1), kind is period.kind)
            for kind, name in KINDS.items()
        ],
        period_name=locale.period_name(period, writing),
        earlier_url=asked.url(period=previous_period(period, settings.almanac), page=1),
        later_url=asked.url(period=later, page=1) if later.start <= asked.today else "",
        form=pick_form(asked),
        form_url=asked.home_url,
        form_values=kept(asked),
        metric_form=metric_form(asked),
    )


def pick_form(asked: AskedBoard) -> PickForm:
    """The date field as sent, with its errors."""
    form = PickForm(request.args, data={"day": asked.period.start}, meta={"csrf": False})
    form.day.example = asked.today
    if "day" in request.args:
        form.validate()
    return form


def nearest(asked: AskedBoard, kind: PeriodKind) -> Period:
    """The period of another kind around the current one, or around today while that one is
    running."""
    day = asked.today if asked.is_running else asked.period.start
    return period_of(kind, day, configuration.current().almanac)


def kept(asked: AskedBoard) -> dict[str, str]:
    """Hidden fields of the date form, so that only the day changes."""
    values = {"kind": asked.period.kind.value}
    if asked.by is not asked.setting.by:
        values["by"] = asked.by.value
    if not asked.setting.slug:
        values["metric"] = asked.metric.slug
    return values


def metric_form(asked: AskedBoard) -> ChooseMetricForm | None:
    if not asked.viewer.is_manager:
        return None
    form = ChooseMetricForm(None, data={"metric": asked.metric.slug}, meta={"csrf": False})
    metrics = configuration.current().metrics().values()
    form.metric.choices = [
        (metric.slug, metric.name) for metric in metrics if not metric.is_retired
    ]
    return form
