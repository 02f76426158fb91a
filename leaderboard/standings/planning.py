"""What a plan for a goal goes by: who shares it, their working days, their past, and the work that
led to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from leaderboard.configuration import Configuration, MetricFacts
from leaderboard.models import SubjectKind
from leaderboard.rules.baselines import AVERAGED, Against, span_before
from leaderboard.rules.metrics import Score, Term
from leaderboard.rules.periods import DAY, Period, PeriodKind, Span, iterate, period_of
from leaderboard.rules.planning import OwnPast, Rate
from leaderboard.standings.lines_of_work import ENTRIES, Line, before, line_to
from leaderboard.standings.progress import Instance, owner_of, target_of, working_calendar
from leaderboard.standings.tallies import Ask, scores_of

# 52 weeks, so that weekdays are compared with the same ones.
A_YEAR = timedelta(days=364)


@dataclass(frozen=True)
class Shares:
    """Who shares a goal: the teams right below its owner with their people, and people in none of
    them under 0."""

    people_of: Mapping[int, tuple[int, ...]]

    @property
    def people(self) -> list[int]:
        return [person for people in self.people_of.values() for person in people]

    @property
    def teams(self) -> list[int]:
        return [team_id for team_id in self.people_of if team_id]


def shares_of(owner_id: int, *, day: date, settings: Configuration) -> Shares:
    """The people under the goal's owner on the day, by the team right below the owner. Those who
    lead a team are left out: they rarely sell, and who does gets a goal by hand."""
    leaders = {team.manager_id for team in settings.teams().values() if not team.is_dissolved}
    is_company = owner_id == settings.organisation_id
    found: dict[int, list[int]] = {team_id: [] for team_id in (*settings.teams(), 0)}
    for person_id, person in settings.people().items():
        line = settings.teams_above(settings.team_on(person_id, day), day)
        is_below = bool(line) if is_company else owner_id in line
        if person.left_on is None and person_id not in leaders and is_below:
            under = line if is_company else line[: line.index(owner_id)]
            found[under[-1] if under else 0].append(person_id)
    return Shares({team_id: tuple(people) for team_id, people in found.items() if people})


@dataclass(frozen=True)
class PlannedTime:
    """The time that is planned: the goal's period, the days of its parts from the first on, and
    today, from which on something can be done."""

    span: Span
    parts: tuple[Period, ...]
    today: date

    @property
    def start(self) -> date:
        return self.parts[0].start if self.parts else self.span.start

    @property
    def planned(self) -> Span:
        return Span(self.start, self.span.end)

    @property
    def left(self) -> Span:
        return Span(max(self.today, self.span.start), self.span.end)


def ahead_of(item: Instance, every: PeriodKind | None, of: Configuration) -> PlannedTime:
    """The parts' periods: the goal's own, or those of a shorter kind from the current one on."""
    span, day = item.period.span, item.day
    if every is None or item.row.period_kind is None:
        return PlannedTime(span, (item.period,), day)
    first = period_of(every, max(day, span.start), of.almanac)
    begun = Span(max(first.start, span.start), span.end)
    found = [p for p in iterate(every, begun, of.almanac) if p.start in begun]
    return PlannedTime(span, tuple(found), day)


def history_of(item: Instance, against: Against | None, settings: Configuration) -> Span:
    """The days that a plan goes by: periods before the goal's, as far as they have passed, or with
    None its own so far. A goal with its own dates is compared with as many days as it has."""
    start, day = item.period.start, item.day
    if against is None:
        return Span(start, day)
    if item.row.period_kind is not None:
        found = span_before(against, item.period, settings.almanac)
    else:
        length = timedelta(days=item.period.span.days)
        first = start - {Against.PREVIOUS: length, Against.AVERAGE: AVERAGED * length}.get(
            against, A_YEAR
        )
        found = Span(first, first + length if against is Against.YEAR_AGO else start)
    return Span(found.start, max(found.start, min(found.end, day)))


@dataclass(frozen=True)
class Known:
    """What everybody with a share, their teams and the company reached in the history, and what
    has come in since the planned time began."""

    item: Instance
    metric: MetricFacts
    line: Line | None
    shares: Shares
    history: Span
    ahead: PlannedTime
    scores: Mapping[tuple[int, Term], int]
    so_far: Mapping[int, int]
    # What came in before the first part begins.
    came_in: int
    settings: Configuration

    @property
    def target(self) -> int:
        """What the goal asks for; only sums are planned, so it is in the metric's own unit."""
        target = target_of(self.item)
        assert target is not None
        return target.target

    @property
    def has_past(self) -> bool:
        """Whether anybody reached anything in the history."""
        return any(self.value(person_id) for person_id in self.shares.people)

    def past(self, person_id: int) -> OwnPast:
        """What the person reached on the metric, and on how many working days they were here."""
        joined = self.settings.teams_by_day(person_id)
        first = max(self.history.start, joined[0][0]) if joined else self.history.start
        days = self.days(person_id, Span(first, self.history.end)) if first in self.history else 0
        return OwnPast(self.value(person_id), days)

    def value(self, subject_id: int) -> int:
        return sum(term.sign * self.scores.get((subject_id, term), 0) for term in self.metric.terms)

    def days(self, person_id: int, span: Span) -> int:
        """The working days of the span, by the person's own week and leave."""
        return self.settings.world(person_id).working.working_days(span)

    def days_planned(self, person_id: int) -> int:
        """The working days that share the goal: from joining on."""
        joined = self.settings.teams_by_day(person_id)
        start = max(self.ahead.start, joined[0][0]) if joined else self.ahead.start
        return self.days(person_id, Span(start, self.ahead.span.end))

    def days_left(self, owner_id: int) -> int:
        owner = owner_of(owner_id, self.settings)
        if owner.kind is SubjectKind.PERSON:
            return self.days(owner_id, self.ahead.left)
        return working_calendar(owner, self.settings).working_days(self.ahead.left)

    @cached_property
    def steps(self) -> tuple[tuple[int, MetricFacts | None], ...]:
        """Of each group of steps, the first kind that was logged at all."""
        if self.line is None:
            return ()
        company = self.settings.organisation_id
        found = []
        for group in before(self.settings.kinds[self.line.result.kind_id].slug):
            for kind_id, metric in self.line.steps:
                is_of_group = self.settings.kinds[kind_id].slug in group
                if is_of_group and self.scores.get((company, Term(kind_id, ENTRIES))):
                    found.append((kind_id, metric))
                    break
        return tuple(found)

    def groups_of(self, person_id: int) -> list[int]:
        """Whose past counts for a person: their own, their team's and those above it, all."""
        team_id = self.settings.team_on(person_id, self.ahead.today)
        teams = self.settings.teams_above(team_id, self.ahead.today)
        return [person_id, *teams, self.settings.organisation_id]

    def rates(self, groups: Sequence[int]) -> list[list[Rate]]:
        """For each stage of the line, each group's rate, the narrowest first."""
        if self.line is None:
            return []
        result, kind_id = self.line.result, self.line.result.kind_id
        found = []
        if result.measure is not ENTRIES:
            found.append([self.rate(whose, result, kind_id) for whose in groups])
        later = kind_id
        for step, _metric in self.steps:
            found.append([self.rate(whose, Term(later, ENTRIES), step) for whose in groups])
            later = step
        return found

    def rate(self, whose: int, of: Term, kind_id: int) -> Rate:
        """How many entries of a kind go with so much of a term; its cases are those of the term's
        kind."""
        return Rate(
            out=self.scores.get((whose, Term(kind_id, ENTRIES)), 0),
            of=self.scores.get((whose, of), 0),
            cases=self.scores.get((whose, Term(of.kind_id, ENTRIES)), 0),
        )

    def win_rate(self, groups: Sequence[int]) -> list[Rate]:
        """Decided deals for each one won."""
        if self.line is None or self.line.lost_kind_id is None:
            return []
        won, lost = (Term(k, ENTRIES) for k in (self.line.result.kind_id, self.line.lost_kind_id))
        found = []
        for whose in groups:
            wins = self.scores.get((whose, won), 0)
            decided = wins + self.scores.get((whose, lost), 0)
            found.append(Rate(decided, wins, decided))
        return found


