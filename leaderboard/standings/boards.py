"""Boards: who stands where by a metric over a span of days."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from leaderboard import configuration
from leaderboard.configuration import Configuration, MetricFacts, term_value
from leaderboard.locale import by_alphabet
from leaderboard.models import By, Metric
from leaderboard.rules.metrics import Direction, Score, Term, Value
from leaderboard.rules.periods import DAY, Span
from leaderboard.rules.ranking import Candidate, Ties, ranked
from leaderboard.standings.moments import with_moments
from leaderboard.standings.sums import Grouped, parent_scores, scores


@dataclass(frozen=True)
class Standing:
    """One row of a board. `rank` is None below the minimum sample and for hidden people.

    `value` is in the metric's smallest unit; `team_id` is the person's team on the board's last day
    (0 = none), or the team itself; `movement` is the number of ranks gained since an earlier board,
    if compared.
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
        """The index of a subject's row; None if it has none."""
        found = (i for i, row in enumerate(self.rows) if row.subject_id == subject_id)
        return next(found, None)

    def around(self, subject_id: int, *, each_side: int = 2) -> tuple[Standing, ...]:
        """The subject's row with its neighbours, always the same number of rows where the board has
        as many."""
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
    today: date = date.max,
) -> Board:
    """The standings by a metric over the span.

    With `team_id`, only the people (or teams) of that team and those below it are shown; that
    leaves out rows but changes no number. Ranks are computed over the people shown. Their teams are
    those on the span's last day, or on `today` while it runs.
    """
    settings = configuration.current()
    day = min(today, span.end - DAY)
    terms = tuple(term_value(term) for term in metric.terms)
    least = metric.min_sample if min_sample is None else min_sample
    candidates = [
        candidate_of(whose, name, score, metric, least=least)
        for whose, score in scores_by(by, terms, span, settings).items()
        if score.sample > 0 and (name := name_of(whose, by, span, settings)) is not None
    ]
    if team_id is not None:
        members = within_team(by, team_id, day, settings, [c.subject_id for c in candidates])
        candidates = [c for c in candidates if c.subject_id in members]
    shown = [c for c in candidates if not is_hidden(c.subject_id, by, settings)]
    if ties is Ties.FIRST:
        shown = with_moments(shown, terms, span, by, settings)
    rows = [
        Standing(p.rank, p.subject_id, p.name, p.value, p.sample, p.is_tied)
        for p in ranked(shown, direction=Direction(metric.direction), ties=ties)
    ]
    if shows_hidden:
        rows += out_of_rank(c for c in candidates if is_hidden(c.subject_id, by, settings))
    return Board(metric, by, span, ties, tuple(with_teams(rows, by, day, settings)))


def out_of_rank(hidden: Iterable[Candidate]) -> list[Standing]:
    """The rows of hidden people, by name."""
    return [
        Standing(None, c.subject_id, c.name, c.value, c.sample, False, is_hidden=True)
        for c in sorted(hidden, key=lambda c: (by_alphabet(c.name), c.subject_id))
    ]


def candidate_of(
    whose: int, name: str, score: Score, metric: Metric | MetricFacts, *, least: int
) -> Candidate:
    """Somebody with a case. With too few cases, or without a numerator the metric needs, they have
    a value but no rank."""
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


def name_of(whose: int, by: By, span: Span, settings: Configuration) -> str | None:
    """The name the subject is listed under; None for anybody who left before the span ended."""
    if by is not By.REP:
        return settings.teams()[whose].name
    person = settings.people()[whose]
    return None if person.left_on is not None and person.left_on < span.end else person.name


def is_hidden(whose: int, by: By, settings: Configuration) -> bool:
    return by is By.REP and settings.people()[whose].is_hidden


def within_team(
    by: By, team_id: int, day: date, settings: Configuration, ids: Collection[int]
) -> set[int]:
    """Those of these people or teams that belong under the team on the day."""
    if by is By.REP:
        settings.know_memberships()
    teams = {whose: settings.team_on(whose, day) if by is By.REP else whose for whose in ids}
    return {whose for whose, own in teams.items() if team_id in settings.teams_above(own, day)}


def with_teams(rows: list[Standing], by: By, day: date, settings: Configuration) -> list[Standing]:
    """The rows with the team whose mark they carry."""
    if by is not By.REP:
        return [replace(row, team_id=row.subject_id) for row in rows]
    settings.know_memberships()
    return [replace(row, team_id=settings.team_on(row.subject_id, day)) for row in rows]
