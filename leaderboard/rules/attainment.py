"""How far a goal has come, against its target and the working time that has passed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from leaderboard.rules.metrics import Direction
from leaderboard.rules.periods import Span
from leaderboard.rules.working_days import WorkingCalendar

# How far beyond even pace counts as ahead: a tenth of the way. In the first tenth of the time
# nobody is behind yet.
SLACK = Fraction(1, 10)
WHOLE = 1000


class State(StrEnum):
    """Where a goal stands, in the order of the design."""

    TOO_FEW_CASES = "too_few_cases"
    NOT_BEGUN = "not_begun"
    JUST_BEGUN = "just_begun"
    ON_PACE = "on_pace"
    AHEAD = "ahead"
    BEHIND = "behind"
    # On the way to something nobody has to reach.
    OPEN = "open"
    REACHED = "reached"
    IN_STRETCH = "in_stretch"
    PAST_STRETCH = "past_stretch"
    CLOSED = "closed"


@dataclass(frozen=True)
class TimeGone:
    """How many of a period's working days have passed; today is still ahead."""

    gone: int
    total: int
    has_begun: bool
    is_over: bool

    @property
    def share(self) -> Fraction:
        """Between 0 and 1. If no day is worked, time stands still until the period is over."""
        if self.is_over:
            return Fraction(1)
        return Fraction(self.gone, self.total) if self.total else Fraction(0)


def time_gone(span: Span, day: date, working: WorkingCalendar) -> TimeGone:
    """The span's working days that were over when the day began."""
    return TimeGone(
        gone=working.working_days(Span(span.start, min(max(day, span.start), span.end))),
        total=working.working_days(span),
        has_begun=day >= span.start,
        is_over=day >= span.end,
    )


@dataclass(frozen=True)
class Course:
    """What a goal asks: from where to where, and how the metric moves.

    `marks` are thousandths of the way; `is_upside` means that nobody has to reach the target, so
    there is no pace to keep. A sum where more is better starts at zero and needs no baseline; other
    goals may have one.
    """

    target: Fraction
    direction: Direction
    is_sum: bool
    stretch: Fraction | None = None
    baseline: Fraction | None = None
    marks: tuple[int, ...] = ()
    is_upside: bool = False

    @property
    def start(self) -> Fraction:
        """The value where the way begins."""
        if self.baseline is None or (self.is_sum and self.direction is Direction.HIGHER):
            return Fraction(0)
        return self.baseline

    @property
    def lower_is_better(self) -> bool:
        """Whether less of the metric is better."""
        return self.direction is Direction.LOWER

    @property
    def is_cap(self) -> bool:
        """A sum to keep low: it only grows, so it is judged by where it is heading."""
        return self.is_sum and self.lower_is_better

    @property
    def is_level(self) -> bool:
        """A ratio to keep at a level, with no way leading there."""
        return not self.is_sum and self.baseline is None

    def is_met(self, value: Fraction, height: Fraction) -> bool:
        """Whether the value is at least as good as `height`."""
        return value >= height if self.direction is Direction.HIGHER else value <= height

    def way(self, value: Fraction) -> Fraction:
        """The share of the way done: 0 at the start, 1 at the target, more beyond it."""
        if self.baseline is None and self.lower_is_better:
            return Fraction(1) if value <= self.target else self.target / value
        if self.target == self.start:
            return Fraction(int(self.is_met(value, self.target)))
        return max(Fraction(0), (value - self.start) / (self.target - self.start))

    def at(self, way: Fraction) -> Fraction:
        """The value at a share of the way."""
        return self.start + (self.target - self.start) * way


@dataclass(frozen=True)
class Milestone:
    """A small goal on the way: its thousandths of the way and the value that reaches it."""

    mark: int
    at: Fraction
    is_reached: bool


