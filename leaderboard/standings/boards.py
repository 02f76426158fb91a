"""Boards: who stands where by a metric over a span of days."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from leaderboard import configuration
from leaderboard.configuration import Configuration, MetricFacts, term_value
from leaderboard.locale import by_alphabet
from leaderboard.models import By, Metric
from leaderboard.rules.metrics import Direction, Score, Term, Value
from leaderboard.rules.periods import DAY, Span
from leaderboard.rules.ranking import Candidate, Place, Ties, ranked
from leaderboard.standings.moments import with_moments
from leaderboard.standings.sums import Grouped, parent_scores, scores


class Standing(NamedTuple):
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


@dataclass(frozen=True)
class Ranking:
    """What a board ranks, whichever days it looks at. `least` is the minimum sample."""

    metric: Metric | MetricFacts
    by: By
    ties: Ties
    least: int
    team_id: int | None
    today: date

    def day(self, span: Span) -> date:
        """The day whose teams are shown: the span's last, or today while it runs."""
        return min(self.today, span.end - DAY)


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
    earlier: Span | None = None,
) -> Board:
    """The standings by a metric over the span, with the movement since an earlier one.

    With `team_id`, only the people (or teams) of that team and those below it are shown; that
    leaves out rows but changes no number. Ranks are computed over the people shown. Their teams are
    those on the span's last day, or on `today` while it runs.
    """
    settings = configuration.current()
    least = metric.min_sample if min_sample is None else min_sample
    ranking = Ranking(metric, by, ties, least, team_id, today)
    candidates = candidates_of(ranking, span, settings)
    places = places_of(candidates, ranking, span, settings)
    hidden = out_of_rank(candidates, by, settings) if shows_hidden else []
    before = ranks_of(ranking, earlier, settings) if earlier and (places or hidden) else {}
    team_of = settings.crowd(ranking.day(span)).team_of if by is By.REP else {}
    rows = [
        Standing(
            *(p.rank, p.subject_id, p.name, p.value, p.sample, p.is_tied),
            team_id=team_of.get(p.subject_id, 0) if by is By.REP else p.subject_id,
            is_hidden=is_out,
            movement=moved(before.get(p.subject_id), p.rank),
        )
        for some, is_out in ((places, False), (hidden, True))
        for p in some
    ]
    return Board(metric, by, span, ties, tuple(rows))


def candidates_of(ranking: Ranking, span: Span, settings: Configuration) -> list[Candidate]:
    """Everybody with a case in the span, hidden or not."""
    by, metric = ranking.by, ranking.metric
    terms = tuple(term_value(term) for term in metric.terms)
    found = [
        candidate_of(whose, name, score, metric, least=ranking.least)
        for whose, score in scores_by(by, terms, span, settings).items()
        if score.sample > 0 and (name := name_of(whose, by, span, settings)) is not None
    ]
    if ranking.team_id is None:
        return found
    members = within_team(by, ranking.team_id, ranking.day(span), settings)
    return [c for c in found if c.subject_id in members]


def places_of(
    candidates: Iterable[Candidate], ranking: Ranking, span: Span, settings: Configuration
) -> list[Place]:
    """The places of those who are shown."""
    shown = [c for c in candidates if not is_hidden(c.subject_id, ranking.by, settings)]
    if ranking.ties is Ties.FIRST:
        terms = tuple(term_value(term) for term in ranking.metric.terms)
        shown = with_moments(shown, terms, span, ranking.by, settings)
    return ranked(shown, direction=Direction(ranking.metric.direction), ties=ranking.ties)


def ranks_of(ranking: Ranking, span: Span, settings: Configuration) -> dict[int, int | None]:
    """The ranks over an earlier span, to tell movement by; nothing else of that board is needed."""
    candidates = candidates_of(ranking, span, settings)
    return {p.subject_id: p.rank for p in places_of(candidates, ranking, span, settings)}


def moved(before: int | None, now: int | None) -> int | None:
    """The ranks gained; None without a rank then and now."""
    return None if before is None or now is None else before - now


def out_of_rank(candidates: Iterable[Candidate], by: By, settings: Configuration) -> list[Place]:
    """Hidden people, by name."""
    hidden = [c for c in candidates if is_hidden(c.subject_id, by, settings)]
    return [
        Place(c.subject_id, c.name, c.value, c.sample, rank=None, is_tied=False)
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


def within_team(by: By, team_id: int, day: date, settings: Configuration) -> set[int]:
    """The people or teams that belong under the team on the day."""
    teams = {team for team in settings.teams() if team_id in settings.teams_above(team, day)}
    if by is not By.REP:
        return teams
    people_of = settings.crowd(day).people_of
    return {whose for team in teams for whose in people_of.get(team, ())}
