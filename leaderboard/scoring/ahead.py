"""What a change of settings would do to awards, computed alongside requests before it is made.

The change is tried and rolled back. What remains are plain values, under which the people it can
affect are replayed one after another while everybody else keeps logging.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Activity
from leaderboard.rules.evaluation import Seed, kinds_counted, replay
from leaderboard.rules.model import Earned, Entry, PayingRule, Version
from leaderboard.scoring.beginnings import Beginning
from leaderboard.scoring.conditions import meets
from leaderboard.scoring.differences import Correction, correction
from leaderboard.scoring.entries import live_entries
from leaderboard.scoring.lines import PastLines
from leaderboard.scoring.places import PLACE
from leaderboard.scoring.replaying import goals_of, new_targets, pasts_of, pay_goals
from leaderboard.scoring.seeds import read_memories
from leaderboard.scoring.settings import Publication
from leaderboard.scoring.team_sums import TeamMoved, points_of_lines, teams_moved
from leaderboard.scoring.totals import LIVE
from leaderboard.scoring.touching import Stale


@dataclass(frozen=True)
class PointsDifference:
    """What a change does to one person's awards: the lines it reverses and those it writes, each
    with its slot's turn."""

    stale: tuple[int, ...]
    fresh: tuple[tuple[Earned, int], ...]
    points: int
    badges: int
    # What they give each team, if the change also moves teams.
    teams: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        return not (self.stale or self.fresh)

    @property
    def moves_points(self) -> bool:
        """Whether anybody would notice."""
        return bool(self.points or self.badges)


@dataclass
class Ahead:
    """The settings as a change would leave them, and whom it can affect."""

    settings: Configuration
    stale: dict[int, Stale]
    moved: dict[int, date]
    # Entries after this day move back to it.
    last_day: date = date.max
    # What teams gain and lose of what is logged already.
    teams: dict[int, TeamMoved] = field(default_factory=dict)
    _firsts: dict[tuple[int, int], dict[date, int]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        publication: Publication,
        settings: Configuration,
        *,
        before: Configuration,
    ) -> "Ahead":
        """For a change that was just made and will be rolled back. What it changed for single
        people is read at once, because afterwards it is gone."""
        settings.know_memberships()
        settings.know_leave(publication.named)
        settings.know_goals(publication.named)
        for person_id in publication.named:
            settings.world(person_id)
            settings.paying_goals(person_id)
            settings.team_on(person_id, date.max)
        stale = publication.stale(settings)
        teams = teams_moved(publication.moved, publication.last_day, before, settings)
        return cls(settings, stale, dict(publication.moved), publication.last_day, teams)

    def difference(self, person_id: int) -> PointsDifference:
        """Replay a person, one rule at a time."""
        part = self.stale[person_id]
        rules = [rule for rule in self.settings.rules if rule.id in part.rule_ids]
        goals = goals_of([person_id], rules, self.settings)
        beginning = Beginning(part.since, [person_id], goals, self.settings)
        past = pasts_of(rules, beginning)[person_id]
        wanted = self.replayed(beginning, rules, past)
        found = correction(wanted, past, since=part.since, placed=self.placed)
        return PointsDifference(
            tuple(row.id for row in found.stale),
            tuple(found.fresh),
            sum(award.points for award, _ in found.fresh) - sum(row.points for row in found.stale),
            sum(award.badge_id is not None for award, _ in found.fresh)
            - sum(row.badge_id is not None for row in found.stale),
            self.given_to_teams(found) if self.teams else {},
        )

    def given_to_teams(self, found: Correction) -> dict[int, int]:
        """What each team loses by the lines reversed and gains by those written."""
        gone = ((self.placed(row).team_id, row.occurred_on, -row.points) for row in found.stale)
        come = ((award.team_id, award.day, award.points) for award, _ in found.fresh)
        return points_of_lines([*gone, *come], self.settings)

    def placed(self, row: Any) -> Any:
        """A line as it will be once it is moved to the team it has under the change."""
        if row.occurred_on < self.moved.get(row.subject_id, date.max):
            return row
        return Placed(row, self.settings.team_on(row.subject_id, row.occurred_on))

    def replayed(
        self, beginning: Beginning, rules: list[PayingRule], past: PastLines
    ) -> Iterable[Earned]:
        [person_id] = beginning.person_ids
        goals, day = beginning.goals[person_id], beginning.day
        entries = self.entries(person_id, kinds_counted(rules, goals), since=day)
        targets = new_targets(person_id, beginning)
        granted, taken_back = past.granted_before(day), past.taken_back
        for rule in rules:
            yield from replay(
                [*entries, *targets] if pay_goals([rule]) else entries,
                subject_id=person_id,
                rules=[rule],
                goals=goals,
                firsts=self.firsts(rule, entries),
                world=self.settings.world(person_id),
                taken_back=taken_back,
                seed=Seed(read_memories([rule], beginning)[person_id], granted),
            )

    def entries(self, person_id: int, kinds: frozenset[int], *, since: date) -> list[Entry]:
        """The person's entries from the day on, on their days and in their teams under the
        change."""
        found = live_entries([person_id], self.settings, kind_ids=kinds, since=since)[person_id]
        moved = self.moved.get(person_id, date.max)
        return [
            entry
            if entry.day < moved and entry.day <= self.last_day
            else self.moved_entry(person_id, entry)
            for entry in found
        ]

    def moved_entry(self, person_id: int, entry: Entry) -> Entry:
        day = min(entry.day, self.last_day)
        team_id = self.settings.team_on(person_id, day)
        return entry._replace(day=day, teams=self.settings.teams_above(team_id, day))

    def firsts(self, rule: PayingRule, entries: list[Entry]) -> dict[tuple[int, int, date], int]:
        """Who is first on each day in these entries' teams, for the versions that ask."""
        versions = [version for version in rule.versions if version.trigger.looks_at_team]
        teams = {entry.team_id for entry in entries} if versions else set()
        return {
            (version.id, team_id, day): number
            for version in versions
            for team_id in teams
            for day, number in self.firsts_of(version, team_id).items()
        }

    def firsts_of(self, version: Version, team_id: int) -> dict[date, int]:
        key = (version.id, team_id)
        if key not in self._firsts:
            self._firsts[key] = self.read_firsts(version, team_id)
        return self._firsts[key]

    def read_firsts(self, version: Version, team_id: int) -> dict[date, int]:
        """The place of the first entry of each of the team's days, with people who join and without
        people who leave, and with entries that move back on their new day."""
        met = (*meets(version.condition), LIVE)
        is_moved: list[ColumnElement[bool]] = [
            (Activity.subject_id == person_id) & (Activity.occurred_on >= since)
            for person_id, since in self.moved.items()
        ]
        if self.last_day < date.max:
            is_moved.append(Activity.occurred_on > self.last_day)
        places = func.min(PLACE)
        stay = select(Activity.occurred_on, places).where(
            *met, Activity.team_id == team_id, *(~condition for condition in is_moved)
        )
        rows = db.session.execute(stay.group_by(Activity.occurred_on))
        found = {day: place for day, place in rows}
        whose = (Activity.subject_id, Activity.occurred_on)
        for condition in is_moved:
            come = select(*whose, places).where(*met, condition).group_by(*whose)
            for person_id, was, place in db.session.execute(come):
                day = min(was, self.last_day)
                if self.settings.team_on(person_id, day) == team_id:
                    found[day] = min(place, found.get(day, place))
        return found


class Placed:
    """A line of the ledger in another team."""

    def __init__(self, row: Any, team_id: int) -> None:
        self._row, self.team_id = row, team_id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)
