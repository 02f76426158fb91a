"""From entries to awards: one entry given known facts, or a whole history from scratch.

Both ways use the same triggers and the same limits, so they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from leaderboard.rules.model import (
    Earned,
    Entry,
    Granted,
    Hit,
    PayingGoal,
    PayingRule,
    Slot,
    TakenBack,
    Version,
    World,
)
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.rules.trigger import Firsts, Ground, Memory


def concerned(
    rules: Iterable[PayingRule], goals: Collection[PayingGoal], *, kind_id: int
) -> list[PayingRule]:
    """The rules that an entry of this kind can affect: those that count it, now or in
    any version."""
    return [rule for rule in rules if kind_id in kinds_counted([rule], goals)]


def kinds_counted(rules: Iterable[PayingRule], goals: Collection[PayingGoal]) -> frozenset[int]:
    """The kinds these rules count, now or in any version: a line keeps its limit and its slots when
    it changes what it counts."""
    versions = (version for rule in rules for version in rule.versions)
    return frozenset().union(*(v.trigger.kind_ids(v.condition, goals) for v in versions))


def applies(version: Version | None, entry: Entry) -> bool:
    """Whether the version may pay for the entry at all."""
    if version is None or not version.limits.admit(entry):
        return False
    return version.trigger.counts(version.condition, entry)


def evaluate(
    rule: PayingRule, version: Version, entry: Entry, facts: Any, *, subject_id: int, world: World
) -> list[Earned]:
    """The awards that one entry earns by one rule, before limits."""
    hits = version.trigger.hits(version, entry, facts, world)
    return rewarded(hits, rule, version, entry, subject_id=subject_id)


def rewarded(
    hits: Iterable[Hit], rule: PayingRule, version: Version, entry: Entry, *, subject_id: int
) -> list[Earned]:
    """The awards for the conditions that the entry met."""
    return [
        Earned(
            slot=Slot(rule.id, subject_id, hit.window_start, hit.cause),
            version_id=version.id,
            team_id=entry.team_id,
            number=entry.number,
            day=entry.day,
            times=hit.times,
            points=(version.points if hit.points is None else hit.points) * hit.times,
            badge_id=version.badge_id,
            reason=version.trigger.name,
            params=hit.params,
        )
        for hit in hits
    ]


def limited(
    awards: list[Earned], version: Version, *, used: int, taken: Collection[Slot]
) -> list[Earned]:
    """The awards that the limit still allows and whose slot is free.

    `used` is how many times the rule has paid in the limit's window; an award that pays several
    times is cut to what is left.
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


