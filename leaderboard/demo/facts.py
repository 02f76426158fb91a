"""What the people of the demo did: generated from a seed, without a database."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from leaderboard.demo import cast
from leaderboard.demo.cast import REPS, TEAMS, CastPart
from leaderboard.rules.periods import DAY, Almanac, PeriodKind, Span, iterate, period_of
from leaderboard.rules.working_days import WorkingCalendar

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
# About how many deals a month make up one hundredth of a team's revenue.
DEALS_A_SHARE = 0.42
OPENING, CLOSING = 8 * 60 + 10, 17 * 60 + 40
SOURCES = ("email", "landing-page", "content", "referral")
REASONS = ("no-decision", "competitor", "price", "other")
CHURN = ("payment", "account", "user")
# Days from lead to won, by deal type.
CYCLE = {"new": 46, "upsell": 28, "renewal": 19}


@dataclass(frozen=True)
class Fact:
    """One thing somebody did. Amounts are in euros; `minute` is the minute of the day."""

    who: str
    kind: str
    day: date
    minute: int
    customer: str = ""
    amount: int = 0
    profit: int | None = None
    quantity: int = 0
    minutes: int = 0
    days: int | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """When everything happens.

    The ninety days begin at `start`; `books` begin earlier and hold this year's deals and the
    customers there already were. `quiet` are working days on which somebody logged nothing.
    """

    today: date
    start: date
    books: date
    almanac: Almanac
    company: WorkingCalendar
    own: dict[str, WorkingCalendar]
    quiet: dict[str, frozenset[date]] = field(default_factory=dict)

    def ago(self, working_days: int) -> date:
        """The company's working day that many working days before today."""
        day = self.today
        for _ in range(working_days):
            day = self.company.previous_working_day(day)
        return day

    def days(self, key: str, span: Span) -> Iterator[date]:
        """The days in the span, before today, on which the person did something."""
        quiet = self.quiet.get(key, frozenset())
        day = span.start
        while day < min(span.end, self.today):
            if self.own[key].is_working(day) and day not in quiet:
                yield day
            day += DAY


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


def minute(rng: Random) -> int:
    """A minute of the working day; people are busiest before noon."""
    return int(rng.triangular(OPENING, CLOSING, 11 * 60))


def price(rng: Random) -> int:
    """What a deal is worth in euros: many are worth a few thousand, few much more."""
    return rounded(min(58_000, max(1_200, rng.lognormvariate(math.log(8_200), 0.62))))


def rounded(amount: float) -> int:
    return round(amount / 50) * 50


def poisson(mean: float, rng: Random) -> int:
    """How often something happens that happens `mean` times on average."""
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count
