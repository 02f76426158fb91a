"""What a metric comes to for many subjects at once, from the totals.

One statement per window: the span is covered by the fewest rows of days, months, quarters and
years, so the cost grows with the people on the board and not with their history.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import NO_CUT, Total
from leaderboard.rules.metrics import Measure, Score, Tally, Term, Window
from leaderboard.rules.periods import Span
from leaderboard.rules.tiles import Tile, starts_in, tiles
from leaderboard.statements import Prepared

OPEN_START = date.min


class Grouped(StrEnum):
    """How the totals are grouped: by owner, by team, or all together."""

    SUBJECT = "subject_id"
    TEAM = "team_id"
    ALL = "all"


def scores(
    terms: Collection[Term],
    span: Span,
    *,
    grouped: Grouped,
    subject_ids: Collection[int] | None = None,
    team_ids: Collection[int] | None = None,
) -> dict[int, Score]:
    """The score of everybody with an entry that counts; with `ALL`, under the key 0.

    `subject_ids` and `team_ids` limit the entries to those of these subjects, or made in these
    teams.
    """
    tallies: dict[int, Tally] = defaultdict(Tally)
    settings = configuration.current()
    for window in {term.window for term in terms}:
        concerned = [term for term in terms if term.window is window]
        tiled = tiles(window_span(span, window), settings.almanac)
        for row in read(Question(concerned, tiled, grouped, subject_ids, team_ids)):
            add(tallies[row.whose], row, concerned, settings)
    return {whose: tally.score(terms) for whose, tally in tallies.items()}


def parent_scores(terms: Collection[Term], span: Span) -> dict[int, Score]:
    """The scores of teams that have teams below them: work done in those and in the team itself,
    each day counted for that day's parents."""
    tallies: dict[int, Tally] = defaultdict(Tally)
    settings = configuration.current()
    for window in {term.window for term in terms}:
        concerned = [term for term in terms if term.window is window]
        for part in unchanged_parts(window_span(span, window), settings):
            tiled = tiles(part, settings.almanac)
            families = families_on(part.start, settings)
            for row in read(Question(concerned, tiled, Grouped.TEAM)):
                for parent in families.get(row.whose, ()):
                    add(tallies[parent], row, concerned, settings)
    return {whose: tally.score(terms) for whose, tally in tallies.items()}


def logged_lately(kind_id: int, span: Span) -> tuple[int, int]:
    """How many people logged a kind in the span, and how often; one row, however many they are."""
    term = Term(kind_id, Measure.ENTRIES)
    tiled = tiles(span, configuration.current().almanac)
    question = Question([term], tiled, Grouped.SUBJECT)
    of_each = question.statement().subquery()
    people, entries = db.session.execute(
        select(func.count(), func.coalesce(func.sum(of_each.c.entries), 0)).where(
            of_each.c.entries > 0
        ),
        question.values(),
    ).one()
    return int(people), int(entries)


def unchanged_parts(span: Span, settings: Configuration) -> list[Span]:
    """The span, split wherever a team came under another parent."""
    changes = {since for rows in settings.parents.values() for since, _ in rows}
    inside = sorted(day for day in changes if span.start < day < span.end)
    starts = [span.start, *inside]
    return [Span(a, b) for a, b in zip(starts, [*inside, span.end], strict=True)]


def families_on(day: date, settings: Configuration) -> dict[int, tuple[int, ...]]:
    """For each team, the parents it counts for on the day: those above it, and itself
    if it is one."""
    above = {team_id: settings.teams_above(team_id, day) for team_id in settings.teams()}
    parents = {parent for line in above.values() for parent in line[1:]}
    return {
        team_id: tuple(team for team in line if team in parents) for team_id, line in above.items()
    }


def add(tally: Tally, row: Any, terms: Iterable[Term], settings: Configuration) -> None:
    """Add one row of sums to the terms that count it."""
    values = settings.values_of(row.cut) if row.cut != NO_CUT else frozenset()
    kind_id, entries = row.kind_id, row.entries
    for term in terms:
        if term.counts(kind_id=kind_id, values=values):
            held, cases = getattr(row, term.measure.value), getattr(row, term.cases)
            tally.add(term, held=held, entries=entries, cases=cases)


