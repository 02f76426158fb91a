"""From entries to awards: one entry on known facts, or a whole history from nothing.

Both ways ask the same triggers and the same limits, so they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from leaderboard.rules.model import (
    Award,
    Entry,
    Facts,
    Goal,
    GoalStep,
    Rule,
    Slot,
    TakenBack,
    Trigger,
    Version,
    World,
)
from leaderboard.rules.periods import Period, PeriodKind, period_of, starts_of
from leaderboard.rules.triggers import TRIGGERS

# (rule version id, team id, day) to the number of the first entry the version counts.
Firsts = Mapping[tuple[int, int, date], int]


def concerned(rules: Iterable[Rule], goals: Collection[Goal], *, kind_id: int) -> list[Rule]:
    """The rules that an entry of this kind can touch: those counting it, now or in any version."""
    feeds_a_goal = any(kind_id in goal.kind_ids for goal in goals)
    return [
        rule
        for rule in rules
        if any(
            feeds_a_goal
            if version.trigger is Trigger.GOAL_MILESTONE
            else version.settings.kind_id == kind_id
            for version in rule.versions
        )
    ]


def kinds_counted(rules: Iterable[Rule], goals: Collection[Goal]) -> frozenset[int]:
    """The kinds that these rules count, now or in any version: a line keeps its limit and its slots
    when it changes what it counts."""
    found: set[int] = set()
    for version in (version for rule in rules for version in rule.versions):
        if version.trigger is Trigger.GOAL_MILESTONE:
            found.update(*(goal.kind_ids for goal in goals))
        else:
            found.add(version.settings.kind_id)
    return frozenset(found)


def applies(version: Version | None, entry: Entry) -> bool:
    """Whether the version may pay for the entry at all."""
    if version is None or not version.limits.admit(entry):
        return False
    return version.trigger is Trigger.GOAL_MILESTONE or version.settings.counts(entry)


def evaluate(
    rule: Rule, version: Version, entry: Entry, facts: Facts, *, subject_id: int, world: World
) -> list[Award]:
    """The awards that one entry earns by one rule, before limits."""
    return [
        Award(
            slot=Slot(rule.id, subject_id, hit.window_start, hit.cause),
            version_id=version.id,
            team_id=entry.team_id,
            number=entry.number,
            day=entry.day,
            times=hit.times,
            points=(version.points if hit.points is None else hit.points) * hit.times,
            badge_id=version.badge_id,
            reason=version.trigger,
            params=hit.params,
        )
        for hit in TRIGGERS[version.trigger](version, entry, facts, world)
    ]


def limited(
    awards: list[Award], version: Version, *, used: int, taken: Collection[Slot]
) -> list[Award]:
    """Those awards that the limit still allows and whose slot is free.

    `used` is how many times the rule has paid in the limit's window; an award of several times is
    cut to what is left.
    """
    granted = []
    for award in awards:
        left = version.limits.most - used if version.limits.most else award.times
        times = min(award.times, left)
        if times <= 0 or award.slot in taken:
            continue
        used += times
        granted.append(award if times == award.times else cut_to(award, times))
    return granted


def cut_to(award: Award, times: int) -> Award:
    """The same award for fewer times."""
    return replace(award, times=times, points=award.points // award.times * times)


def replay(
    entries: Iterable[Entry],
    *,
    subject_id: int,
    rules: Collection[Rule],
    goals: Collection[Goal],
    firsts: Firsts,
    world: World,
    taken_back: Collection[TakenBack] = (),
) -> list[Award]:
    """All awards of one person's whole history, as if each entry were logged in order just now."""
    ordered = sorted(entries, key=lambda entry: (entry.day, entry.number))
    awards: list[Award] = []
    for rule in rules:
        past = Past(rule, goals=goals, firsts=firsts, world=world, taken_back=taken_back)
        for entry in ordered:
            version = rule.version_on(entry.day)
            if version is not None and applies(version, entry):
                facts = past.facts(version, entry)
                found = evaluate(rule, version, entry, facts, subject_id=subject_id, world=world)
                awards += past.grant(found, version, entry)
            past.add(entry)
    return awards


