"""Rules tried on a ledger written as text: what one person did, line by line, and what it earned.

A ledger line is `DATE KIND [AMOUNT] [VALUE] [@TEAM] [xN]`, for example `2026-11-02 deal 4800 new @2
x3`. Earnings read `DATE CAUSE POINTS`.
"""

from datetime import date
from textwrap import dedent

from leaderboard.rules.calendars import Calendar
from leaderboard.rules.condition import Condition, Limits
from leaderboard.rules.evaluation import replay
from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.model import Entry, PayingGoal, PayingRule, Target, Version, World
from leaderboard.rules.periods import Almanac, PeriodKind
from leaderboard.rules.triggers import TRIGGERS
from leaderboard.rules.working_days import WeekWorked, WorkingCalendar

KINDS = {"call": 1, "mail": 2, "demo": 3, "deal": 4}
VALUES = {"new": 11, "upsell": 12}
ADA = 1
ALWAYS = date(2020, 1, 1)
WEEKDAYS = (WeekWorked(ALWAYS, frozenset(range(5))),)
WORLD = World(Almanac(Calendar.GREGORIAN, 0), WorkingCalendar(WEEKDAYS))


def entries(text: str) -> list[Entry]:
    """The ledger's lines as entries, numbered as written."""
    found: list[Entry] = []
    for line in dedent(text).strip().splitlines():
        day, kind, *rest = line.split()
        times = next((int(word[1:]) for word in rest if word.startswith("x")), 1)
        team = next((int(word[1:]) for word in rest if word.startswith("@")), 1)
        amount = next((int(word) for word in rest if word.isdigit()), 0)
        values = frozenset(VALUES[word] for word in rest if word in VALUES)
        found += [
            Entry(
                number=len(found) + n + 1,
                day=date.fromisoformat(day),
                kind_id=KINDS[kind],
                teams=(team,) if team else (),
                amount=amount,
                values=values,
            )
            for n in range(times)
        ]
    return found


def rule(
    trigger: str,
    *,
    kind: str = "call",
    points: int = 10,
    limits: Limits | None = None,
    **condition,
) -> PayingRule:
    """A rule with one version that has always held."""
    return PayingRule(1, (version(trigger, kind=kind, points=points, limits=limits, **condition),))


def version(
    trigger: str,
    *,
    kind: str = "call",
    points: int = 10,
    limits: Limits | None = None,
    since: date = ALWAYS,
    id: int = 1,
    is_on: bool = True,
    **condition,
) -> Version:
    return Version(
        id=id,
        number=id,
        since=since,
        trigger=TRIGGERS[trigger],
        condition=Condition(kind_id=KINDS[kind], **condition),
        limits=limits or Limits(),
        points=points,
        is_on=is_on,
    )


def revenue_goal(
    target: int, *, stretch: int | None = None, marks=(250, 500, 750, 1000)
) -> PayingGoal:
    """A monthly goal of Ada's on the amount of her deals."""
    return PayingGoal(
        id=5,
        terms=(Term(KINDS["deal"], Measure.AMOUNT),),
        since=ALWAYS,
        until=None,
        period_kind=PeriodKind.MONTH,
        targets=(Target(ALWAYS, target, stretch, tuple(marks)),),
    )


def earned(
    text: str, *rules: PayingRule, goals=(), world: World = WORLD, taken_back=()
) -> list[str]:
    """What the whole ledger earns, in order of day."""
    listed = entries(text)
    awards = replay(
        listed,
        subject_id=ADA,
        rules=rules,
        goals=goals,
        firsts=firsts(listed, rules),
        world=world,
        taken_back=taken_back,
    )
    ordered = sorted(awards, key=lambda award: (award.day, award.number))
    return [f"{award.day} {award.slot.cause} {award.points}" for award in ordered]


def firsts(listed: list[Entry], rules) -> dict:
    """The first entry of each team and day, for every version."""
    found: dict = {}
    for line in rules:
        for held in line.versions:
            for entry in sorted(listed, key=lambda entry: entry.number, reverse=True):
                if held.condition.counts(entry):
                    found[held.id, entry.team_id, entry.day] = entry.number
    return found
