"""How far goals have come: the instance on a day, its value, and where that stands on the way."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from leaderboard import configuration
from leaderboard.configuration import Configuration, MetricFacts
from leaderboard.extensions import db
from leaderboard.models import Goal, GoalKind, SubjectKind
from leaderboard.rules import model
from leaderboard.rules.attainment import Attainment, Course, attain, time_gone
from leaderboard.rules.baselines import MILLION
from leaderboard.rules.metrics import Score
from leaderboard.rules.periods import Period, Span
from leaderboard.rules.working_days import WorkingCalendar
from leaderboard.standings.rewards import NONE, Rewards, Running, read_rewards
from leaderboard.standings.tallies import Ask, scores_of


@dataclass(frozen=True)
class Owner:
    """A goal's owner; the organisation has no name or mark of its own here."""

    id: int
    kind: SubjectKind
    name: str = ""
    mark: int | None = None


@dataclass(frozen=True)
class Progress:
    """One instance of a goal and how far it has come.

    `period` is None for a goal with its own dates.
    """

    goal_id: int
    name: str
    kind: GoalKind
    metric: MetricFacts
    owner: Owner
    span: Span
    period: Period | None
    attainment: Attainment
    sample: int
    impact: int
    parent_id: int | None
    is_dropped: bool
    rewards: Rewards = NONE

    @property
    def urgency(self) -> tuple[int, date, str, int]:
        """The sort key: what matters most, then what is due first."""
        return (-self.impact, self.span.end, self.name, self.goal_id)


@dataclass(frozen=True)
class Instance:
    """A goal in one of its periods, looked at on a day."""

    row: Goal
    goal: model.PayingGoal
    period: Period
    day: date

    @property
    def urgency(self) -> tuple[int, date, str, int]:
        """The sort key: what matters most, then what is due first."""
        return (-self.row.impact, self.period.span.end, self.row.name, self.row.id)


@dataclass(frozen=True)
class RunningFor:
    """The instances that concern one person, each group sorted by what matters now."""

    mine: list[Instance]
    team: list[Instance]
    company: list[Instance]


def first_goals(person_id: int, *, day: date, most: int) -> list[Progress]:
    """The first of the day's goals of a person's own; no others are measured."""
    own = sorted(running(pursued_goals({person_id}), day=day), key=lambda item: item.urgency)
    return measured(own[:most], configuration.current())


def running_for(person_id: int, *, day: date, team_ids: Collection[int] = ()) -> RunningFor:
    """The day's goals that concern a person: their own, those of their team and the teams above it,
    and the company's; with `team_ids`, those of these teams too. Not yet measured: a page measures
    those that it shows."""
    settings = configuration.current()
    teams = {*settings.teams_above(settings.team_on(person_id, day), day), *team_ids}
    owners = {person_id, settings.organisation_id, *teams}
    found = sorted(running(pursued_goals(owners), day=day), key=lambda item: item.urgency)
    return RunningFor(
        mine=[item for item in found if item.row.owner_id == person_id],
        team=[item for item in found if item.row.owner_id in teams],
        company=[item for item in found if item.row.owner_id == settings.organisation_id],
    )


def pursued_goals(owner_ids: Collection[int]) -> list[Goal]:
    """These owners' goals that have not been dropped, with their targets, in one statement."""
    statement = (
        select(Goal)
        .where(Goal.owner_id.in_(owner_ids), Goal.retired_at.is_(None))
        .options(joinedload(Goal.versions))
        .order_by(Goal.id)
    )
    return list(db.session.scalars(statement).unique())


def progress_of(goals: Iterable[Goal], *, day: date) -> list[Progress]:
    """How far these goals have come on the day, in a fixed number of statements.

    A goal without an instance that day (not begun, over, dropped) is left out.
    """
    return measured(running(goals, day=day), configuration.current())


def running(goals: Iterable[Goal], *, day: date) -> list[Instance]:
    """These goals' instances that include the day: what there is to measure, not yet measured."""
    settings = configuration.current()
    read = [(row, settings.goal(row)) for row in goals]
    found = [
        Instance(row, goal, period, day)
        for row, goal in read
        if (goal.last_day is None or day < goal.last_day)
        and (period := goal.instance_on(day, settings.almanac)) is not None
    ]
    return [item for item in found if target_of(item) is not None]