def cut_to(award: Earned, times: int) -> Earned:
    """The same award for fewer times."""
    return award._replace(times=times, points=award.points // award.times * times)


@dataclass(frozen=True)
class Seed:
    """What stood before the first entry of a replay that starts on a day: a memory for each version
    that needs one, and the awards whose slots and limits reach into the replay."""

    memories: Mapping[int, Memory] = field(default_factory=dict)
    granted: Collection[Granted] = ()


NOTHING_BEFORE = Seed()
# Where an entry comes in its owner's history.
PLACE = attrgetter("day", "place")


def replay(
    entries: Iterable[Entry],
    *,
    subject_id: int,
    rules: Collection[PayingRule],
    goals: Collection[PayingGoal],
    firsts: Firsts,
    world: World,
    taken_back: Collection[TakenBack] = (),
    seed: Seed = NOTHING_BEFORE,
) -> list[Earned]:
    """All awards for one person's whole history, as if each entry were logged in order just now;
    with a seed, those for entries from its day on."""
    ordered = sorted(entries, key=PLACE)
    by_kind: dict[int, list[Entry]] = defaultdict(list)
    for entry in ordered:
        by_kind[entry.kind_id].append(entry)
    awards: list[Earned] = []
    for rule in rules:
        concerned_by = looked_at(rule, goals, ordered, by_kind)
        if not concerned_by:
            continue
        past = Past(rule, goals=goals, firsts=firsts, world=world, taken_back=taken_back, seed=seed)
        memories = past.memories
        for entry in concerned_by:
            version = rule.version_on(entry.day)
            counting = past.counting(entry)
            if version is not None and version in counting and version.limits.admit(entry):
                facts = memories[version.id].facts(entry)
                if hits := version.trigger.hits(version, entry, facts, world):
                    found = rewarded(hits, rule, version, entry, subject_id=subject_id)
                    awards += past.grant(found, version, entry)
            for version in counting:
                memories[version.id].add(entry)
    return awards


def looked_at(
    rule: PayingRule,
    goals: Collection[PayingGoal],
    ordered: Collection[Entry],
    by_kind: Mapping[int, Collection[Entry]],
) -> Collection[Entry]:
    """The entries that the rule may count, in order; most rules count one kind. Target changes
    concern only rules that follow goals."""
    kind_ids = kinds_counted([rule], goals)
    follows_goals = any(version.trigger.follows_goals for version in rule.versions)
    if len(kind_ids) == 1 and not follows_goals:
        return by_kind.get(min(kind_ids), ())
    return [entry for entry in ordered if entry.kind_id in kind_ids or entry.is_new_target]


class Past:
    """What one rule knows about a person's entries so far, kept while replaying."""

    def __init__(
        self,
        rule: PayingRule,
        *,
        goals: Collection[PayingGoal],
        firsts: Firsts,
        world: World,
        taken_back: Collection[TakenBack] = (),
        seed: Seed = NOTHING_BEFORE,
    ) -> None:
        self.rule, self.world = rule, world
        ground = Ground(world, goals, firsts)
        self.memories: dict[int, Memory] = {
            v.id: seed.memories[v.id] if v.id in seed.memories else v.trigger.memory(v, ground)
            for v in rule.versions
        }
        # How many times it has paid, by the windows of its limits.
        self.limits = {v.limits.per for v in rule.versions if v.limits.most}
        self.paid: dict[tuple[PeriodKind, date], int] = defaultdict(int)
        # The versions that count an entry, by its kind where nothing else decides.
        self.by_kind: dict[int, list[Version]] | None = (
            None if any(v.condition.is_narrow for v in rule.versions) else {}
        )
        self.taken_back = [back for back in taken_back if back.slot.rule_id == rule.id]
        self.taken: set[Slot] = {back.slot for back in self.taken_back}
        for award in seed.granted:
            if award.slot.rule_id == rule.id:
                self.use(award.slot, award.day, award.times)

    def facts(self, version: Version, entry: Entry) -> Any:
        """What stood before this entry, for this version."""
        return self.memories[version.id].facts(entry)

    def grant(self, found: list[Earned], version: Version, entry: Entry) -> list[Earned]:
        """Apply the limit and remember what was used."""
        if not found:
            return []
        used = self.used(version.limits.per, entry) if version.limits.most else 0
        granted = limited(found, version, used=used, taken=self.taken)
        for award in granted:
            self.use(award.slot, entry.day, award.times)
        return granted

    def use(self, slot: Slot, day: date, times: int) -> None:
        """Take the slot, and add to the use of the limits around the day."""
        self.taken.add(slot)
        for kind in self.limits:
            self.paid[kind, period_of(kind, day, self.world.almanac).start] += times

    def used(self, per: PeriodKind, entry: Entry) -> int:
        """How many times the rule has paid in the entry's window, including what was taken back."""
        start = period_of(per, entry.day, self.world.almanac).start
        place = (entry.day, entry.place)
        return self.paid[per, start] + sum(
            back.times
            for back in self.taken_back
            if start <= back.day and (back.day, back.place) <= place
        )

    def add(self, entry: Entry) -> None:
        """Add the entry to what is known, for every version that counts it."""
        for version in self.counting(entry):
            self.memories[version.id].add(entry)

    def counting(self, entry: Entry) -> list[Version]:
        """The versions that count the entry."""
        if self.by_kind is not None and entry.kind_id in self.by_kind:
            return self.by_kind[entry.kind_id]
        found = [v for v in self.rule.versions if v.trigger.counts(v.condition, entry)]
        if self.by_kind is not None:
            self.by_kind[entry.kind_id] = found
        return found
