"""The reader: the language, calendar, zone and currency to write in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel.support import Translations
from flask import g, has_app_context
from flask_babel import refresh

from leaderboard.rules.calendars import Calendar
from leaderboard.rules.periods import Almanac

TRANSLATIONS = Path(__file__).parent.parent / "translations"


@dataclass(frozen=True)
class Script:
    """How a language writes numbers, sums and dates, and its text direction."""

    direction: str
    digits: str
    group: str
    decimal: str
    percent: str
    # Keeps a sign to the left of its digits in right-to-left text. The second mark does that; the
    # first keeps <bdi> from taking a sum that begins with a sign for English.
    mark: str
    # Sums whose currency has a symbol, has letters, or is written as a word.
    money_sign: str
    money_letters: str
    money_name: str
    date_long: str
    date_short: str
    date_typed: str
    date_and_time: str


LATIN = Script(
    direction="ltr",
    digits="0123456789",
    group=",",
    decimal=".",
    percent="\N{NO-BREAK SPACE}%",
    mark="",
    money_sign="{symbol}{amount}",
    money_letters="{symbol}\N{NO-BREAK SPACE}{amount}",
    money_name="{amount}\N{NO-BREAK SPACE}{name}",
    date_long="{weekday} {day} {month}",
    date_short="{day} {short_month} {year}",
    date_typed="{year}-{month2}-{day2}",
    date_and_time="{date}, {time}",
)
PERSIAN = Script(
    direction="rtl",
    digits="۰۱۲۳۴۵۶۷۸۹",
    group="٬",
    decimal="٫",
    percent="٪",
    mark="\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT MARK}",
    money_sign="{amount}\N{NO-BREAK SPACE}{name}",
    money_letters="{amount}\N{NO-BREAK SPACE}{name}",
    money_name="{amount}\N{NO-BREAK SPACE}{name}",
    date_long="{weekday} {day} {month}",
    date_short="{year}/{month2}/{day2}",
    date_typed="{year}/{month2}/{day2}",
    date_and_time="\N{RIGHT-TO-LEFT MARK}{date}، {time}",
)
SCRIPTS = {"en": LATIN, "fa_IR": PERSIAN}
LANGUAGES = tuple(SCRIPTS)
# Each language's own name, whatever language the page is in.
LANGUAGE_NAMES = {"en": "English", "fa_IR": "فارسی"}


@dataclass(frozen=True)
class Writing:
    """How to write for one reader.

    The language is the reader's own; calendar, first weekday (0 Monday ... 6 Sunday), zone and
    currency (three letters; IRT is the Toman) are the organisation's.
    """

    language: str = "en"
    calendar: Calendar = Calendar.GREGORIAN
    first_weekday: int = 0
    zone: str = "UTC"
    currency: str = "EUR"

    @property
    def script(self) -> Script:
        return script_of(self.language)

    @property
    def direction(self) -> str:
        """The text direction, as HTML says it: ltr or rtl."""
        return self.script.direction

    @property
    def tag(self) -> str:
        """The language as HTML says it: en, fa-IR."""
        return self.language.replace("_", "-")

    @property
    def almanac(self) -> Almanac:
        """How the organisation divides time."""
        return Almanac(self.calendar, self.first_weekday)


PLAIN = Writing()


def script_of(language: str) -> Script:
    """A language's script; English for an unknown one."""
    return SCRIPTS.get(language, LATIN)


def current_writing() -> Writing:
    """The writing that `write_as` set in this app context, or plain English without one."""
    return g.get("writing", PLAIN) if has_app_context() else PLAIN


def write_as(writing: Writing) -> None:
    """Write pages and sentences this way until the app context ends."""
    g.writing = writing
    refresh()


@contextmanager
def written_as(writing: Writing) -> Iterator[None]:
    """Write this way within the block, then as before: for a region shown to somebody else."""
    before = current_writing()
    write_as(writing)
    try:
        yield
    finally:
        write_as(before)


@lru_cache(maxsize=32)
def words(language: str) -> NullTranslations:
    """A language's catalogue; English if it has none."""
    return Translations.load(str(TRANSLATIONS), [language])


def N_(message: str) -> str:
    """Marks a sentence for the catalogue, to be translated later, once the reader is known."""
    return message
