"""What many metrics come to at once, for different owners and spans, in two statements.

A board asks one metric of everybody; a page of goals asks many metrics of a few. So the rows that
any of them needs are read together, each period by itself, and handed to those that count it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from itertools import chain
from typing import Any

from leaderboard.configuration import Configuration
from leaderboard.rules.metrics import Score, Tally, Term
from leaderboard.rules.periods import PeriodKind, Span
from leaderboard.rules.tiles import Tile, tiles
from leaderboard.standings.sums import Grouped, Question, add, read, unchanged_parts, window_span


@dataclass(frozen=True)
class Ask:
    """A metric's terms over a span, for a person, a team with those below it, or everybody."""

    terms: tuple[Term, ...]
    span: Span
    subject_id: int


@dataclass(frozen=True)
class Need:
    """The rows that one ask counts for one window: of a person, of these teams, or of everybody."""

    ask: int
    terms: tuple[Term, ...]
    tiles: tuple[Tile, ...]
    person_id: int | None = None
    team_ids: frozenset[int] | None = None


# The rows by kind, kind of period and owner: a need looks at its own alone, however many there are.
Rows = Mapping[tuple[int, str], Mapping[int, Sequence[Any]]]


def scores_of(asks: Sequence[Ask], settings: Configuration) -> list[Score]:
    """The score of each ask, in order."""
    below = cache(partial(teams_below, settings=settings))
    needs = [
        need
        for index, ask in enumerate(asks)
        for need in needs_of(ask, index=index, of=settings, below=below)
    ]
    tallies: dict[int, Tally] = defaultdict(Tally)
    people = [need for need in needs if need.person_id is not None]
    crowds = [need for need in needs if need.person_id is None]
    for some, grouped in ((people, Grouped.SUBJECT), (crowds, Grouped.TEAM)):
        rows = rows_for(some, settings, grouped=grouped)
        for need in some:
            count(tallies[need.ask], need, rows, settings)
    return [tallies[index].score(ask.terms) for index, ask in enumerate(asks)]


# The teams that count towards each team on a day.
Below = Callable[[date], Mapping[int, frozenset[int]]]


def needs_of(ask: Ask, *, index: int, of: Configuration, below: Below) -> Iterable[Need]:
    """One need for each window of the metric; for a team, also for each time its teams changed."""
    for window in {term.window for term in ask.terms}:
        terms = tuple(term for term in ask.terms if term.window is window)
        span = window_span(ask.span, window)
        if ask.subject_id == of.organisation_id:
            yield Need(index, terms, tuple(tiles(span, of.almanac)))
        elif ask.subject_id in of.teams():
            for part in unchanged_parts(span, of):
                family = below(part.start)[ask.subject_id]
                yield Need(index, terms, tuple(tiles(part, of.almanac)), team_ids=family)
        else:
            yield Need(index, terms, tuple(tiles(span, of.almanac)), person_id=ask.subject_id)


def teams_below(day: date, *, settings: Configuration) -> dict[int, frozenset[int]]:
    """Each team with those below it on the day."""
    found: dict[int, set[int]] = defaultdict(set)
    for team_id in settings.teams():
        for above in settings.teams_above(team_id, day):
            found[above].add(team_id)
    return {team_id: frozenset(below) for team_id, below in found.items()}


def rows_for(needs: Collection[Need], settings: Configuration, *, grouped: Grouped) -> Rows:
    """The rows that any of these needs may count."""
    found: dict[tuple[int, str], dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    people = {need.person_id for need in needs if need.person_id is not None}
    question = Question(
        {term for need in needs for term in need.terms},
        merged(tile for need in needs for tile in need.tiles),
        grouped,
        subject_ids=sorted(people) if grouped is Grouped.SUBJECT else None,
        keeps_periods=True,
    )
    rows = read(question)
    settings.know_cuts({row.cut for row in rows})
    for row in rows:
        found[row.kind_id, row.period_kind][row.whose].append(row)
    return found


def merged(tiled: Iterable[Tile]) -> list[Tile]:
    """Tiles that touch or overlap, merged into one, so that no row is read twice."""
    found: list[Tile] = []
    for tile in sorted(set(tiled)):
        last = found[-1] if found else None
        if last is not None and last.kind == tile.kind and tile.start <= last.end:
            found[-1] = Tile(last.kind, last.start, max(last.end, tile.end))
        else:
            found.append(Tile(PeriodKind(tile.kind), tile.start, tile.end))
    return found


def count(tally: Tally, need: Need, rows: Rows, settings: Configuration) -> None:
    """Add the rows that belong to the need's owner, kinds and days to its tally."""
    for kind_id in {term.kind_id for term in need.terms}:
        for tile in need.tiles:
            for row in of_owners(need, rows.get((kind_id, tile.kind.value), {})):
                if tile.start <= row.start < tile.end:
                    add(tally, row, need.terms, settings)


def of_owners(need: Need, rows: Mapping[int, Sequence[Any]]) -> Iterable[Any]:
    """The rows of the person, of the teams, or of everybody."""
    if need.person_id is not None:
        return rows.get(need.person_id, ())
    whose = rows if need.team_ids is None else rows.keys() & need.team_ids
    return chain.from_iterable(rows[each] for each in whose)


def sums_by_day(terms: Collection[Term], span: Span, settings: Configuration) -> dict[date, int]:
    """What everybody together added to a sum on each day of the span."""
    tallies: dict[date, Tally] = defaultdict(Tally)
    days = [Tile(PeriodKind.DAY, span.start, span.end)]
    rows = read(Question(terms, days, Grouped.ALL, keeps_periods=True))
    settings.know_cuts({row.cut for row in rows})
    for row in rows:
        add(tallies[row.start], row, terms, settings)
    return {day: tally.numerator for day, tally in tallies.items()}
