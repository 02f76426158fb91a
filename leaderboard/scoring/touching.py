"""Whom a change of settings can affect: whose awards, under which rules, from which day on."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Select, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import NO_TEAM, Activity, Goal, Person, Total
from leaderboard.rules.evaluation import kinds_counted
from leaderboard.rules.model import PayingRule, Version
from leaderboard.rules.periods import PeriodKind

# Days longer ago than this are looked up by month: there are far fewer rows.
LONG_AGO = timedelta(days=62)
A_MONTH = timedelta(days=31)


class Stale(NamedTuple):
    """What may have changed in one person's awards: those of these rules, from a day on."""

    since: date
    rule_ids: frozenset[int]

    def with_(self, other: "Stale") -> "Stale":
        """Both together."""
        return Stale(min(self.since, other.since), self.rule_ids | other.rule_ids)


def by_any(version: Version) -> bool:
    """Whatever the rule says."""
    return True


def by_days_worked(version: Version) -> bool:
    """Whether it asks which days are worked."""
    return version.trigger.is_in_days


def by_goals(version: Version) -> bool:
    """Whether it pays for goals."""
    return version.trigger.follows_goals


def by_teams(version: Version) -> bool:
    """Whether it is for some teams only."""
    return bool(version.limits.team_ids)


def by_team_mates(version: Version) -> bool:
    """Whether it asks what others in the team did."""
    return version.trigger.looks_at_team


def by_periods(kinds: Collection[PeriodKind]) -> Callable[[Version], bool]:
    """Whether it asks when a period of one of these kinds begins."""

    def asks(version: Version) -> bool:
        has_window = bool(version.trigger.windows) and version.condition.window in kinds
        has_limit = bool(version.limits.most) and version.limits.per in kinds
        return has_window or has_limit or version.trigger.follows_goals

    return asks


@dataclass(frozen=True)
class Touch:
    """A change that holds from `since` on, seen by the rules with a version that `asks`.

    `rule_ids` None: all rules; `person_ids` None: everybody.
    """

    since: date
    asks: Callable[[Version], bool] = by_any
    rule_ids: frozenset[int] | None = None
    person_ids: frozenset[int] | None = None

    def stale(self, settings: Configuration) -> dict[int, Stale]:
        """Everybody it can affect, with what may have changed for them."""
        rules = [rule for rule in settings.rules if self.concerns(rule)]
        if not rules:
            return {}
        stale = Stale(self.since, frozenset(rule.id for rule in rules))
        return {person_id: stale for person_id in self.people(rules)}

    def concerns(self, rule: PayingRule) -> bool:
        is_asked = self.rule_ids is None or rule.id in self.rule_ids
        return is_asked and any(self.asks(version) for version in rule.versions)

    def people(self, rules: Collection[PayingRule]) -> set[int]:
        """Everybody with an entry there that these rules count, or a goal that they follow."""
        found = set(db.session.scalars(self.active(rules)))
        if any(by_goals(version) for rule in rules for version in rule.versions):
            found |= set(db.session.scalars(select(Goal.owner_id).distinct()))
        if self.person_ids is not None:
            return found & self.person_ids
        return found & set(db.session.scalars(select(Person.id)))

    def active(self, rules: Collection[PayingRule]) -> Select[int]:
        """Who has entries from then on, going by the totals: a few too many, never too few."""
        is_recent = self.since > latest_day() - LONG_AGO
        kind, since = PeriodKind.DAY, self.since
        if not is_recent:
            # A month that begins up to a month earlier may include the day, in either calendar.
            kind, since = PeriodKind.MONTH, back(self.since, A_MONTH)
        statement = (
            select(Total.subject_id)
            .distinct()
            .where(Total.period_kind == kind.value, Total.start >= since)
        )
        if not any(by_goals(version) for rule in rules for version in rule.versions):
            statement = statement.where(Total.kind_id.in_(kinds_counted(rules, ())))
        return statement


def latest_day() -> date:
    """The last day on which anything was logged."""
    newest = select(Total.start).where(Total.period_kind == PeriodKind.DAY.value)
    return db.session.scalar(newest.order_by(Total.start.desc()).limit(1)) or date.min + LONG_AGO


def back(day: date, some: timedelta) -> date:
    """This much earlier, as far as there are days."""
    return day - some if day > date.min + some else date.min


def together(parts: Iterable[dict[int, Stale]]) -> dict[int, Stale]:
    """Everybody affected by one of the parts."""
    found: dict[int, Stale] = {}
    for part in parts:
        for person_id, stale in part.items():
            held = found.get(person_id)
            found[person_id] = held.with_(stale) if held else stale
    return found


def beside(person_id: int, *, since: date, settings: Configuration) -> dict[int, Stale]:
    """Those who may become, or stop being, first in a team's day because this person's entries from
    the day on move to another team. Ask before the entries are moved."""
    rules = [r for r in settings.rules if any(by_team_mates(version) for version in r.versions)]
    kinds = kinds_counted(rules, ())
    own = db.session.execute(
        select(Activity.occurred_on, Activity.team_id)
        .where(
            Activity.subject_id == person_id,
            Activity.kind_id.in_(kinds),
            Activity.occurred_on >= since,
        )
        .distinct()
    ).all()
    moved = [row for row in own if row.team_id != settings.team_on(person_id, row.occurred_on)]
    if not moved:
        return {}
    days = [row.occurred_on for row in moved]
    teams = {row.team_id for row in moved} | {settings.team_on(person_id, day) for day in days}
    mates = db.session.scalars(
        select(Activity.subject_id)
        .distinct()
        .where(
            Activity.team_id.in_(teams - {NO_TEAM}),
            Activity.kind_id.in_(kinds),
            Activity.occurred_on >= min(days),
            Activity.occurred_on <= max(days),
        )
    )
    stale = Stale(min(days), frozenset(rule.id for rule in rules))
    return {mate: stale for mate in mates if mate != person_id}
