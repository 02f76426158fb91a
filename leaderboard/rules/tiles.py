"""The rows of a totals table that add up to a span."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from leaderboard.rules.periods import Almanac, PeriodKind, Span, iterate, period_of, start_of


class Tile(NamedTuple):
    """Rows of a totals table whose period is of `kind` and starts within [start, end)."""

    kind: PeriodKind
    start: date
    end: date

    @property
    def is_open(self) -> bool:
        """Whether it has no beginning or no end."""
        return self.start == date.min or self.end == date.max


@lru_cache(maxsize=1024)
def starts_in(tile: Tile, almanac: Almanac) -> tuple[date, ...]:
    """The days on which the rows of a tile with two ends start."""
    span = Span(tile.start, tile.end)
    return tuple(period.start for period in iterate(tile.kind, span, almanac))


def tiles(span: Span, almanac: Almanac) -> list[Tile]:
    """The fewest rows of a totals table that add up to the span, as ranges; seven ranges at most.

    Every day of the span is in exactly one tile. A span without a beginning or an end has a tile
    of years that is unbounded on that side.
    """
    return list(cover(span, [PeriodKind.YEAR, PeriodKind.QUARTER, PeriodKind.MONTH], almanac))


def cover(span: Span, kinds: list[PeriodKind], almanac: Almanac) -> Iterator[Tile]:
    """The longest run of the coarsest kind that fits, with finer kinds before and after it."""
    if span.start >= span.end:
        return
    if not kinds:
        yield Tile(finest_kind(span, almanac), span.start, span.end)
        return
    start, end = first_start(kinds[0], span.start, almanac), last_start(kinds[0], span.end, almanac)
    if start < end:
        yield from cover(Span(span.start, start), kinds[1:], almanac)
        yield Tile(kinds[0], start, end)
        yield from cover(Span(end, span.end), kinds[1:], almanac)
    else:
        yield from cover(span, kinds[1:], almanac)


def finest_kind(span: Span, almanac: Almanac) -> PeriodKind:
    """Weeks if the span consists of whole ones, else days."""
    ends = (span.start, span.end)
    whole = all(day == start_of(PeriodKind.WEEK, day, almanac) for day in ends)
    return PeriodKind.WEEK if whole else PeriodKind.DAY


def first_start(kind: PeriodKind, day: date, almanac: Almanac) -> date:
    """The first day, from this one on, that begins a period of this kind."""
    if day == date.min:
        return day
    return day if start_of(kind, day, almanac) == day else period_of(kind, day, almanac).end


def last_start(kind: PeriodKind, day: date, almanac: Almanac) -> date:
    """The last day, up to this one, that begins a period of this kind."""
    return day if day == date.max else start_of(kind, day, almanac)
