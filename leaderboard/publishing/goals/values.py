"""Targets as people type them, in the unit of the goal's metric."""

from fractions import Fraction

from leaderboard import locale
from leaderboard.configuration import MetricFacts
from leaderboard.locale import BadNumber, Writing
from leaderboard.locale.unreadable import Reason
from leaderboard.models import Unit
from leaderboard.standings.progress import scale_of


def read_value(text: str, metric: MetricFacts, writing: Writing) -> int:
    """Read 40,000 as money, 45 % as a share, 7:30 as time, anything else as a number; or raise
    BadNumber."""
    value = in_smallest_unit(text, metric, writing) * scale_of(metric)
    if value.denominator != 1:
        raise BadNumber(Reason.TOO_PRECISE, text=text)
    return int(value)


def in_smallest_unit(text: str, metric: MetricFacts, writing: Writing) -> Fraction:
    """The typed value in the metric's smallest unit."""
    if metric.unit == Unit.MONEY:
        return Fraction(locale.parse_money(text, writing.currency))
    if metric.unit == Unit.RATIO:
        return Fraction(locale.parse_percent(text)) / 100
    if metric.unit == Unit.MINUTES:
        return minutes(text)
    return Fraction(locale.parse_number(text))


def minutes(text: str) -> Fraction:
    """Minutes from 7:30 or from a number of hours."""
    hours, colon, rest = text.partition(":")
    found = Fraction(locale.parse_number(hours)) * 60
    if colon:
        past = Fraction(locale.parse_number(rest))
        if not 0 <= past < 60:
            raise BadNumber(Reason.NOT_A_NUMBER, text=text)
        found += past
    return found


def write_value(stored: int | None, metric: MetricFacts, writing: Writing) -> str:
    """A stored target as people type it; empty for none."""
    if stored is None:
        return ""
    value = Fraction(stored, scale_of(metric))
    if metric.unit == Unit.MONEY:
        return locale.amount(value, writing)
    if metric.unit == Unit.RATIO:
        return locale.number(value * 100, writing, at_most=4) + writing.script.percent
    if metric.unit == Unit.MINUTES:
        return locale.minutes(value, writing)
    return locale.number(value, writing, at_most=6)
