"""Boards: who stands where by a metric over a span of days."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select

from leaderboard import configuration
from leaderboard.configuration import Configuration, MetricFacts, term_value
from leaderboard.extensions import db
from leaderboard.models import POINTS, Activity, Award, By, CutValue, Metric, Void
from leaderboard.rules.metrics import Direction, Score, Term, Value
from leaderboard.rules.periods import Span
from leaderboard.rules.ranking import Candidate, Ties, ranked
from leaderboard.standings.sums import Grouped, parent_scores, scores


@dataclass(frozen=True)
class Standing:
    """One row of a board. `rank` is None below the minimum sample and for the hidden.

    `value` is in the metric's smallest unit; `team_id` the person's team on the span's last day
    (0 = none), for a team itself; `movement` the ranks won since an earlier board, if compared.
    """

    rank: int | None
    subject_id: int
    name: str
    value: Value | None
    sample: int
    is_tied: bool
    team_id: int = 0
    is_hidden: bool = False
    movement: int | None = None


@dataclass(frozen=True)
class Board:
    """Everybody with a case, in order."""

    metric: Metric | MetricFacts
    by: By
    span: Span
    ties: Ties
    rows: tuple[Standing, ...]

    def place_of(self, subject_id: int) -> int | None:
        """The index of a subject's row; None when it has none."""
        found = (i for i, row in enumerate(self.rows) if row.subject_id == subject_id)
        return next(found, None)

    def around(self, subject_id: int, *, each_side: int = 2) -> tuple[Standing, ...]:
        """The subject's row with its neighbours, as many in all as there can be."""
        place = self.place_of(subject_id)
        if place is None:
            return ()
        count = 2 * each_side + 1
        first = max(0, min(place - each_side, len(self.rows) - count))
        return self.rows[first : first + count]

    def moved_since(self, earlier: "Board") -> "Board":
        """The same board with each row's movement since the earlier one."""
        before = {row.subject_id: row.rank for row in earlier.rows}
        rows = tuple(
            replace(row, movement=was - row.rank)
            if (was := before.get(row.subject_id)) is not None and row.rank is not None
            else row
            for row in self.rows
        )
        return replace(self, rows=rows)


def board(
    metric: Metric | MetricFacts,
    *,
    by: By,
    span: Span,
    ties: Ties = Ties.EQUAL,
    min_sample: int | None = None,
    team_id: int | None = None,
    shows_hidden: bool = False,
) -> Board:
    """The standings by a metric over the span.

    With `team_id` only the people (or teams) of that team and those below it are shown; that
    narrows the rows and changes no number. Ranks are computed over the people shown.
    """
    settings = configuration.current()
    terms = tuple(term_value(term) for term in metric.terms)
    found = scores_by(by, terms, span, settings)
    least = metric.min_sample if min_sample is None else min_sample
    candidates = [
        candidate_of(whose, name, score, metric, least=least)
        for whose, score in found.items()
        if score.sample > 0 and (name := name_of(whose, by, span, settings)) is not None
    ]
    if team_id is not None:
        members = within_team(by, team_id, span, settings, [c.subject_id for c in candidates])
        candidates = [c for c in candidates if c.subject_id in members]
    hidden = {c.subject_id for c in candidates if is_hidden(c.subject_id, by, settings)}
    shown = [c for c in candidates if c.subject_id not in hidden]
    if ties is Ties.FIRST:
        shown = with_moments(shown, terms, span, by)
    rows = [
        Standing(p.rank, p.subject_id, p.name, p.value, p.sample, p.is_tied)
        for p in ranked(shown, direction=Direction(metric.direction), ties=ties)
    ]
    if shows_hidden:
        rows += [
            Standing(None, c.subject_id, c.name, c.value, c.sample, False, is_hidden=True)
            for c in sorted(candidates, key=lambda c: (c.name, c.subject_id))
            if c.subject_id in hidden
        ]
    return Board(metric, by, span, ties, tuple(with_teams(rows, by, span, settings)))


def candidate_of(
    whose: int, name: str, score: Score, metric: Metric | MetricFacts, *, least: int
) -> Candidate:
    """Somebody with a case; without enough of them, or without a numerator that the metric needs,
    there is a value and no rank."""
    has_rank = score.sample >= least and (score.has_numerator or not metric.needs_numerator)
    return Candidate(whose, name, score.value, score.sample, has_rank)


