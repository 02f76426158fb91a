"""Numbers, sums and dates as people type them, in Persian, Arabic or Latin digits."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from leaderboard.locale.currencies import without_currency
from leaderboard.locale.magnitudes import Figure, figures, without_slashes
from leaderboard.locale.money import exponent
from leaderboard.locale.months import named_day
from leaderboard.locale.names import BIDI_CONTROLS, ascii_digits, fold
from leaderboard.locale.numbers import EXACT
from leaderboard.locale.unreadable import BadDate, BadNumber, Figures, Reason
from leaderboard.rules.calendars import Calendar, date_from
from leaderboard.rules.period_texts import YEARS, BadPeriod, calendar_of

# No company's sum is larger than this, and browsers still count exactly.
LIMIT = 10**15
# More digits than this are looked at closely.
MOST_BARE = 15
# Longest number, in characters, with everything that may surround it.
MOST_SIGNS = 100
GROUPS = ",٬،'’\\s"
NUMBER = re.compile(rf"([+−-]?)\s*(\d+|\d{{1,3}}([{GROUPS}])\d{{3}}(?:\3\d{{3}})*)(?:[.٫](\d+))?")
NUMBERLIKE = re.compile(rf"[+−-]?[\d.٫{GROUPS}]*\d[\d.٫{GROUPS}]*")
PERCENT = re.compile(r"\s*(?:[%٪]|per\s?cent|درصد)$|^[%٪]\s*", re.IGNORECASE)
THREE_ZEROS = re.compile(r"[+−-]?\s*\d{1,3}[.٫]000")
THIRD_ZERO = re.compile(r"[+−-]?\s*[1-9]\d{0,2}\.\d\d0")
# Accountants put a number below zero in brackets.
BRACKETED = re.compile(r"\(\s*([^()+−-]+?)\s*\)")
SCIENTIFIC = re.compile(r"[+−-]?\d+(?:[.,٫]\d+)?[eE][+−-]?\d+")
# What India counts in, large units that nothing else here is written with.
LAKH = re.compile(r"(?<![^\W\d_])(?:lakh|lac|crore)s?(?![^\W\d_])", re.IGNORECASE)
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Spreadsheets count days from here, and store the time as a fraction; five digits reach from 1927
# to 2173.
DAY_ZERO = date(1899, 12, 30)
DAY_NUMBER = re.compile(r"(\d{5})(?:[.,](\d+))?")


def parse_number(
    text: str, *, asked: Figures = Figures.NUMBER, is_decimal: bool = False
) -> int | Decimal:
    """123, ۱۲۳, ١٢٣, 1,234.5, ۱٬۲۳۴٫۵, 1.5M or ۲ میلیون و ۵۰۰ هزار: an int if whole, else exact.
    Raises BadNumber.

    Separators stand before groups of three; the decimal point is . or ٫, never a comma. With
    `is_decimal` nobody can have meant thousands by it.
    """
    plain = figures_in(text, asked=asked)
    if asked is Figures.COUNT and not is_decimal and THREE_ZEROS.fullmatch(plain):
        raise BadNumber(Reason.TWO_WAYS, text=text, asked=asked)
    return read_number(plain, text=text, asked=asked)


def read_number(plain: str, *, text: str, asked: Figures) -> int | Decimal:
    """The number in a tidied text."""
    try:
        if not plain:
            raise BadNumber(Reason.EMPTY, text=text)
        parts = figures(plain, is_money=asked is Figures.MONEY)
        if parts is None:
            raise BadNumber(unread(plain), text=text)
        if len(parts) == 1 and parts[0].scale == 1:
            return parse_figure(parts[0].text, text=text)
        return sum_of(parts, text=text)
    except BadNumber as error:
        is_sum = asked is Figures.MONEY and error.reason is Reason.NOT_A_NUMBER
        raise BadNumber(
            Reason.NOT_A_SUM if is_sum else error.reason, text=text, asked=asked
        ) from None


def sum_of(parts: Sequence[Figure], *, text: str) -> int | Decimal:
    """2 million and 500 thousand. Each part is less than one unit of the part before it."""
    values = [EXACT.create_decimal(parse_figure(part.text, text=text)) for part in parts]
    told = [value * part.scale for value, part in zip(values, parts, strict=True)]
    for value, larger, smaller in zip(values, parts, told[1:], strict=False):
        if value != value.to_integral_value() or not 0 <= smaller < larger.scale:
            raise BadNumber(Reason.NOT_A_NUMBER, text=text)
    # The sign precedes the first part and applies to all.
    rest = EXACT.create_decimal(sum(told[1:]))
    whole = told[0] - rest if plain_sign(parts[0].text) else told[0] + rest
    if abs(whole) >= LIMIT:
        raise BadNumber(Reason.TOO_LARGE, text=text)
    return int(whole) if whole == whole.to_integral_value() else whole


def plain_sign(figure: str) -> bool:
    """Whether the figure is below zero."""
    return figure.startswith(("-", "−"))


def parse_figure(plain: str, *, text: str) -> int | Decimal:
    """A number without words."""
    settled = without_slashes(text, plain.strip())
    if settled is None:
        raise BadNumber(Reason.TWO_WAYS, text=text)
    found = NUMBER.fullmatch(settled)
    if not found:
        like = NUMBERLIKE.fullmatch(settled)
        raise BadNumber(Reason.SEPARATORS if like else unread(settled), text=text)
    sign, whole, _, decimals = found.groups()
    whole = ("-" if sign in ("-", "−") else "") + re.sub(r"\D", "", whole)
    # Check the length first: parsing a million digits takes minutes.
    if len(whole) > 20 or abs(int(whole)) >= LIMIT:
        raise BadNumber(Reason.TOO_LARGE, text=text)
    if decimals and len(decimals) > 20:
        raise BadNumber(Reason.TOO_PRECISE, text=text)
    return Decimal(f"{whole}.{decimals}") if decimals else int(whole)


def unread(plain: str) -> Reason:
    """Why this is no number, for whoever meant one."""
    if SCIENTIFIC.fullmatch(plain):
        return Reason.SCIENTIFIC
    return Reason.LAKH if LAKH.search(plain) else Reason.NOT_A_NUMBER


def parse_percent(text: str) -> int | Decimal:
    """18, 18 %, ۱۸٪, ٪۱۸, 18 percent or ۱۸ درصد, in hundredths. Raises BadNumber."""
    plain = figures_in(text, asked=Figures.PERCENT)
    return read_number(PERCENT.sub("", plain), text=text, asked=Figures.PERCENT)


def parse_money(text: str, currency: str) -> int:
    """A sum in the currency's smallest unit: 12.50, €12.50 and ۱۲٫۵ are 1250 cents. Raises
    BadNumber.

    The currency's own symbol, letters or name may come before or after the number.
    """
    minor = Decimal(parse_sum(text, currency)).scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise BadNumber(Reason.TOO_PRECISE, text=text, asked=Figures.MONEY)
    return int(minor)


def parse_sum(text: str, currency: str, *, is_decimal: bool = False) -> int | Decimal:
    """A sum in whole units of the currency, down to any fraction; `is_decimal` as for
    `parse_number`. Raises BadNumber."""
    # Most sums in files are a few digits and nothing else.
    is_bare = text.isascii() and text.isdigit() and len(text) <= MOST_BARE
    value = int(text) if is_bare else sum_said(text, currency, is_decimal=is_decimal)
    if abs(Decimal(value).scaleb(exponent(currency))) >= LIMIT:
        raise BadNumber(Reason.TOO_LARGE, text=text, asked=Figures.MONEY)
    return value


def sum_said(text: str, currency: str, *, is_decimal: bool) -> int | Decimal:
    """A sum in words, with separators or with its currency."""
    plain, found = without_currency(figures_in(text, asked=Figures.MONEY), currency)
    plain = without_brackets(plain)
    if found not in ("", currency):
        raise BadNumber(Reason.OTHER_CURRENCY, text=text, asked=Figures.MONEY, currency=found)
    if not is_decimal and is_two_ways(plain, decimals=exponent(currency)):
        raise BadNumber(Reason.TWO_WAYS, text=text, asked=Figures.MONEY)
    return read_number(plain, text=text, asked=Figures.MONEY)


def is_two_ways(plain: str, *, decimals: int) -> bool:
    """Whether the point may separate thousands: is 12.500 twelve and a half, or twelve thousand?
    Who has two decimals, or none, writes no third."""
    if not decimals:
        return THREE_ZEROS.fullmatch(plain) is not None
    return decimals < 3 and THIRD_ZERO.fullmatch(plain) is not None


def parse_date(text: str, calendar: Calendar | None = None) -> date:
    """2017-06-14, 14/6/2017, 14 June 2017, 1396/03/24 or ۲۴ خرداد ۱۳۹۶. Raises BadDate.

    The year tells its calendar; with `calendar`, only that one is accepted. Days come before months
    unless the year comes first.
    """
    if not tidy(text):
        raise BadDate(Reason.EMPTY, text=text)
    if len(text) > MOST_SIGNS:
        raise BadDate(Reason.NOT_A_DATE, text=text)
    year, month, day, named = date_written(text)
    meant = calendar_of_year(year, text=text)
    if named not in (None, meant) or calendar not in (None, meant):
        raise BadDate(Reason.OTHER_CALENDAR, text=text)
    try:
        return date_from(year, month, day, meant)
    except ValueError as error:
        raise BadDate(Reason.NO_SUCH_DAY, text=text) from error


def date_written(text: str) -> tuple[int, int, int, Calendar | None]:
    """Year, month and day as written, and the calendar of the month if it is named."""
    plain = tidy(text)
    named = named_day(fold(text))
    if named is not None and len(named.year) == 4:
        return int(named.year), named.month, int(named.day), named.calendar
    if found := YEAR_FIRST.fullmatch(plain):
        return int(found[1]), int(found[3]), int(found[4]), None
    if found := DAY_FIRST.fullmatch(plain):
        return int(found[4]), int(found[3]), int(found[1]), None
    if is_year_first(plain) and (found := EIGHT_DIGITS.fullmatch(plain)):
        return int(found[1]), int(found[2]), int(found[3]), None
    if found := DAY_NUMBER.fullmatch(plain):
        raise BadDate(Reason.DAY_NUMBER, text=text, day=day_numbered(found[1]))
    raise BadDate(Reason.NOT_A_DATE, text=text)


def is_year_first(plain: str) -> bool:
    """Whether eight digits are a year, a month and a day: in no other order are the year and the
    month possible too."""
    found = EIGHT_DIGITS.fullmatch(plain)
    return (
        found is not None
        and any(int(found[1]) in years for years in YEARS.values())
        and 1 <= int(found[2]) <= 12
    )


def day_numbered(number: str) -> date:
    """The day a spreadsheet stores as this number."""
    return DAY_ZERO + timedelta(days=int(number))


def calendar_of_year(year: int, *, text: str) -> Calendar:
    """The calendar that a year like this belongs to."""
    try:
        return calendar_of(year, text=text)
    except BadPeriod as error:
        raise BadDate(Reason.OUT_OF_RANGE, text=text) from error


def figures_in(text: str, *, asked: Figures) -> str:
    """The tidied text, if it is short enough to be a number: patterns take very long on longer
    ones."""
    plain = tidy(text)
    if len(plain) > MOST_SIGNS:
        reason = Reason.TOO_LARGE if plain.isdecimal() else Reason.NOT_A_NUMBER
        raise BadNumber(reason, text=text, asked=asked)
    return without_brackets(plain)


def without_brackets(plain: str) -> str:
    """The number with its sign in front."""
    return BRACKETED.sub(r"-\1", plain) if BRACKETED.fullmatch(plain) else plain


def tidy(text: str) -> str:
    """The text in Latin digits, without the marks that a copied number brings along."""
    return ascii_digits(BIDI_CONTROLS.sub("", text)).strip()
