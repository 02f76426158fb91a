"""A plan proposed for a goal: the parts of teams and people, and the work behind each part."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from leaderboard.configuration import Configuration
from leaderboard.models import Goal, GoalKind
from leaderboard.rules.metrics import Direction
from leaderboard.rules.parts import asked_within, is_added
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.planning import (
    Found,
    Way,
    WorkStage,
    best,
    each_day,
    each_week,
    split,
    stages,
    step_for,
    weights_by_past,
)
from leaderboard.standings.goal_tree import feeding
from leaderboard.standings.planning import Known
from leaderboard.standings.progress import Instance


@dataclass(frozen=True)
class Held:
    """The goals of one owner that feed the planned one already, and what they ask for in each
    part's period."""

    goals: tuple[Goal, ...]
    asked: int


@dataclass(frozen=True)
class Parts:
    """The targets proposed for each part's period by owner; those that are set already are held.

    `asked` is what the parts should come to together in each period.
    """

    asked: int
    proposed: Mapping[int, int]
    held: Mapping[int, Held] = field(default_factory=dict)

    def of(self, owner_id: int) -> int:
        """What the owner's goals ask for in each period, set or proposed; 0 for nothing."""
        held = self.held.get(owner_id)
        return held.asked if held else self.proposed.get(owner_id, 0)


def parts_of(known: Known, way: Way, unit: int) -> Parts:
    """The parts of the goal: first those of the teams and of people in none, then of each team's
    people, rounded like targets. They add up to it exactly."""
    step = step_for(known.target, unit)
    asked, held = asked_each(known, unit), held_parts(known)
    if way is Way.HAND:
        return Parts(asked, {}, held)
    weights = weights_of(known, way)
    proposed: dict[int, int] = {}

    def share(total: int, owners: Sequence[int], weight: Mapping[int, Fraction]) -> None:
        """Split what the owners' own goals leave among those without one."""
        open_to = [whose for whose in owners if whose not in held]
        rest = total - sum(held[whose].asked for whose in owners if whose in held)
        found = split(max(0, rest), [weight[whose] for whose in open_to], step)
        proposed.update(zip(open_to, found, strict=True))

    people_of = known.shares.people_of
    of_teams = {t: sum((weights[p] for p in people_of[t]), Fraction(0)) for t in known.shares.teams}
    share(asked, [*of_teams, *people_of.get(0, ())], {**weights, **of_teams})
    for team_id in of_teams:
        total = held[team_id].asked if team_id in held else proposed[team_id]
        share(total, people_of[team_id], weights)
    return Parts(asked, {whose: target for whose, target in proposed.items() if target}, held)


def asked_each(known: Known, unit: int) -> int:
    """What the parts should come to in each of their periods: the target, less what came in before
    the first of them, in equal parts rounded up."""
    rest = max(0, known.target - known.came_in)
    count = max(1, len(known.ahead.parts))
    return rest if count == 1 else ceil(Fraction(rest, count * unit)) * unit


def weights_of(known: Known, way: Way) -> dict[int, Fraction]:
    """How much of the goal falls to each person: by the working days that they share it, and by
    their past if it is asked for."""
    people = known.shares.people
    days = [known.days_planned(person_id) for person_id in people]
    if way is Way.EQUAL:
        return {person_id: Fraction(n) for person_id, n in zip(people, days, strict=True)}
    found = weights_by_past([known.past(person_id) for person_id in people], days)
    return dict(zip(people, found, strict=True))


def held_parts(known: Known) -> dict[int, Held]:
    """The goals that feed this one on the same metric, by owner."""
    found: dict[int, list[Goal]] = defaultdict(list)
    for row in feeding([known.item.row.id]):
        if row.metric_id == known.metric.id:
            found[row.owner_id].append(row)
    teams = [row for rows in found.values() for row in rows]
    for row in feeding([row.id for row in teams if row.owner_id in known.shares.people_of]):
        if row.metric_id == known.metric.id and row.owner_id in known.shares.people:
            found[row.owner_id].append(row)
    return {
        owner_id: Held(tuple(rows), held_each(rows, known))
        for owner_id, rows in found.items()
        if any(is_in_plan(row, known) for row in rows)
    }


