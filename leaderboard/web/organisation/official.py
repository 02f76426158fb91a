"""The official holidays of the organisation's country, each to be accepted or skipped."""

import re
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from leaderboard import configuration, locale
from leaderboard.locale import current_writing
from leaderboard.permissions import admin, allow
from leaderboard.publishing.official import Official, official_holidays
from leaderboard.rules.periods import Period, PeriodKind, next_period, period_of
from leaderboard.web.request.changes import asking
from leaderboard.web.request.here import today

blueprint = Blueprint("official", __name__, url_prefix="/organisation/official")


@dataclass(frozen=True)
class HolidayLine:
    """A suggested holiday. Future ones start ticked; a past one would move points already paid,
    so it has to be ticked."""

    day: date
    name: str
    is_held: bool
    is_ticked: bool


@blueprint.get("")
@allow(admin)
def index() -> str:
    period = asked_year()
    settings = configuration.current()
    if not settings.country:
        return page(period, [], problem=_("Choose the organisation’s country first."))
    return page(period, offered(period))


@blueprint.post("")
@allow(admin)
def create() -> Response | tuple[str, int]:
    period = asked_year()
    ticked = set(request.form.getlist("days"))
    names = {
        line.day.isoformat(): line.name
        for line in offered(period)
        if line.day.isoformat() in ticked and not line.is_held
    }
    if not names:
        return page(
            period, offered(period), problem=_("Tick the days that are holidays here.")
        ), 422
    back = url_for("organisation.index")
    return asking("named holidays", {"names": names}, back=back) or abort(409)


def asked_year() -> Period:
    """This year or next year."""
    almanac = configuration.current().almanac
    running = period_of(PeriodKind.YEAR, today(), almanac)
    return next_period(running, almanac) if request.args.get("year") == "next" else running


def offered(period: Period) -> list[HolidayLine]:
    settings, writing = configuration.current(), current_writing()
    if not settings.country:
        return []
    found = official_holidays(settings.country, period.span, language=writing.language)
    return [line_of(holiday) for holiday in found]


def line_of(holiday: Official) -> HolidayLine:
    is_held = holiday.day in configuration.current().holidays
    name = holiday.name
    if not name.isascii():
        # Only convert the digits: a dot or comma between words is no number separator.
        writing = current_writing()
        name = re.sub("[0-9]+", lambda figures: locale.digits(figures[0], writing), name)
    return HolidayLine(holiday.day, name, is_held, is_ticked=is_held or holiday.day >= today())


def page(period: Period, lines: list[HolidayLine], *, problem: str = "") -> str:
    almanac = configuration.current().almanac
    is_next = period.start > today()
    other = next_period(period_of(PeriodKind.YEAR, today(), almanac), almanac)
    return render_template(
        "organisation/official.html",
        lines=lines,
        problem=problem,
        year=locale.period_name(period, current_writing()),
        is_next=is_next,
        next_year=locale.period_name(other, current_writing()),
        url=url_for(".create", year="next") if is_next else url_for(".create"),
    )