def known_of(
    item: Instance, against: Against | None, every: PeriodKind | None, settings: Configuration
) -> Known:
    """Read what a plan goes by on the instance's day, in a fixed number of statements."""
    day = item.day
    metric = settings.metrics()[item.row.metric_id]
    settings.know_memberships()
    owner = owner_of(item.row.owner_id, settings)
    is_person = owner.kind is SubjectKind.PERSON
    shares = Shares({0: (owner.id,)} if is_person else {})
    if not is_person:
        shares = shares_of(owner.id, day=day, settings=settings)
    settings.know_leave(shares.people)
    line = line_to(metric, settings)
    history = history_of(item, against, settings)
    ahead = ahead_of(item, every, settings)
    terms = line.counted if line else list(metric.terms)
    groups = [*shares.people, *settings.teams(), settings.organisation_id]
    pairs = [(whose, term) for whose in groups for term in dict.fromkeys([*terms, *metric.terms])]
    since = Span(ahead.start, max(ahead.start, day + DAY))
    earlier = Span(ahead.span.start, ahead.start)
    asks = [
        *(Ask((positive(term),), history, whose) for whose, term in pairs),
        *(Ask(metric.terms, since, person_id) for person_id in shares.people),
        Ask(metric.terms, earlier, owner.id),
    ]
    values = [whole(score) for score in scores_of(asks, settings)]
    return Known(
        item,
        metric,
        line,
        shares,
        history,
        ahead,
        dict(zip(pairs, values, strict=False)),
        dict(zip(shares.people, values[len(pairs) :], strict=False)),
        values[-1],
        settings,
    )


def positive(term: Term) -> Term:
    """The term by itself, as a sum."""
    return Term(term.kind_id, term.measure, window=term.window, value_id=term.value_id)


def whole(score: Score) -> int:
    return int(score.value or 0)
