"""A personal goal passes a milestone."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from leaderboard.rules.condition import Condition
from leaderboard.rules.model import Entry, Hit, PayingGoal, PayingRule, Slot, Target, Version, World
from leaderboard.rules.periods import Almanac, Period
from leaderboard.rules.steps import Standpoint, Step, step_of
from leaderboard.rules.trigger import Ground, Shape, Trigger

# The thousandths value that stands for the stretch target.
STRETCH = 0


@dataclass(frozen=True)
class GoalStep:
    """A goal instance before and after one entry."""

    goal_id: int
    window: Period
    before: int
    after: int
    target: Target


class GoalMilestone(Trigger):
    """A personal goal passes a milestone or its stretch target, or a new target puts them where the
    goal already is."""

    name = "goal_milestone"
    pays = "when a person's own goal passes part of the way to its target, or its stretch target"
    reads = ("milestones", "stretch")
    shapes = (Shape("milestone", ("milestones", "stretch"), place=5),)
    follows_goals = True

    def hits(
        self, version: Version, entry: Entry, facts: Iterable[GoalStep], world: World
    ) -> list[Hit]:
        """One for each milestone the entry passes, the nearest first: that is how they use up a
        limit."""
        taken = [
            (goal, height, mark)
            for goal in facts
            for height, mark in heights(version.condition, goal.target)
            if goal.before < height <= goal.after
        ]
        return [
            Hit(
                goal.window.start,
                cause_of(goal.goal_id, mark),
                params=passed(goal, mark, entry),
            )
            for goal, _height, mark in sorted(taken, key=nearness)
        ]

    def ahead(
        self, rule: PayingRule, version: Version, facts: Iterable[GoalStep], here: Standpoint
    ) -> list[Step]:
        """For each goal, what is left to every paying milestone ahead and to its stretch target, in
        the order in which one entry that takes several is paid for them."""
        to_come = [
            (goal, height, mark)
            for goal in facts
            for height, mark in heights(version.condition, goal.target)
            if goal.before < height
        ]
        found = []
        for goal, height, mark in sorted(to_come, key=nearness):
            cause = cause_of(goal.goal_id, mark)
            slot = Slot(rule.id, here.subject_id, goal.window.start, cause)
            if slot not in here.taken:
                step = step_of(
                    rule, version, here, goal.window, cause, done=goal.before, total=height
                )
                terms = here.goals[goal.goal_id].terms
                found.append(replace(step, terms=terms, goal_id=goal.goal_id, mark=mark))
        return found

    def memory(self, version: Version, ground: Ground) -> "Reached":
        """The value of each goal in each of its periods."""
        return Reached(ground.goals, ground.world.almanac)

    def kind_ids(self, condition: Condition, goals: Collection[PayingGoal]) -> frozenset[int]:
        """Whatever the goals count."""
        return frozenset().union(*(goal.kind_ids for goal in goals))

    def counts(self, condition: Condition, entry: Entry) -> bool:
        """Any entry may move a goal; its metric decides."""
        return True

    def looks_at(
        self, condition: Condition, entry: Entry, goals: Collection[PayingGoal], almanac: Almanac
    ) -> bool:
        """Whether the entry moves a goal that is pursued that day and has something to reach that
        the rule pays for."""
        return any(
            heights(condition, target)
            for goal in goals
            if goal.adds(entry)
            and goal.instance_on(entry.day, almanac)
            and (target := goal.target_on(entry.day))
        )

    def slots_since(
        self, condition: Condition, day: date, goals: Collection[PayingGoal], almanac: Almanac
    ) -> date:
        """The first day of the longest of the goals' periods."""
        periods = [goal.instance_on(day, almanac) for goal in goals]
        return min((period.start for period in periods if period), default=day)

    def own_problems(self, condition: Condition) -> list[tuple[str, str]]:
        """It must pay for something."""
        if condition.milestones or condition.pays_stretch:
            return []
        return [("milestones", "missing")]


def passed(goal: GoalStep, mark: int, entry: Entry) -> dict[str, int]:
    """What a sentence needs to name what was passed, and the target if that is new."""
    said = {"goal": goal.goal_id, "milestone": mark}
    return {**said, "target": goal.target.target} if entry.is_new_target else said


def heights(condition: Condition, target: Target) -> list[tuple[int, int]]:
    """The values at which paying milestones are reached, each with its thousandths."""
    found = [
        (-(-target.target * mark // 1000), mark)
        for mark in target.milestones
        if mark in condition.milestones
    ]
    if condition.pays_stretch and target.stretch is not None:
        found.append((target.stretch, STRETCH))
    return found


def nearness(milestone: tuple[GoalStep, int, int]) -> tuple[int, int, int]:
    """The sort key of a goal's milestone: what is left to it, then the older goal. It depends only
    on how things stood before the entry, so it can be said beforehand what a limit will pay."""
    goal, height, mark = milestone
    return height - goal.before, goal.goal_id, mark


def cause_of(goal_id: int, mark: int) -> str:
    """The part of an award's key that tells the milestones of a period apart."""
    return f"goal:{goal_id}:{mark or 'stretch'}"


def mark_of(cause: str, goal_id: int) -> int | None:
    """The milestone of this goal that the cause is about; None if it is about something else."""
    about, _colon, mark = cause.rpartition(":")
    if about != f"goal:{goal_id}":
        return None
    return STRETCH if mark == "stretch" else int(mark)


@dataclass
class Reached:
    """How far each goal instance has come."""

    goals: Collection[PayingGoal]
    almanac: Almanac
    values: dict[tuple[int, date], int] = field(default_factory=lambda: defaultdict(int))

    def facts(self, entry: Entry) -> list[GoalStep]:
        """The goal instances that this entry moves, before and after it."""
        if entry.is_new_target:
            return list(self.changed(entry.day))
        steps = []
        for goal, window, added in self.moved(entry):
            target = goal.target_on(entry.day)
            if target is not None:
                before = self.values[goal.id, window.start]
                steps.append(GoalStep(goal.id, window, before, before + added, target))
        return steps

    def changed(self, day: date) -> Iterable[GoalStep]:
        """The goals whose target changes on this day. They get to where they are in one step, as if
        from zero: a milestone that was already paid keeps its slot and does not pay again."""
        for goal in self.goals:
            target = goal.target_on(day)
            window = goal.instance_on(day, self.almanac)
            if window is not None and target is not None and target.since == day:
                yield GoalStep(goal.id, window, 0, self.values[goal.id, window.start], target)

    def add(self, entry: Entry) -> None:
        """Add the entry to the goals it moves."""
        for goal, window, added in self.moved(entry):
            self.values[goal.id, window.start] += added

    def moved(self, entry: Entry) -> list[tuple[PayingGoal, Period, int]]:
        """The goals whose value this entry changes, with the instance and by how much."""
        return [
            (goal, window, added)
            for goal in self.goals
            if (added := goal.adds(entry)) and (window := goal.instance_on(entry.day, self.almanac))
        ]


TRIGGER = GoalMilestone()