def scores_by(
    by: By, terms: Collection[Term], span: Span, settings: Configuration
) -> dict[int, Score]:
    """The scores of people, of teams, or of the teams above them."""
    if by is By.REP:
        people = settings.people()
        found = scores(terms, span, grouped=Grouped.SUBJECT)
        return {whose: score for whose, score in found.items() if whose in people}
    if by is By.TEAM:
        found = scores(terms, span, grouped=Grouped.TEAM)
        return {whose: score for whose, score in found.items() if whose in settings.teams()}
    return parent_scores(terms, span)


def last_day(span: Span) -> date:
    return date.fromordinal(span.end.toordinal() - 1)


def name_of(whose: int, by: By, span: Span, settings: Configuration) -> str | None:
    """Under which name the subject is listed; None for whoever had left before the span ended."""
    if by is not By.REP:
        return settings.teams()[whose].name
    person = settings.people()[whose]
    return None if person.left_on is not None and person.left_on < span.end else person.name


def is_hidden(whose: int, by: By, settings: Configuration) -> bool:
    return by is By.REP and settings.people()[whose].is_hidden


def within_team(
    by: By, team_id: int, span: Span, settings: Configuration, ids: Collection[int]
) -> set[int]:
    """Those of these people or teams that belong under the team on the span's last day."""
    day = last_day(span)
    if by is By.REP:
        settings.know_memberships()
    teams = {whose: settings.team_on(whose, day) if by is By.REP else whose for whose in ids}
    return {whose for whose, own in teams.items() if team_id in settings.teams_above(own, day)}


def with_teams(rows: list[Standing], by: By, span: Span, settings: Configuration) -> list[Standing]:
    """The rows with the team whose mark they carry."""
    if by is not By.REP:
        return [replace(row, team_id=row.subject_id) for row in rows]
    settings.know_memberships()
    day = last_day(span)
    return [replace(row, team_id=settings.team_on(row.subject_id, day)) for row in rows]


def with_moments(
    candidates: list[Candidate], terms: Collection[Term], span: Span, by: By
) -> list[Candidate]:
    """The candidates that share a value, each with the moment its value last changed.

    Only they are asked for, from their own entries of the span; what adds nothing moves nothing.
    """
    counts: dict[Value | None, int] = defaultdict(int)
    for candidate in candidates:
        counts[candidate.value] += 1
    tied = [c.subject_id for c in candidates if counts[c.value] > 1]
    moments = last_changes(tied, terms, span, by) if tied else {}
    return [replace(c, reached_at=moments.get(c.subject_id)) for c in candidates]


def last_changes(
    ids: Collection[int], terms: Collection[Term], span: Span, by: By
) -> dict[int, datetime]:
    """When the summed measures of these subjects last changed."""
    found: dict[int, datetime] = {}
    for term in terms:
        for whose, moment in db.session.execute(changes_of(term, ids, span, by)):
            found[whose] = max(found.get(whose, moment), moment)
    return found


def changes_of(term: Term, ids: Collection[int], span: Span, by: By):  # type: ignore[no-untyped-def]
    """The latest entry (or award, for points) of each that added to the term."""
    table = Award if term.kind_id == POINTS else Activity
    moment = Award.made_at if term.kind_id == POINTS else Activity.logged_at
    whose = table.subject_id if by is By.REP else table.team_id
    statement = (
        select(whose, func.max(moment))
        .where(whose.in_(ids), table.occurred_on >= span.start, table.occurred_on < span.end)
        .group_by(whose)
    )
    if table is Award:
        later = select(Award.reverses_id).where(Award.reverses_id.is_not(None))
        return statement.where(
            Award.points != 0, Award.reverses_id.is_(None), Award.id.not_in(later)
        )
    statement = statement.where(
        Activity.kind_id == term.kind_id,
        ~select(Void.id).where(Void.activity_id == Activity.id).exists(),
    )
    if term.measure.value in ("quantity", "amount", "profit", "minutes", "days"):
        statement = statement.where(getattr(Activity, term.measure.value) != 0)
    if term.value_id is not None:
        cuts = select(CutValue.cut_id).where(CutValue.value_id == term.value_id)
        statement = statement.where(Activity.cut_id.in_(cuts))
    return statement
