"""What the people of the demo did, deals aside: generated from a seed, without a database."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from leaderboard.demo import cast
from leaderboard.demo.cast import REPS, TEAMS, CastPart
from leaderboard.demo.chance import CLOSING, OPENING, minute, poisson, price, rounded
from leaderboard.demo.deals import CYCLE, deals, with_margin
from leaderboard.demo.scene import Fact, Scene
from leaderboard.rules.periods import PeriodKind, Span, iterate, period_of

# What a rep of pace 1 does on an average day.
USUAL = {
    "call": 8.5,
    "email": 4.5,
    "meeting": 1.2,
    "demo": 0.55,
    "proposal": 0.45,
    "qualified-lead": 0.6,
}
# The week starts slowly, peaks in the middle and ends early.
WEEKDAY = (0.95, 1.1, 1.1, 1.0, 0.75)

SOURCES = ("email", "landing-page", "content", "referral")

CHURN = ("payment", "account", "user")


def past(scene: Scene, names: Sequence[str], rng: Random) -> list[Fact]:
    """Everything up to yesterday, in the order it happened."""
    books = {part.key: names[index :: len(REPS)][:24] for index, part in enumerate(REPS)}
    facts: list[Fact] = []
    scene = replace(scene, quiet={part.key: quiet_days(part, scene, rng) for part in REPS})
    for part in REPS:
        facts += list(opening(part, scene, rng))
        facts += [
            fact
            for day in scene.days(part.key, span(scene))
            for fact in effort(part, day, books[part.key], scene, rng)
        ]
        facts += list(hours(part, scene, rng))
    facts += list(deals(scene, books, rng))
    facts += list(costs(scene, rng))
    facts += list(handed_over(scene))
    return sorted(facts, key=lambda fact: (fact.day, fact.minute, fact.who, fact.kind))


def span(scene: Scene) -> Span:
    return Span(scene.start, scene.today)


def quiet_days(part: CastPart, scene: Scene, rng: Random) -> frozenset[date]:
    """Working days on which nothing was logged; fixed for people whose streak is fixed, else
    random."""
    chance = [day for day in scene.days(part.key, span(scene)) if rng.random() < 0.06]
    told = cast.MISSED.get(part.key)
    return frozenset(chance if told is None else [scene.ago(days) for days in told])


def opening(part: CastPart, scene: Scene, rng: Random) -> Iterator[Fact]:
    """The customers a rep already had, and those lost since."""
    had = rng.randint(22, 44)
    yield Fact(part.key, "opening-customers", scene.books, OPENING, quantity=had)
    for day in scene.days(part.key, span(scene)):
        if rng.random() < had * 0.009 / 21:
            yield Fact(
                part.key,
                "customer-lost",
                day,
                minute(rng),
                values=(f"churn-kind:{rng.choices(CHURN, (5, 3, 2))[0]}",),
            )


def effort(
    part: CastPart, day: date, customers: Sequence[str], scene: Scene, rng: Random
) -> Iterator[Fact]:
    """What a rep did on one day, apart from deals."""
    factor = part.pace * WEEKDAY[place_in_week(day, scene)] * rng.uniform(0.75, 1.25)
    for kind, usual in USUAL.items():
        for _ in range(poisson(usual * factor, rng) or int(kind == "call")):
            yield one(part.key, kind, day, minute(rng), customers, rng)


def one(who: str, kind: str, day: date, minute: int, customers: Sequence[str], rng: Random) -> Fact:
    """One call, e-mail, meeting, demo, proposal or lead."""
    fact = Fact(who, kind, day, minute, customer=rng.choice(customers))
    if kind == "qualified-lead":
        return replace(fact, values=(f"source:{rng.choices(SOURCES, (3, 4, 2, 2))[0]}",))
    if kind == "proposal":
        return replace(fact, amount=price(rng))
    return fact


def hours(part: CastPart, scene: Scene, rng: Random) -> Iterator[Fact]:
    """The hours spent selling and the rest, at the end of each week."""
    for week in iterate(PeriodKind.WEEK, span(scene), scene.almanac):
        days = list(scene.days(part.key, Span(max(week.start, scene.start), week.end)))
        if not days or week.end > scene.today:
            continue
        worked = 480 * len(days)
        selling = round(worked * min(0.62, max(0.25, rng.gauss(0.3 + part.pace * 0.12, 0.05))) / 15)
        for use, minutes in (("selling", selling * 15), ("other", worked - selling * 15)):
            value = (f"time-use:{use}",)
            yield Fact(part.key, "working-time", days[-1], CLOSING, minutes=minutes, values=value)


def costs(scene: Scene, rng: Random) -> Iterator[Fact]:
    """What each team spends each month on being found by new customers."""
    for month in iterate(PeriodKind.MONTH, Span(scene.start, scene.today), scene.almanac):
        day = max(month.start, scene.start)
        for team in TEAMS:
            for source, usual in (("email", 1500), ("landing-page", 5200), ("content", 3400)):
                amount = rounded(usual * team.target / 200_000 * rng.uniform(0.85, 1.15))
                yield Fact(
                    team.key, "cost", day, OPENING, amount=amount, values=(f"source:{source}",)
                )


def handed_over(scene: Scene) -> Iterator[Fact]:
    """The customers who stayed behind when somebody changed teams."""
    day = scene.ago(cast.MOVED_DAYS_AGO)
    yield Fact(cast.MOVED, "customers-given", day, OPENING, quantity=9)
    yield Fact(cast.TAKEN_OVER_BY, "customers-received", day, OPENING, quantity=9)


def present(scene: Scene, names: Sequence[str], rng: Random) -> list[Fact]:
    """Today so far. The counts are fixed so that some people are one step short of a reward; what
    happens last is at the top of the screen."""
    books = {part.key: names[index :: len(REPS)][:24] for index, part in enumerate(REPS)}
    facts = []
    for key, done in cast.TODAY.items():
        for kind, times in zip(cast.TODAY_KINDS, done, strict=True):
            for _ in range(times):
                at = int(rng.triangular(OPENING, CLOSING - 60, 10 * 60))
                facts.append(one(key, kind, scene.today, at, books[key], rng))
    for number, (key, amount, sort) in enumerate(cast.TODAY_DEALS):
        deal = Fact(
            key,
            "deal-won",
            scene.today,
            CLOSING - 50 + number,
            customer=books[key][number],
            amount=amount,
            quantity=6 + number,
            days=CYCLE[sort],
            values=(f"deal-type:{sort}",),
        )
        facts.append(with_margin(deal))
    ordered = sorted(facts, key=lambda fact: (fact.minute, fact.who, fact.kind))
    ending = last_words(ordered)
    return ordered + ending


def last_words(ordered: list[Fact]) -> list[Fact]:
    """Take these people's last fact of a kind out of its place and let it happen after all
    others."""
    ending = []
    for number, (key, kind) in enumerate(cast.TODAY_ENDS):
        mine = [fact for fact in ordered if (fact.who, fact.kind) == (key, kind)]
        ordered.remove(mine[-1])
        ending.append(replace(mine[-1], minute=CLOSING - 8 + 2 * number))
    return ending


def place_in_week(day: date, scene: Scene) -> int:
    """How many working days of its week come before the day."""
    week = period_of(PeriodKind.WEEK, day, scene.almanac)
    return min(scene.company.working_days(Span(week.start, day)), 4)
