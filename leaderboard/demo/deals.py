"""The demo's deals, won and lost, month by month."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from leaderboard.demo import cast
from leaderboard.demo.cast import REPS, TEAMS, CastPart
from leaderboard.demo.chance import minute, poisson, price, rounded
from leaderboard.demo.scene import Fact, Scene
from leaderboard.rules.periods import DAY, PeriodKind, Span, iterate

# About how many deals a month make up one hundredth of a team's revenue.
DEALS_A_SHARE = 0.42

REASONS = ("no-decision", "competitor", "price", "other")

# Days from lead to won, by deal type.
CYCLE = {"new": 46, "upsell": 28, "renewal": 19}


def deals(scene: Scene, books: dict[str, Sequence[str]], rng: Random) -> Iterator[Fact]:
    """Every deal won or lost since the books begin, month by month and team by team."""
    for month in iterate(PeriodKind.MONTH, Span(scene.books, scene.today + DAY), scene.almanac):
        for team in TEAMS:
            form = team.form if month.contains(scene.today) else rng.uniform(0.93, 1.12)
            wanted = team.target * elapsed(month.span, scene) * form
            reps = [part for part in REPS if part.team == team.key]
            if month.contains(scene.today):
                wanted -= won_today(reps)
            won: list[Fact] = []
            for part in reps:
                mine = list(won_by(part, month.span, scene, books[part.key], rng))
                share = part.share / sum(other.share for other in reps)
                won += levelled(mine, wanted * share * rng.uniform(0.8, 1.2))
                yield from lost_by(part, mine, rng)
            yield from levelled(won, wanted)


def won_today(reps: Sequence[CastPart]) -> int:
    """What these people win today; those deals are fixed."""
    keys = {part.key for part in reps}
    return sum(amount for key, amount, _sort in cast.TODAY_DEALS if key in keys)


def elapsed(month: Span, scene: Scene) -> float:
    """How much of the month's working time lies between the start of the books and today."""
    done = scene.company.working_days(
        Span(max(month.start, scene.books), min(month.end, scene.today))
    )
    return done / scene.company.working_days(month)


def won_by(
    part: CastPart, month: Span, scene: Scene, customers: Sequence[str], rng: Random
) -> Iterator[Fact]:
    """A rep's deals in one month, before they are scaled."""
    for day in scene.days(part.key, Span(max(month.start, scene.books), month.end)):
        for _ in range(poisson(part.share * DEALS_A_SHARE / 21, rng)):
            sort = rng.choices(tuple(CYCLE), (11, 5, 4))[0]
            cycle = max(3, round(CYCLE[sort] * rng.lognormvariate(0, 0.35)))
            yield Fact(
                part.key,
                "deal-won",
                day,
                minute(rng),
                customer=rng.choice(customers),
                amount=price(rng),
                quantity=rng.randint(1, 24),
                days=cycle,
                values=(f"deal-type:{sort}",),
            )


def levelled(won: list[Fact], wanted: float) -> list[Fact]:
    """The same deals, scaled together so that they add up to about the wanted amount."""
    total = sum(fact.amount for fact in won)
    scale = min(2.2, max(0.45, wanted / total)) if total else 1.0
    return [with_margin(replace(fact, amount=rounded(fact.amount * scale))) for fact in won]


def with_margin(fact: Fact) -> Fact:
    """Add the profit, except to deals for which nobody noted it."""
    if fact.quantity % 11 == 0:
        return fact
    return replace(fact, profit=fact.amount * (24 + fact.minute % 19) // 100)


def lost_by(part: CastPart, won: Sequence[Fact], rng: Random) -> Iterator[Fact]:
    """The deals lost for each deal won."""
    for fact in won:
        for _ in range(poisson((1 - part.wins) / part.wins, rng)):
            yield Fact(
                part.key,
                "deal-lost",
                fact.day,
                minute(rng),
                customer=fact.customer,
                amount=price(rng),
                days=max(3, round(50 * rng.lognormvariate(0, 0.4))),
                values=(f"loss-reason:{rng.choices(REASONS, (5, 3, 3, 1))[0]}",),
            )