@dataclass(frozen=True)
class Attainment:
    """A goal at one moment.

    `way` is the share of the way done (1 = target reached), `stretch_way` where the stretch target
    lies on it. `pace` is the value that even pace would have by now and `pace_way` its place on the
    way; None if there is no pace to keep.
    """

    course: Course
    value: Fraction | None
    time: TimeGone
    state: State
    way: Fraction
    stretch_way: Fraction | None
    pace: Fraction | None
    pace_way: Fraction | None
    milestones: tuple[Milestone, ...]

    @property
    def is_reached(self) -> bool:
        """Whether the target is met; after the end, the final verdict."""
        if self.state is State.CLOSED:
            return self.value is not None and self.course.is_met(self.value, self.course.target)
        return self.state in (State.REACHED, State.IN_STRETCH, State.PAST_STRETCH)


def attain(
    course: Course, value: Fraction | None, *, time: TimeGone, has_enough_cases: bool = True
) -> Attainment:
    """Where a goal stands, from its value and the working time passed, and nothing else.

    A sum's even pace is the target times the share of the time that has passed. A ratio with a
    baseline moves evenly from there to the target; one without is expected at the target all along.
    Where less is better, the way leads down from the baseline to the target. A sum to keep low is
    judged by where it is heading, and is reached only when its time is over.
    """
    shown = value if has_enough_cases else None
    judged = heading(course, shown, time)
    way = course.way(judged) if judged is not None else Fraction(0)
    pace = even_pace(course, time)
    return Attainment(
        course=course,
        value=value,
        time=time,
        state=state_of(course, shown, way=way, time=time),
        way=way,
        stretch_way=course.way(course.stretch) if course.stretch is not None else None,
        pace=pace,
        pace_way=None if pace is None or course.is_cap else course.way(pace),
        milestones=tuple(milestones(course, way)),
    )


def heading(course: Course, value: Fraction | None, time: TimeGone) -> Fraction | None:
    """The value to judge: as it is or, for a sum to keep low, the total it is heading for."""
    if value is None or not course.is_cap:
        return value
    return value / time.share if time.share else None


def even_pace(course: Course, time: TimeGone) -> Fraction | None:
    """The value that even pace would have by now; None before and after, for a level to keep, or if
    nobody has to get that far."""
    if course.is_level or course.is_upside or time.is_over or not time.has_begun:
        return None
    return course.target * time.share if course.is_cap else course.at(time.share)


def milestones(course: Course, way: Fraction) -> Iterable[Milestone]:
    """The small goals in order, each with whether it has been passed."""
    for mark in sorted(course.marks):
        place = Fraction(mark, WHOLE)
        yield Milestone(mark=mark, at=course.at(place), is_reached=way >= place)


def state_of(course: Course, value: Fraction | None, *, way: Fraction, time: TimeGone) -> State:
    """The one word for where the goal stands."""
    if not time.has_begun:
        return State.NOT_BEGUN
    if value is None:
        return State.TOO_FEW_CASES
    if time.is_over:
        return State.CLOSED
    if course.is_met(value, course.target) and not course.is_cap:
        return state_beyond(course, value)
    return state_on_the_way(course, way, share=time.share)


def state_beyond(course: Course, value: Fraction) -> State:
    """At the target, past it, or past the stretch target too."""
    if course.stretch is None or value == course.target:
        return State.REACHED
    return State.PAST_STRETCH if course.is_met(value, course.stretch) else State.IN_STRETCH


def state_on_the_way(course: Course, way: Fraction, *, share: Fraction) -> State:
    """Measured against even pace; a level to keep, and a sum to keep low, against the target."""
    if course.is_upside:
        return State.JUST_BEGUN if share <= SLACK else State.OPEN
    due = Fraction(1) if course.is_level or course.is_cap else share
    if way >= due + SLACK:
        return State.AHEAD
    if share <= SLACK:
        return State.JUST_BEGUN
    return State.ON_PACE if way >= due else State.BEHIND
