"""How far a goal is, against its target and against the time that has gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from leaderboard.rules.metrics import Direction

# How far past even pace counts as ahead: a tenth of the way. In the first tenth of the time
# nobody is behind yet.
SLACK = Fraction(1, 10)


class State(StrEnum):
    """Where a goal stands, in the order the look names them."""

    TOO_FEW_CASES = "too_few_cases"
    NOT_BEGUN = "not_begun"
    JUST_BEGUN = "just_begun"
    ON_PACE = "on_pace"
    AHEAD = "ahead"
    BEHIND = "behind"
    REACHED = "reached"
    IN_STRETCH = "in_stretch"
    PAST_STRETCH = "past_stretch"
    CLOSED = "closed"


@dataclass(frozen=True)
class Milestone:
    """A small goal on the way: the value at which it is got."""

    at: Fraction
    mark: int
    is_reached: bool


@dataclass(frozen=True)
class Attainment:
    """A goal at one moment. Positions are values of the metric; `ratio` is the way gone over the
    whole way (1 = target reached); `pace` is where even pace would be now, None when closed."""

    value: Fraction | None
    target: Fraction
    stretch: Fraction | None
    baseline: Fraction
    ratio: Fraction
    pace: Fraction | None
    state: State
    milestones: tuple[Milestone, ...]
    is_sum: bool

    @property
    def next_milestone(self) -> Milestone | None:
        return next((m for m in self.milestones if not m.is_reached), None)

    @property
    def is_reached(self) -> bool:
        return self.state in (State.REACHED, State.IN_STRETCH, State.PAST_STRETCH) or (
            self.state is State.CLOSED and self.ratio >= 1
        )


def attain(
    value: Fraction | None,
    *,
    target: Fraction,
    stretch: Fraction | None,
    baseline: Fraction | None,
    marks: Sequence[int],
    direction: Direction,
    is_sum: bool,
    elapsed: Fraction,
    has_enough_cases: bool = True,
) -> Attainment:
    """The state of a goal from its value and the share of working time that has gone (0 to 1).

    A lower-is-better goal runs from its baseline down to the target; without a baseline it is
    reached while the value is at or under the target. Sums grow with time, so their even pace is
    the elapsed share of the way; a ratio's even pace from a baseline likewise, without one the
    target itself.
    """
    start = baseline if baseline is not None else Fraction(0)
    way = way_gone(value, start=start, target=target, direction=direction, baseline=baseline)
    pace = even_pace(start, target, baseline=baseline, is_sum=is_sum, elapsed=elapsed)
    milestones = tuple(
        Milestone(start + (target - start) * Fraction(mark, 1000), mark, way * 1000 >= mark)
        for mark in sorted(marks)
    )
    state = state_of(
        value,
        start=start,
        target=target,
        stretch=stretch,
        pace=pace,
        direction=direction,
        elapsed=elapsed,
        has_enough_cases=has_enough_cases,
    )
    return Attainment(
        value=value,
        target=target,
        stretch=stretch,
        baseline=start,
        ratio=way,
        pace=None if elapsed >= 1 else pace,
        state=state,
        milestones=milestones,
        is_sum=is_sum,
    )


def way_gone(
    value: Fraction | None,
    *,
    start: Fraction,
    target: Fraction,
    direction: Direction,
    baseline: Fraction | None,
) -> Fraction:
    """The way gone over the whole way: 0 at the start, 1 at the target, more beyond it."""
    if value is None:
        return Fraction(0)
    if direction is Direction.LOWER and baseline is None:
        return Fraction(1) if value <= target else target / value
    if target == start:
        return Fraction(int(value >= target if direction is Direction.HIGHER else value <= target))
    return max(Fraction(0), (value - start) / (target - start))


def even_pace(
    start: Fraction,
    target: Fraction,
    *,
    baseline: Fraction | None,
    is_sum: bool,
    elapsed: Fraction,
) -> Fraction:
    """Where the value would be now if it had moved evenly through the working time."""
    moves = is_sum or baseline is not None
    return start + (target - start) * elapsed if moves else target


def state_of(
    value: Fraction | None,
    *,
    start: Fraction,
    target: Fraction,
    stretch: Fraction | None,
    pace: Fraction,
    direction: Direction,
    elapsed: Fraction,
    has_enough_cases: bool,
) -> State:
    """The one word for where the goal stands."""
    if value is None or not has_enough_cases:
        return State.TOO_FEW_CASES
    if elapsed >= 1:
        return State.CLOSED
    better = (lambda a, b: a >= b) if direction is Direction.HIGHER else (lambda a, b: a <= b)
    if better(value, target):
        if stretch is None:
            return State.REACHED
        if better(value, stretch):
            return State.PAST_STRETCH
        return State.IN_STRETCH if value != target else State.REACHED
    if elapsed <= 0:
        return State.NOT_BEGUN
    slack = abs(target - start) * SLACK
    if better(value, pace + (slack if direction is Direction.HIGHER else -slack)):
        return State.AHEAD
    if better(value, pace):
        return State.ON_PACE
    return State.JUST_BEGUN if elapsed <= SLACK else State.BEHIND