class Past:
    """What one rule knows of a person's entries so far, kept while replaying."""

    def __init__(
        self,
        rule: Rule,
        *,
        goals: Collection[Goal],
        firsts: Firsts,
        world: World,
        taken_back: Collection[TakenBack] = (),
    ) -> None:
        self.rule, self.goals, self.firsts, self.world = rule, goals, firsts, world
        self.windows: dict[int, OpenWindow] = {v.id: OpenWindow() for v in rule.versions}
        self.runs: dict[int, Run] = {v.id: Run() for v in rule.versions}
        self.reached: dict[tuple[int, date], int] = defaultdict(int)
        self.paid: dict[tuple[PeriodKind, date], int] = defaultdict(int)
        self.taken_back = [back for back in taken_back if back.slot.rule_id == rule.id]
        self.taken: set[Slot] = {back.slot for back in self.taken_back}

    def facts(self, version: Version, entry: Entry) -> Facts:
        """What stood before this entry, for this version."""
        if version.trigger is Trigger.FIRST_IN_TEAM:
            first = self.firsts.get((version.id, entry.team_id, entry.day))
            return Facts(is_first=first == entry.number)
        if version.trigger is Trigger.GOAL_MILESTONE:
            return Facts(goals=tuple(self.goal_steps(entry)))
        if version.trigger is Trigger.STREAK:
            return self.runs[version.id].facts(entry.day, self.world)
        if version.trigger in (Trigger.REACH, Trigger.PERSONAL_BEST):
            return self.windows[version.id].facts(self.start(version, entry))
        return Facts()

    def goal_steps(self, entry: Entry) -> list[GoalStep]:
        """The goal instances that this entry moves, before and after it."""
        steps = []
        for goal, window, added in self.moved(entry):
            target = goal.target_on(entry.day)
            if target is not None:
                before = self.reached[goal.id, window.start]
                steps.append(GoalStep(goal.id, window, before, before + added, target))
        return steps

    def moved(self, entry: Entry) -> list[tuple[Goal, Period, int]]:
        """The goals whose value this entry changes, with the instance and by how much."""
        return [
            (goal, window, added)
            for goal in self.goals
            if (added := goal.adds(entry))
            and (window := goal.instance_on(entry.day, self.world.almanac))
        ]

    def grant(self, found: list[Award], version: Version, entry: Entry) -> list[Award]:
        """Apply the limit and remember what was used."""
        if not found:
            return []
        used = self.used(version.limits.per, entry)
        granted = limited(found, version, used=used, taken=self.taken)
        for award in granted:
            self.taken.add(award.slot)
            for kind, start in starts_of(entry.day, self.world.almanac):
                self.paid[kind, start] += award.times
        return granted

    def used(self, per: PeriodKind, entry: Entry) -> int:
        """How many times the rule has paid in the entry's window; what was taken back counts."""
        start = period_of(per, entry.day, self.world.almanac).start
        place = (entry.day, entry.number)
        return self.paid[per, start] + sum(
            back.times
            for back in self.taken_back
            if start <= back.day and (back.day, back.number) <= place
        )

    def add(self, entry: Entry) -> None:
        """Take the entry into what is known, for every version that counts it."""
        for version in self.rule.versions:
            if version.trigger is Trigger.GOAL_MILESTONE or not version.settings.counts(entry):
                continue
            if version.trigger is Trigger.STREAK:
                self.runs[version.id].add(entry.day, self.world)
            elif version.trigger in (Trigger.REACH, Trigger.PERSONAL_BEST):
                added = entry.measure(version.settings.measure)
                self.windows[version.id].add(self.start(version, entry), added)
        if any(version.trigger is Trigger.GOAL_MILESTONE for version in self.rule.versions):
            for goal, window, added in self.moved(entry):
                self.reached[goal.id, window.start] += added

    def start(self, version: Version, entry: Entry) -> date:
        """The first day of the version's window that holds the entry."""
        return period_of(version.settings.window, entry.day, self.world.almanac).start


@dataclass
class OpenWindow:
    """The running sum of the latest window, its peak, and the greatest of those before it."""

    start: date = date.min
    total: int = 0
    peak: int = 0
    best: int = 0

    def facts(self, start: date) -> Facts:
        """What stood in the window that starts then, and in those before it."""
        if start == self.start:
            return Facts(before=self.total, peak=self.peak, best=self.best)
        return Facts(before=0, best=max(self.best, self.total))

    def add(self, start: date, added: int) -> None:
        """Count an entry into its window; a later window closes the one before."""
        if start != self.start:
            self.best = max(self.best, self.total)
            self.start, self.total, self.peak = start, 0, 0
        self.total += added
        self.peak = max(self.peak, self.total)


@dataclass
class Run:
    """Working days in a row, up to the last one that counted."""

    last: date = date.min
    length: int = 0

    def facts(self, day: date, world: World) -> Facts:
        """How many working days led up to this one, and whether it counts already."""
        if day == self.last:
            return Facts(run=self.length - 1, is_active_today=True)
        return Facts(run=self.length if self.is_next(day, world) else 0)

    def add(self, day: date, world: World) -> None:
        """Count a day that was worked; one after a gap begins anew."""
        if day != self.last and world.working.is_working(day):
            self.length = self.length + 1 if self.is_next(day, world) else 1
            self.last = day

    def is_next(self, day: date, world: World) -> bool:
        """Whether no working day was left out between the last one and this."""
        return self.length > 0 and world.working.previous_working_day(day) == self.last
