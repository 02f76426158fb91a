"""What nearly every page needs: current settings, a speaker, and the date."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import g

from leaderboard import clock, configuration
from leaderboard.configuration import Configuration
from leaderboard.locale import current_writing
from leaderboard.sentences import Speaker, speaker


@dataclass(frozen=True)
class Here:
    """The settings, a speaker for the reader, the time and its business date."""

    settings: Configuration
    speaker: Speaker
    at: datetime
    today: date


def here() -> Here:
    settings = configuration.current()
    return Here(settings, speaker(settings), g.at, today())


def today() -> date:
    """The business date of this request, without a query, even after a write."""
    return clock.business_date(g.at, current_writing().zone)
