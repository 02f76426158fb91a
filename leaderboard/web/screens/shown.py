"""A screen at one moment: boards and goals in turn, the feed, celebrations."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from leaderboard import clock, configuration, locale
from leaderboard.configuration import ScreenFacts
from leaderboard.locale import Writing, current_writing
from leaderboard.sentences import speaker
from leaderboard.standings.feed import feed
from leaderboard.web.request.here import Here
from leaderboard.web.screens.celebrations import Celebration, celebrations_of
from leaderboard.web.screens.slides import ShownSlide, shown_slides
from leaderboard.web.screens.ticker import TickerLine, line_of

# Lines in the ticker, and how many recent items are checked for celebrations.
LINES, NEWEST = 3, 20
# Up to this age, the newest item is "just now".
JUST_NOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Showing:
    """Everything a screen shows, with all texts in its language."""

    name: str
    slides: tuple[ShownSlide, ...]
    lines: tuple[TickerLine, ...]
    is_just_now: bool
    celebrations: tuple[Celebration, ...]
    clock: str
    date_text: str
    # How many minutes the organisation's clock is ahead of UTC.
    offset: int
    digits: str
    seconds: int
    is_still: bool


def showing_of(screen: ScreenFacts, *, at: datetime) -> Showing:
    """The screen at this instant, in the language set by `locale.write_as`."""
    settings, writing = configuration.current(), current_writing()
    here = Here(settings, speaker(settings), at, clock.business_date(at, settings.zone))
    newest = feed(day=here.today, most=NEWEST)
    slides = shown_slides(screen, here)
    return Showing(
        name=screen.name,
        slides=slides,
        lines=tuple(line_of(item, here, shows_money=screen.shows_money) for item in newest[:LINES]),
        is_just_now=bool(newest) and at - newest[0].at < JUST_NOW,
        celebrations=celebrations_of(newest, slides, here, shows_money=screen.shows_money),
        clock=locale.time(at, writing),
        date_text=date_text(here, writing),
        offset=clock.offset(here.at, here.settings.zone),
        digits=writing.script.digits,
        seconds=screen.seconds,
        is_still=screen.is_still,
    )


def date_text(here: Here, writing: Writing) -> str:
    """For example: Wed 25 Nov."""
    weekday = locale.weekday(here.today, writing, width="abbreviated")
    return f"{weekday} {locale.day_month(here.today, writing)}"