def window_span(span: Span, window: Window) -> Span:
    """The days a term looks at for a period with this span."""
    if window is Window.BEFORE:
        return Span(OPEN_START, span.start)
    return Span(OPEN_START, span.end) if window is Window.UNTIL else span


@dataclass(frozen=True)
class Question:
    """Which sums to read: of the terms' kinds, over the tiles. `subject_ids` and `team_ids` limit
    the entries; `keeps_periods` keeps each period apart."""

    terms: Collection[Term]
    tiled: Sequence[Tile]
    grouped: Grouped
    subject_ids: Collection[int] | None = None
    team_ids: Collection[int] | None = None
    keeps_periods: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.tiled or self.subject_ids == [] or self.team_ids == []

    def statement(self) -> Select:
        wanted = {Measure.ENTRIES.value}.union(
            *((term.measure.value, term.cases) for term in self.terms)
        )
        return statement_for(
            self.grouped,
            tuple(sorted(wanted)),
            tuple(tile.is_open for tile in self.tiled),
            any(term.value_id is not None for term in self.terms),
            self.subject_ids is not None,
            self.team_ids is not None,
            self.keeps_periods,
        )

    def values(self) -> dict[str, Any]:
        """The values of the statement's parameters."""
        almanac = configuration.current().almanac
        values: dict[str, Any] = {"kinds": sorted({term.kind_id for term in self.terms})}
        for index, tile in enumerate(self.tiled):
            values[f"kind_{index}"] = tile.kind.value
            if tile.is_open:
                values |= {f"start_{index}": tile.start, f"end_{index}": tile.end}
            else:
                values[f"starts_{index}"] = starts_in(tile, almanac)
        if self.subject_ids is not None:
            values["subjects"] = sorted(self.subject_ids)
        if self.team_ids is not None:
            values["teams"] = sorted(self.team_ids)
        return values


def read(question: Question) -> list[Any]:
    """The rows of sums that answer it."""
    if question.is_empty:
        return []
    return prepared(question.statement()).all(**question.values())


# A statement is the same object whenever it is asked for again, see below.
prepared = lru_cache(maxsize=256)(Prepared)


@lru_cache(maxsize=256)
def statement_for(
    grouped: Grouped,
    measures: tuple[str, ...],
    open_tiles: tuple[bool, ...],
    has_cuts: bool,
    by_subjects: bool,
    by_teams: bool,
    keeps_periods: bool,
) -> Select:
    """The statement for this kind of query, built once: building costs more than running."""
    table = Total.__table__.c
    whose: Any = bindparam("everybody", 0) if grouped is Grouped.ALL else table[grouped.value]
    cut: Any = table.cut_id if has_cuts else bindparam("no_cut", NO_CUT)
    groups = [table.kind_id]
    groups += [] if grouped is Grouped.ALL else [table[grouped.value]]
    groups += [table.cut_id] if has_cuts else []
    own_period = [table.period_kind, table.start] if keeps_periods else []
    groups += own_period
    statement = select(
        whose.label("whose"),
        table.kind_id,
        cut.label("cut"),
        *own_period,
        # PostgreSQL sums integers as decimals.
        *(func.sum(table[name]).cast(table[name].type).label(name) for name in measures),
    ).where(
        table.kind_id.in_(bindparam("kinds", expanding=True)),
        or_(*(tile_condition(table, *numbered) for numbered in enumerate(open_tiles))),
    )
    if by_subjects:
        statement = statement.where(table.subject_id.in_(bindparam("subjects", expanding=True)))
    if by_teams:
        statement = statement.where(table.team_id.in_(bindparam("teams", expanding=True)))
    return statement.group_by(*groups)


def tile_condition(table: Any, index: int, is_open: bool) -> Any:
    """The rows of a tile. Every start by itself where they can be listed: given a range, SQLite
    searches person by person, which takes four times as long, and longer with a long history."""
    is_of_kind = table.period_kind == bindparam(f"kind_{index}")
    if not is_open:
        return and_(is_of_kind, table.start.in_(bindparam(f"starts_{index}", expanding=True)))
    return and_(
        is_of_kind,
        table.start >= bindparam(f"start_{index}"),
        table.start < bindparam(f"end_{index}"),
    )
