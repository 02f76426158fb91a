"""The texts of a goal bar: value and target, where the goal stands, and what is left."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.models import SubjectKind
from leaderboard.rules.attainment import Course, Milestone, State
from leaderboard.rules.triggers.goal_milestone import STRETCH
from leaderboard.web.page.bar_values import BarValues

ON_THE_WAY = (State.ON_PACE, State.AHEAD, State.BEHIND, State.OPEN)
REACHED = (State.REACHED, State.IN_STRETCH)
# The milestone at the target itself, in thousandths; the bar draws a pole there.
WHOLE = 1000
# Where the words turn from what is done to what is left.
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class BarWords(BarValues):
    """All texts of one goal bar, in the reader's language."""

    def value(self) -> str:
        """The value, or the number of cases while there are too few."""
        if self.progress.attainment.state is State.TOO_FEW_CASES and self.is_short_of_cases:
            return locale.number(self.progress.sample, self.writing)
        return self.written(self.shown_value())

    def target(self) -> str:
        """What the value is compared with: "of 20", "down to 1 %", "at most 15", "of 10 cases"."""
        course = self.progress.attainment.course
        if self.progress.attainment.state is State.TOO_FEW_CASES and self.is_short_of_cases:
            return _("of %(target)s", target=self.cases())
        target = self.written(course.target, has_currency=not self.is_short)
        if course.lower_is_better:
            if course.is_cap or course.baseline is None:
                return _("at most %(target)s", target=target)
            return _("down to %(target)s", target=target)
        return _("of %(target)s", target=target)

    def state(self) -> str:
        """Where the goal stands, in one sentence."""
        attainment = self.progress.attainment
        sentences = {
            State.NOT_BEGUN: self.not_begun,
            State.JUST_BEGUN: self.just_begun,
            State.BEHIND: self.behind,
            State.OPEN: lambda: _("On the way"),
            State.TOO_FEW_CASES: self.too_few,
            State.CLOSED: self.closed,
            State.ON_PACE: lambda: _("On pace"),
            State.AHEAD: lambda: _("Ahead of pace"),
            State.REACHED: lambda: _("Goal reached"),
            State.IN_STRETCH: lambda: _("Goal reached, into stretch"),
            State.PAST_STRETCH: lambda: _("%(percent)s, past stretch", percent=self.percent()),
        }
        return sentences[attainment.state]()

    def left(self) -> str:
        """What is left to the next reward, or how far a shared goal is."""
        attainment, course = self.progress.attainment, self.progress.attainment.course
        if attainment.state in REACHED and self.is_short:
            return self.percent()
        if attainment.state in REACHED and course.stretch is not None:
            return self.to_the_stretch(course.stretch)
        if attainment.state not in ON_THE_WAY or attainment.value is None:
            return ""
        if self.progress.owner.kind is not SubjectKind.PERSON:
            return self.percent() if attainment.way else ""
        if course.lower_is_better:
            return self.way_down(course, attainment.value)
        step = self.paying(m for m in attainment.milestones if not m.is_reached)
        if step is None and course.is_level:
            return ""
        if step is None and self.progress.rewards.since is not None:
            return self.to_a_later_step(self.progress.rewards.since)
        if self.is_below_the_half_to(step):
            return self.done(step)
        return self.to_step(step) if step is not None else self.to_the_goal(self.whole_gap(), "")

    def is_below_the_half_to(self, step: Milestone | None) -> bool:
        """Whether less than half of a small step is done, from the milestone before it to the next
        that pays, else to the target. Then what is done spurs more than what is left, and above the
        half the other way round (Koo and Fishbach, Journal of Consumer Research 39, 2012)."""
        attainment = self.progress.attainment
        value, end = attainment.value or Fraction(0), attainment.course.target
        start = max((m.at for m in attainment.milestones if m.is_reached), default=Fraction(0))
        if step is not None:
            end = step.at
        return self.counts_things and value > 0 and value - start < HALF * (end - start)

    def done(self, step: Milestone | None) -> str:
        """4 calls done; with what the next milestone pays: 4 calls done, +20 at 10."""
        value = self.progress.attainment.value or Fraction(0)
        done = self.things(math.floor(value), is_named=self.names_things)
        reward = self.reward(step.mark) if step is not None else ""
        if step is None or not reward:
            return _("%(done)s done", done=done)
        place = self.written(Fraction(math.ceil(step.at)))
        # Translators: 4 calls done, +20 points at the tenth
        return _("%(done)s done, %(reward)s at %(place)s", done=done, reward=reward, place=place)

    def not_begun(self) -> str:
        return _("Starts %(day)s", day=locale.day_month(self.progress.span.start, self.writing))

    def just_begun(self) -> str:
        """The first milestone by name, instead of "0 %"."""
        ahead = [m for m in self.progress.attainment.milestones if not m.is_reached]
        step = self.paying(ahead) or next(iter(ahead), None)
        if step is None or self.progress.attainment.course.lower_is_better:
            return _("Just begun")
        is_first = not any(m.is_reached for m in self.progress.attainment.milestones)
        return self.to_step(step, is_first=is_first)

    def behind(self) -> str:
        """How much would bring it back to even pace."""
        attainment, course = self.progress.attainment, self.progress.attainment.course
        value = attainment.value or Fraction(0)
        if attainment.pace is None:
            return _("%(left)s to go", left=self.gap(abs(course.target - value)))
        left = self.gap(abs(attainment.pace - value))
        if course.is_cap:
            return _("%(left)s over pace", left=left)
        return _("%(left)s to be on pace", left=left)

    def too_few(self) -> str:
        if self.is_short_of_cases:
            return _("Shown once there are %(cases)s", cases=self.cases())
        return _("No case yet")

    def closed(self) -> str:
        if self.progress.attainment.is_reached:
            return _("Reached, %(percent)s", percent=self.percent())
        return _("Ended at %(percent)s", percent=self.percent())

    def to_the_stretch(self, stretch: Fraction) -> str:
        value = self.progress.attainment.value or Fraction(0)
        left = self.gap(abs(stretch - value), is_named=False)
        parts = {"left": left, "stretch": self.written(stretch)}
        if self.progress.attainment.course.lower_is_better:
            return _("%(left)s less to reach %(stretch)s", **parts)
        if reward := self.reward(STRETCH):
            return _("%(left)s more to reach %(stretch)s, %(reward)s", reward=reward, **parts)
        return _("%(left)s more to reach %(stretch)s", **parts)

    def way_down(self, course: Course, value: Fraction) -> str:
        if course.is_cap or course.baseline is None:
            return ""
        start, left = self.written(course.baseline), self.gap(abs(value - course.target))
        return _("from %(start)s, %(left)s to go", start=start, left=left)

    def to_step(self, step: Milestone, *, is_first: bool = False) -> str:
        """What is left to a milestone, and what it pays, with all that are reached along with it:
        of a small count, 75 % may be the target itself."""
        left = self.left_to(step.at)
        marks = [step.mark]
        if not self.progress.metric.is_ratio:
            ahead, height = self.progress.attainment.milestones, math.ceil(step.at)
            marks = [milestone.mark for milestone in ahead if math.ceil(milestone.at) == height]
        reward = self.reward(*marks)
        if WHOLE in marks:
            return self.to_the_goal(left, reward)
        if not reward:
            return _("%(left)s to the next milestone", left=left)
        if is_first:
            return _("%(left)s to go for the first %(reward)s", left=left, reward=reward)
        if self.names_things:
            # Translators: 1 demo to go for +10
            return _("%(left)s to go for %(reward)s", left=left, reward=reward)
        # Translators: €3,800 more for +50; a number without its noun: 3 more for +20
        return _("%(left)s more for %(reward)s", left=left, reward=reward)

    def whole_gap(self) -> str:
        return self.left_to(self.progress.attainment.course.target)

    def left_to(self, place: Fraction) -> str:
        value = self.progress.attainment.value or Fraction(0)
        return self.gap(place - value, is_named=self.names_things)

    @property
    def names_things(self) -> bool:
        """Whether what is left has a noun: 3 calls. When the goal is behind, its state has it."""
        return self.counts_things and self.progress.attainment.state is not State.BEHIND

    def to_a_later_step(self, since: date) -> str:
        """What is left to the first milestone that pays after the used-up limit resets."""
        later, attainment = self.progress.rewards.later, self.progress.attainment
        step = next((m for m in attainment.milestones if m.mark in later), None)
        if step is None:
            return self.to_the_goal(self.whole_gap(), "")
        return _(
            "Limit used up; %(left)s more for %(reward)s from %(day)s",
            left=self.gap(step.at - (attainment.value or Fraction(0)), is_named=False),
            reward=locale.signed(later[step.mark], self.writing),
            day=locale.day_month(since, self.writing),
        )

    def to_the_goal(self, left: str, reward: str) -> str:
        if self.is_own:
            if reward:
                return _("%(left)s to your goal, %(reward)s", left=left, reward=reward)
            return _("%(left)s to your goal", left=left)
        if reward:
            return _("%(left)s to the goal, %(reward)s", left=left, reward=reward)
        return _("%(left)s to the goal", left=left)

    def paying(self, ahead: Iterable[Milestone]) -> Milestone | None:
        return next((m for m in ahead if self.reward(m.mark)), None)

    def reward(self, *marks: int) -> str:
        points = sum(self.progress.rewards.now.get(mark, 0) for mark in marks)
        return locale.signed(points, self.writing) if points else ""

    @property
    def is_short_of_cases(self) -> bool:
        return self.progress.sample < self.progress.metric.min_sample

    def cases(self) -> str:
        return locale.count_of(self.progress.metric.min_sample, "case", self.writing)

    def percent(self) -> str:
        return locale.attainment(self.progress.attainment.way, self.writing)