def is_in_plan(row: Goal, known: Known) -> bool:
    return asked_within(known.settings.goal(row), known.ahead.planned, known.settings.almanac) > 0


def held_each(rows: Iterable[Goal], known: Known) -> int:
    """What goals ask for in each of the parts' periods, on average, rounded up."""
    settings = known.settings
    total = max(
        asked_within(settings.goal(row), known.ahead.planned, settings.almanac) for row in rows
    )
    return ceil(Fraction(total, max(1, len(known.ahead.parts))))


@dataclass(frozen=True)
class Work:
    """The work behind what somebody still has to reach, on the working days that are left.

    `decided` is how many deals have to be decided for the stage of those won; `weekly` are the
    targets of a week by kind, for the steps that are counted by a metric.
    """

    to_go: int
    days: int
    stages: tuple[WorkStage, ...] = ()
    kinds: tuple[int, ...] = ()
    decided: tuple[int, Found] | None = None
    weekly: Mapping[int, int] = field(default_factory=dict)

    @property
    def each_day(self) -> int | None:
        """How many of the last stage on each working day."""
        return each_day(self.stages[-1].needed, self.days) if self.stages else None


def work_behind(person_id: int, target: int, known: Known) -> Work:
    """The work behind a person's target for each part's period."""
    total = target * max(1, len(known.ahead.parts))
    to_go, days = max(0, total - known.so_far.get(person_id, 0)), known.days_left(person_id)
    groups = known.groups_of(person_id)
    found = stages(to_go, known.rates(groups)) if to_go else []
    kinds = kinds_of(known)[: len(found)]
    return Work(
        to_go,
        days,
        tuple(found),
        kinds,
        decided(found, kinds, groups, known),
        weekly(found, kinds, person_id, days, known),
    )


def kinds_of(known: Known) -> tuple[int, ...]:
    """The kind that each stage counts."""
    if known.line is None:
        return ()
    result = known.line.result
    own = [] if result.measure.value == "entries" else [result.kind_id]
    return (*own, *(kind_id for kind_id, _metric in known.steps))


def decided(
    found: Sequence[WorkStage], kinds: Sequence[int], groups: Sequence[int], known: Known
) -> tuple[int, Found] | None:
    """How many deals have to be decided, by the win rate, so that as many are won as needed."""
    rate = best(known.win_rate(groups))
    if rate is None or not found or known.line is None or kinds[0] != known.line.result.kind_id:
        return None
    return ceil(Fraction(found[0].needed * rate.rate.out, rate.rate.of)), rate


def weekly(
    found: Sequence[WorkStage], kinds: Sequence[int], person_id: int, days: int, known: Known
) -> dict[int, int]:
    """What a usual week of the person asks of each step."""
    of_week = len(known.settings.world(person_id).working.weekdays_on(known.ahead.left.start))
    metrics = dict(known.steps)
    return {
        kind_id: target
        for kind_id, stage in zip(kinds, found, strict=True)
        if metrics.get(kind_id) is not None
        and (target := each_week(stage.needed, days, of_week=of_week))
    }


def kinds_of_part(item: Instance) -> list[PeriodKind]:
    """The kinds of period, shorter than the goal's own, that its parts may have."""
    own, order = item.row.period_kind, [PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR]
    return order[: order.index(PeriodKind(own))] if own in order else []


def is_plannable(goal: Goal, settings: Configuration) -> bool:
    """Whether a goal can be split: a sum of which more is better, that somebody has to reach."""
    metric = settings.metrics()[goal.metric_id]
    is_sum = not metric.is_ratio and metric.direction is Direction.HIGHER
    return is_sum and is_added(metric.terms) and goal.kind != GoalKind.STRETCH
