"""The demo's goals: one vision, broken down to today's calls."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from leaderboard.demo.cast import REPS, TEAMS, CastPart, TeamPart, Words
from leaderboard.demo.hiring import COMPANY
from leaderboard.demo.scene import Scene
from leaderboard.models import GoalKind
from leaderboard.rules.periods import PeriodKind, start_of

QUARTERS = (250, 500, 750, 1000)
MILLION = 1_000_000
# Who asked for a goal beyond what is expected.
STRETCHED = ("maya", "elena", "daniel", "ana", "priya", "yusuf", "hannah", "keiko")


@dataclass(frozen=True)
class Plan:
    """A goal to set; `key` and `parent` name goals in this list. Targets are in euros for money
    metrics and in millionths for ratios."""

    key: str
    kind: GoalKind
    name: Words
    metric: str
    owner: str
    period_kind: PeriodKind
    target: int
    parent: str = ""
    stretch: int | None = None
    baseline: int | None = None
    impact: int = 2
    milestones: tuple[int, ...] = field(default=QUARTERS)


def plans() -> Iterator[Plan]:
    yield Plan(
        "year",
        GoalKind.ANNUAL,
        Words("Annual revenue", "درآمد سال"),
        "revenue",
        COMPANY,
        PeriodKind.YEAR,
        9_000_000,
        stretch=10_000_000,
        impact=3,
    )
    yield from of_the_company()
    for team in TEAMS:
        yield team_revenue(team)
        reps = [part for part in REPS if part.team == team.key]
        for part, target in zip(reps, shares(team, reps), strict=True):
            yield from of_a_rep(part, team, target)


def of_the_company() -> Iterator[Plan]:
    """What everybody achieves together in a month and in a quarter."""
    yield Plan(
        "month",
        GoalKind.TEAM,
        Words("Monthly revenue, all of us", "درآمد ماه، همهٔ ما"),
        "revenue",
        COMPANY,
        PeriodKind.MONTH,
        sum(team.target for team in TEAMS),
        parent="year",
        stretch=880_000,
        impact=3,
    )
    yield Plan(
        "win-rate",
        GoalKind.TEAM,
        Words("Quarterly win rate", "نرخ برد فصل"),
        "win-rate",
        COMPANY,
        PeriodKind.QUARTER,
        MILLION * 50 // 100,
        parent="year",
        impact=2,
    )
    yield Plan(
        "cycle-time",
        GoalKind.TEAM,
        Words("Quarterly sales cycle", "چرخهٔ فروش فصل"),
        "cycle-time",
        COMPANY,
        PeriodKind.QUARTER,
        35 * MILLION,
        parent="year",
        baseline=44 * MILLION,
        impact=1,
    )


def team_revenue(team: TeamPart) -> Plan:
    return Plan(
        team.key,
        GoalKind.TEAM,
        Words("Monthly revenue", "درآمد ماه"),
        "revenue",
        team.key,
        PeriodKind.MONTH,
        team.target,
        parent="month",
        stretch=neat(team.target * 1.15),
        impact=3,
    )


def of_a_rep(part: CastPart, team: TeamPart, target: int) -> Iterator[Plan]:
    """The rep's sales goal, the activity behind it, and a stretch goal for those who asked."""
    yield Plan(
        f"{part.key}-revenue",
        GoalKind.INDIVIDUAL,
        Words("Monthly revenue", "درآمد ماه"),
        "revenue",
        part.key,
        PeriodKind.MONTH,
        target,
        parent=team.key,
        stretch=neat(target * 1.15),
        impact=3,
    )
    yield calls(part) if team.key == "valley" else meetings(part)
    if part.key in STRETCHED:
        yield Plan(
            f"{part.key}-demos",
            GoalKind.STRETCH,
            Words("Monthly demos", "دموهای ماه"),
            "demos",
            part.key,
            PeriodKind.MONTH,
            round(10 * part.pace),
            parent=f"{part.key}-revenue",
            stretch=round(13 * part.pace),
            impact=1,
            milestones=(500, 1000),
        )


def meetings(part: CastPart) -> Plan:
    return Plan(
        f"{part.key}-meetings",
        GoalKind.ACTIVITY,
        Words("Weekly meetings", "جلسه‌های هفته"),
        "meetings",
        part.key,
        PeriodKind.WEEK,
        round(6.5 * part.pace),
        parent=f"{part.key}-revenue",
        milestones=(500, 1000),
    )


def calls(part: CastPart) -> Plan:
    return Plan(
        f"{part.key}-calls",
        GoalKind.ACTIVITY,
        Words("Daily calls", "تماس‌های روز"),
        "calls",
        part.key,
        PeriodKind.DAY,
        10,
        parent=f"{part.key}-revenue",
        milestones=(500,),
    )


def shares(team: TeamPart, reps: list[CastPart]) -> list[int]:
    """The team's target divided by the reps' shares; the last one absorbs the rounding."""
    whole = sum(part.share for part in reps)
    parts = [neat(team.target * part.share / whole) for part in reps[:-1]]
    return [*parts, team.target - sum(parts)]


def neat(euros: float) -> int:
    return round(euros / 500) * 500


def since(plan: Plan, scene: Scene) -> date:
    """The goal's first period: the one in which the ninety days begin."""
    day = scene.books if plan.period_kind is PeriodKind.YEAR else scene.start
    return start_of(plan.period_kind, day, scene.almanac)
