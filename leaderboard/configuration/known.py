"""The settings at one moment, and each person's own, read on first use."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from leaderboard import clock
from leaderboard.configuration import reading
from leaderboard.configuration.crowd import MOST_DAYS, Crowd
from leaderboard.configuration.cuts import new_cuts
from leaderboard.configuration.facts import (
    KindFacts,
    LeaderboardFacts,
    MetricFacts,
    OwnerFacts,
    PersonFacts,
    ScreenFacts,
    TeamFacts,
)
from leaderboard.models import (
    NO_CUT,
    CompanyBy,
    Goal,
    LeaveBy,
    SubjectKind,
)
from leaderboard.rules import model, periods, working_days
from leaderboard.rules.dated import value_on
from leaderboard.rules.evaluation import concerned, kinds_counted


@dataclass(frozen=True)
class Configuration:
    """The settings under one number. What belongs to one person is read on first use.

    It is shared by everybody who asks, so late reads are stored in one step: nobody sees half of
    the people.
    """

    number: int
    organisation_id: int
    zone: str
    # The zones before it, each with the instant until which it applied.
    earlier_zones: tuple[tuple[datetime, str], ...]
    late_days: int
    big_deal: int
    most_goals: int
    company_by: CompanyBy
    country: str  # empty until one is chosen
    leave_by: LeaveBy
    almanac: periods.Almanac
    weeks: tuple[working_days.WeekWorked, ...]
    holidays: frozenset[date]
    # By person: their own working weekdays, by the day each set takes effect; none means the
    # company's.
    own_weeks: dict[int, tuple[tuple[date, frozenset[int]], ...]]
    kinds: dict[int, KindFacts]
    # Kind id to dimension id to whether it is required; value id to its dimension id.
    dimensions: dict[int, dict[int, bool]]
    values: dict[int, int]
    rules: tuple[model.PayingRule, ...]
    parents: dict[int, tuple[tuple[date, int | None], ...]]
    _memberships: dict[int, tuple[tuple[date, int], ...]] = field(default_factory=dict)
    _crowds: dict[date, Crowd] = field(default_factory=dict)
    _worlds: dict[int, model.World] = field(default_factory=dict)
    _goals: dict[int, tuple[model.PayingGoal, ...]] = field(default_factory=dict)
    _rules: dict[tuple[int, int], tuple[model.PayingRule, ...]] = field(default_factory=dict)
    _together: dict[tuple[int, int], frozenset[int]] = field(default_factory=dict)
    _cuts: dict[int, frozenset[int]] = field(default_factory=dict)
    _cut_ids: dict[frozenset[int], int] = field(default_factory=dict)
    _owners: dict[int, OwnerFacts | None] = field(default_factory=dict)
    _people: dict[int, PersonFacts] = field(default_factory=dict)
    _teams: dict[int, TeamFacts] = field(default_factory=dict)
    _metrics: dict[int, MetricFacts] = field(default_factory=dict)
    _leaderboards: dict[str, LeaderboardFacts] = field(default_factory=dict)
    _screens: dict[str, ScreenFacts] = field(default_factory=dict)
    _is_known: set[str] = field(default_factory=set)

    def world(self, person_id: int) -> model.World:
        """The calendar with this person's leave."""
        if person_id not in self._worlds:
            self.know_leave([person_id])
        return self._worlds[person_id]

    def know_leave(self, person_ids: Collection[int]) -> None:
        """Read these people's leave at once, before asking for many of them."""
        unknown = sorted(set(person_ids) - set(self._worlds))
        if not unknown:
            return
        leave = reading.leave_of(unknown)
        self._worlds.update({who: self._world(who, days) for who, days in leave.items()})

    def _world(self, person_id: int, leave: frozenset[date]) -> model.World:
        weeks = working_days.weeks_with(self.weeks, self.own_weeks.get(person_id, ()))
        return model.World(self.almanac, working_days.WorkingCalendar(weeks, self.holidays, leave))

    def team_on(self, person_id: int, day: date) -> int:
        """The person's team on the day; 0 for none."""
        return value_on(self.teams_by_day(person_id), day) or 0

    def teams_by_day(self, person_id: int) -> tuple[tuple[date, int], ...]:
        """The person's teams (0: none), each with the day from which on it is theirs."""
        if person_id not in self._memberships and "all" not in self._is_known:
            found = reading.memberships(person_id)
            self._memberships[person_id] = found.get(person_id, ())
        return self._memberships.get(person_id, ())

    def know_memberships(self) -> None:
        """Read all memberships at once, before asking for many of them."""
        if "all" in self._is_known:
            return
        self._memberships.update(reading.memberships())
        self._is_known.add("all")

    def crowd(self, day: date) -> Crowd:
        """Everybody's team on the day, for whoever asks about many."""
        found = self._crowds.get(day)
        if found is None:
            self.know_memberships()
            found = Crowd.of((whose, self.team_on(whose, day)) for whose in self.people())
            if len(self._crowds) >= MOST_DAYS:
                self._crowds.clear()
            self._crowds[day] = found
        return found

    def people(self) -> dict[int, PersonFacts]:
        """Everybody who is or was here, by id, sorted by name."""
        if not self._people:
            self._people.update(reading.people(self.zone))
        return self._people

    def teams(self) -> dict[int, TeamFacts]:
        """Every team, by id, sorted by name."""
        if not self._teams:
            self._teams.update(reading.teams())
        return self._teams

    def metrics(self) -> dict[int, MetricFacts]:
        """Every metric, by id, in their order."""
        if not self._metrics:
            self._metrics.update(reading.metrics())
        return self._metrics

    def leaderboards(self) -> dict[str, LeaderboardFacts]:
        """The leaderboards in use, by slug, in order."""
        if not self._leaderboards:
            self._leaderboards.update(reading.leaderboards())
        return self._leaderboards

    def screens(self) -> dict[str, ScreenFacts]:
        """The screens whose keys work, by the hash of the key."""
        if not self._screens:
            self._screens.update(reading.screens())
        return self._screens

    def owner(self, subject_id: int) -> OwnerFacts | None:
        """The subject; None if there is none."""
        if subject_id not in self._owners:
            self.know_owners([subject_id])
        return self._owners[subject_id]

    def know_owners(self, subject_ids: Collection[int]) -> None:
        """Read these subjects at once, before asking for many of them."""
        unknown = sorted(set(subject_ids) - set(self._owners))
        if not unknown:
            return
        self._owners.update({**dict.fromkeys(unknown), **reading.owners(unknown)})

    def team_of(self, subject_id: int, day: date) -> int:
        """The team that this subject's entry belongs to on the day; 0 for none."""
        owner = self.owner(subject_id)
        if owner is not None and owner.kind is SubjectKind.TEAM:
            return subject_id
        return self.team_on(subject_id, day)

    def cut_id(self, value_ids: frozenset[int]) -> int | None:
        """The cut with exactly these values, if it exists yet; cuts never change."""
        if not value_ids:
            return NO_CUT
        if value_ids not in self._cut_ids:
            found = reading.cut_id(value_ids)
            if found is None or found in new_cuts():
                return found
            self._cut_ids[value_ids] = found
        return self._cut_ids[value_ids]

    def teams_above(self, team_id: int, day: date) -> tuple[int, ...]:
        """The team and every team above it on the day, the nearest first."""
        if team_id not in self.parents:
            return (team_id,) if team_id else ()
        found: list[int] = []
        while team_id and team_id not in found:
            found.append(team_id)
            above: int | None = value_on(self.parents.get(team_id, ()), day)
            team_id = above or 0
        return tuple(found)

    def paying_goals(self, person_id: int) -> tuple[model.PayingGoal, ...]:
        """The goals whose milestones can pay: the person's own, on sums where more is better."""
        if person_id not in self._goals:
            self.know_goals([person_id])
        return self._goals[person_id]

    def know_goals(self, person_ids: Collection[int]) -> None:
        """Read these people's paying goals at once, before asking for many of them."""
        unknown = sorted(set(person_ids) - set(self._goals))
        if not unknown:
            return
        found: dict[int, list[model.PayingGoal]] = {person_id: [] for person_id in unknown}
        for goal in reading.goals_of(unknown):
            if self.pays(goal):
                found[goal.owner_id].append(self.goal(goal))
        self._goals.update({person_id: tuple(goals) for person_id, goals in found.items()})

    def own_settings(self, person_id: int) -> tuple[Any, ...]:
        """Everything specific to this person: teams by date, weekdays, leave, goals."""
        self.team_on(person_id, date.max)
        return (
            self._memberships.get(person_id, ()),
            self.own_weeks.get(person_id, ()),
            sorted(self.world(person_id).working.leave),
            self.paying_goals(person_id),
        )

    def rules_for(self, person_id: int, *, kind_id: int) -> tuple[model.PayingRule, ...]:
        """The rules that an entry of this kind by the person can affect."""
        key = (person_id, kind_id)
        if key not in self._rules:
            goals = self.paying_goals(person_id)
            self._rules[key] = tuple(concerned(self.rules, goals, kind_id=kind_id))
        return self._rules[key]

    def kinds_together(self, person_id: int, *, kind_id: int) -> frozenset[int]:
        """The kinds that a rule or a goal of this person counts together with this one."""
        key = (person_id, kind_id)
        if key not in self._together:
            rules = self.rules_for(person_id, kind_id=kind_id)
            self._together[key] = kinds_counted(rules, self.paying_goals(person_id))
        return self._together[key]

    def pays(self, goal: Goal) -> bool:
        """Whether its milestones can pay."""
        return self.metrics()[goal.metric_id].may_pay and not self.is_for_record(goal)

    def is_for_record(self, goal: Goal) -> bool:
        """Whether it was set when its period was already over: nobody could work towards it."""
        end = goal.until
        if end is not None and goal.period_kind is not None:
            kind = periods.PeriodKind(goal.period_kind)
            end = periods.period_of(kind, end - periods.DAY, self.almanac).end
        return end is not None and end <= self.day_at(goal.created_at)

    def day_at(self, instant: datetime) -> date:
        """The day that it was for the organisation at that time, in the zone it had then."""
        zones = (zone for until, zone in self.earlier_zones if instant < until)
        return clock.business_date(instant, next(zones, self.zone))

    def last_day_at(self, instant: datetime) -> date:
        """The last day of what ended then. If that day had not come yet in a later zone, it came
        back to that zone's today, as entries do."""
        later = [zone for _until, zone in self.earlier_zones[1:]] + [self.zone]
        cuts = (
            clock.business_date(until, zone)
            for (until, _zone), zone in zip(self.earlier_zones, later, strict=False)
            if instant < until
        )
        return min([self.day_at(instant), *cuts])

    def goal(self, goal: Goal) -> model.PayingGoal:
        """A goal as the pure rules read it; if it was dropped, that day is its last."""
        metric = self.metrics()[goal.metric_id]
        dropped_at = goal.retired_at
        return model.PayingGoal(
            id=goal.id,
            terms=metric.terms,
            since=goal.since,
            until=goal.until,
            period_kind=periods.PeriodKind(goal.period_kind) if goal.period_kind else None,
            targets=tuple(
                model.Target(row.since, row.target, row.stretch, tuple(row.milestones))
                for row in goal.versions
            ),
            last_day=self.last_day_at(dropped_at) if dropped_at else None,
        )

    def values_of(self, cut_id: int) -> frozenset[int]:
        """A cut's dimension values; cuts never change."""
        if cut_id not in self._cuts:
            if cut_id in new_cuts():
                return new_cuts()[cut_id]
            self._cuts.update(reading.values_of_cuts([cut_id]))
        return self._cuts[cut_id]

    def know_cuts(self, cut_ids: Collection[int]) -> None:
        """Read these cuts' values at once, before asking for many of them."""
        unknown = sorted(set(cut_ids) - set(self._cuts) - {NO_CUT})
        if not unknown:
            return
        self._cuts.update(reading.values_of_cuts(unknown))
