"""What a cell says: dates, sums, numbers and names, each exact or refused with a sentence."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from flask_babel import gettext as _

from leaderboard import clock, locale
from leaderboard.imports.places import DateCell, DateForm
from leaderboard.imports.problems import BadLine, figure
from leaderboard.rules.periods import BadPeriod, Calendar, calendar_of, date_from

# \d takes Persian digits as well, and so does int(). What follows a date is the time of day.
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})([T ]\d{1,2}:\d{2}\S*)?")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})( \d{1,2}:\d{2}.*)?")
# The pattern of each form, and in which of its groups year, month and day stand.
SHAPES = {
    DateForm.ISO: (YEAR_FIRST, (1, 3, 4)),
    DateForm.JALALI: (YEAR_FIRST, (1, 3, 4)),
    DateForm.DAY_FIRST: (YEAR_LAST, (4, 3, 1)),
    DateForm.MONTH_FIRST: (YEAR_LAST, (4, 1, 3)),
}
# A decimal comma, with the separators that go with it.
COMMA_TO_POINT = str.maketrans({",": ".", ".": ",", "’": ",", "'": ","})
KEPT = 65536


def date_in(cell: DateCell, cells: Mapping[str, str], zone: str) -> date | None:
    """The date that a line gives in this place; None when it gives none."""
    return read_date(cells[cell.column], cell.form, zone) if cell.column else cell.always


@lru_cache(maxsize=KEPT)
def read_date(text: str, form: DateForm, zone: str) -> date | None:
    """The date a cell gives; None when it is empty. A time with its zone is taken to ours."""
    plain = locale.clean_name(text)
    if not plain:
        return None
    pattern, places = SHAPES[form]
    found = pattern.fullmatch(plain)
    if not found:
        raise BadLine(_("“%(text)s” is no date in the form %(form)s.", text=text[:40], form=form))
    try:
        if form is DateForm.ISO and found[5]:
            return date_of_moment(datetime.fromisoformat(plain), zone)
        year, month, day = (int(found[place]) for place in places)
        return date_from(year, month, day, calendar_meant(year, form, text=text))
    except ValueError as error:
        if isinstance(error, BadLine):
            raise
        raise BadLine(_("“%(text)s”: there is no such day.", text=text)) from error


def calendar_meant(year: int, form: DateForm, *, text: str) -> Calendar:
    """The calendar of the form, if such a year is written in it."""
    meant = Calendar.JALALI if form is DateForm.JALALI else Calendar.GREGORIAN
    try:
        written = calendar_of(year, text=text)
    except BadPeriod as error:
        raise BadLine(_("“%(text)s”: this year is too far away.", text=text)) from error
    if written is not meant:
        raise BadLine(_("“%(text)s” is a date of the other calendar.", text=text))
    return meant


def date_of_moment(moment: datetime, zone: str) -> date:
    """The date of a moment; where the organisation is, when the moment tells its own zone."""
    return moment.date() if moment.tzinfo is None else clock.business_date(moment, zone)


@lru_cache(maxsize=KEPT)
def read_money(text: str, currency: str, *, has_comma: bool) -> int:
    """A sum in the smallest unit."""
    try:
        return locale.parse_money(pointed(text, has_comma=has_comma), currency)
    except locale.Unreadable as error:
        raise unread(text, error) from error


@lru_cache(maxsize=KEPT)
def read_whole(text: str, *, has_comma: bool) -> int:
    """A whole number."""
    try:
        value = Decimal(locale.parse_number(pointed(text, has_comma=has_comma)))
    except locale.Unreadable as error:
        raise unread(text, error) from error
    if value != value.to_integral_value():
        raise BadLine(_("“%(text)s” is not a whole number.", text=text))
    return int(value)


def pointed(text: str, *, has_comma: bool) -> str:
    """The number as it is written with a decimal point."""
    return text.translate(COMMA_TO_POINT) if has_comma else text


def unread(text: str, error: locale.Unreadable) -> BadLine:
    why = locale.why(error, locale.current_writing())
    return BadLine(_("“%(text)s”: %(why)s", text=text[:40], why=why))


@lru_cache(maxsize=KEPT)
def read_name(text: str, *, most: int) -> str:
    """A name without what cannot be seen; empty when the cell is."""
    name = locale.clean_name(text)
    if len(name) > most:
        raise BadLine(
            _("“%(text)s…” is longer than %(most)s signs.", text=name[:40], most=figure(most))
        )
    return name


def read_key(text: str, *, most: int) -> str:
    """An id of another system, exactly as it stands there."""
    if not text:
        raise BadLine(_("The line has no id."))
    if len(text) > most:
        raise BadLine(
            _("“%(text)s…” is longer than %(most)s signs.", text=text[:40], most=figure(most))
        )
    if not text.isprintable():
        raise BadLine(_("The id holds signs that cannot be seen."))
    return text