def measured(instances: list[Instance], settings: Configuration) -> list[Progress]:
    """Each instance with its value and where it stands; those without a target yet are left out."""
    known = [item for item in instances if target_of(item) is not None]
    settings.know_memberships()
    settings.know_leave([item.row.owner_id for item in known if is_person(item, settings)])
    scores = scores_of([Ask(i.goal.terms, i.period.span, i.row.owner_id) for i in known], settings)
    pairs = list(zip(known, scores, strict=True))
    rewards = rewards_ahead(pairs, settings)
    return [
        progress(item, score, settings, rewards=rewards.get((item.row.id, item.day), NONE))
        for item, score in pairs
    ]


def rewards_ahead(
    pairs: Iterable[tuple[Instance, Score]], settings: Configuration
) -> dict[tuple[int, date], Rewards]:
    """What the milestones ahead pay, by goal and day; only people are paid, and only while a goal
    runs."""
    running: dict[date, list[Running]] = {}
    for item, score in pairs:
        may_pay = settings.metrics()[item.row.metric_id].may_pay and is_person(item, settings)
        if may_pay and item.day in item.period.span:
            value = int(score.value or 0)
            asked = Running(item.row.owner_id, item.goal, item.period, value)
            running.setdefault(item.day, []).append(asked)
    return {
        (goal_id, day): rewards
        for day, items in running.items()
        for goal_id, rewards in read_rewards(items, day=day, settings=settings).items()
    }


def progress(
    item: Instance, score: Score, settings: Configuration, *, rewards: Rewards
) -> Progress:
    """One instance as it stands on its day."""
    metric = settings.metrics()[item.row.metric_id]
    owner = owner_of(item.row.owner_id, settings)
    working = working_calendar(owner, settings)
    return Progress(
        goal_id=item.row.id,
        name=item.row.name,
        kind=GoalKind(item.row.kind),
        metric=metric,
        owner=owner,
        span=item.period.span,
        period=item.period if item.goal.period_kind else None,
        attainment=attain(
            course_of(item, metric),
            None if score.value is None else Fraction(score.value),
            time=time_gone(item.period.span, item.day, working),
            has_enough_cases=has_enough_cases(score, metric),
        ),
        sample=score.sample,
        impact=item.row.impact,
        parent_id=item.row.parent_id,
        is_dropped=item.row.retired_at is not None,
        rewards=rewards,
    )


def has_enough_cases(score: Score, metric: MetricFacts) -> bool:
    """A sum always counts; a ratio counts from its minimum sample on, with a numerator if it needs
    one."""
    if not metric.is_ratio:
        return True
    return score.sample >= metric.min_sample and (score.has_numerator or not metric.needs_numerator)


def course_of(item: Instance, metric: MetricFacts) -> Course:
    """What the goal asks for in this instance, by its last target."""
    target = target_of(item)
    assert target is not None
    scale = scale_of(metric)
    return Course(
        target=Fraction(target.target, scale),
        direction=metric.direction,
        is_sum=not metric.is_ratio,
        stretch=None if target.stretch is None else Fraction(target.stretch, scale),
        baseline=None if item.row.baseline is None else Fraction(item.row.baseline, scale),
        marks=target.milestones,
        is_upside=item.row.kind == GoalKind.STRETCH,
    )


def target_of(item: Instance) -> model.Target | None:
    """The target on the day, or on the instance's last day once that is over."""
    return item.goal.target_on(min(item.day, item.period.last))


def scale_of(metric: MetricFacts) -> int:
    """How many stored units of a target make one of the metric's."""
    return MILLION if metric.is_ratio else 1


def owner_of(subject_id: int, settings: Configuration) -> Owner:
    """Who owns a goal."""
    if subject_id == settings.organisation_id:
        return Owner(subject_id, SubjectKind.ORGANISATION)
    team = settings.teams().get(subject_id)
    if team is not None:
        return Owner(subject_id, SubjectKind.TEAM, team.name, team.mark)
    return Owner(subject_id, SubjectKind.PERSON, settings.people()[subject_id].name)


def is_person(item: Instance, settings: Configuration) -> bool:
    return owner_of(item.row.owner_id, settings).kind is SubjectKind.PERSON


def working_calendar(owner: Owner, settings: Configuration) -> WorkingCalendar:
    """The days the owner is expected to work; only people have leave."""
    if owner.kind is SubjectKind.PERSON:
        return settings.world(owner.id).working
    return WorkingCalendar(settings.weeks, settings.holidays)
