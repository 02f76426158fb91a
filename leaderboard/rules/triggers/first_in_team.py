"""The first of the day in the team."""

from dataclasses import dataclass
from typing import NamedTuple

from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Entry, Hit, PayingRule, Version, World
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.rules.reasons import WhyNot
from leaderboard.rules.steps import Standpoint, Step, step_of
from leaderboard.rules.trigger import NARROWING, Firsts, Ground, Shape, Trigger


class FirstFacts(NamedTuple):
    """Whether the team has no earlier such entry on the day."""

    is_first: bool = False


class FirstInTeam(Trigger):
    """The first such activity of the day in the person's team."""

    name = "first_in_team"
    pays = "for the first such activity of the day in the team"
    shapes = (Shape("first", ("kind", *NARROWING), place=7, has_one_kind=True),)
    looks_at_team = True
    nothing_left = WhyNot.NOT_FIRST

    def hits(self, version: Version, entry: Entry, facts: FirstFacts, world: World) -> list[Hit]:
        """One per day and team."""
        if not facts.is_first or entry.team_id == 0:
            return []
        params = {"kind": entry.kind_id, "team": entry.team_id}
        return [Hit(entry.day, f"team:{entry.team_id}", params=params)]

    def ahead(
        self, rule: PayingRule, version: Version, facts: FirstFacts, here: Standpoint
    ) -> list[Step]:
        """The first such activity of the day, while nobody in the team has one."""
        if not facts.is_first or not here.team_id:
            return []
        window = period_of(PeriodKind.DAY, here.day, here.world.almanac)
        cause, own = f"team:{here.team_id}", Measure.ENTRIES
        return [step_of(rule, version, here, window, cause, total=1, measure=own)]

    def memory(self, version: Version, ground: Ground) -> "WhoWasFirst":
        """Who was first is worked out beforehand, because it depends on other people's entries."""
        return WhoWasFirst(version.id, ground.firsts)


@dataclass(frozen=True)
class WhoWasFirst:
    """The first entry of every team's day."""

    version_id: int
    firsts: Firsts

    def facts(self, entry: Entry) -> FirstFacts:
        """Whether it is this entry."""
        first = self.firsts.get((self.version_id, entry.team_id, entry.day))
        return FirstFacts(is_first=first == entry.place)

    def add(self, entry: Entry) -> None:
        """Nothing to remember."""


TRIGGER = FirstInTeam()
