"""The metrics and boards that a new installation starts with."""

from dataclasses import dataclass

from leaderboard.models import By, Unit
from leaderboard.publishing.starter.names import both
from leaderboard.rules.periods import PeriodKind


@dataclass(frozen=True)
class StarterTerm:
    kind: str
    measure: str = "entries"
    sign: int = 1
    window: str = "within"
    value: str = ""


@dataclass(frozen=True)
class StarterMetric:
    slug: str
    names: dict[str, str]
    unit: Unit
    numerator: tuple[StarterTerm, ...]
    denominator: tuple[StarterTerm, ...] = ()
    is_lower_better: bool = False
    min_sample: int = 0
    needs_numerator: bool = False


@dataclass(frozen=True)
class StarterBoard:
    slug: str
    names: dict[str, str]
    metric: str
    by: By
    period_kind: PeriodKind


NEW = "deal-type:new"

METRICS = (
    StarterMetric(
        "points", both("Points", "امتیاز"), Unit.POINTS, (StarterTerm("points", "quantity"),)
    ),
    StarterMetric(
        "revenue", both("Revenue", "درآمد"), Unit.MONEY, (StarterTerm("deal-won", "amount"),)
    ),
    StarterMetric(
        "deals-won", both("Deals won", "معاملات موفق"), Unit.COUNT, (StarterTerm("deal-won"),)
    ),
    StarterMetric(
        "deals-lost",
        both("Deals lost", "معاملات ازدست‌رفته"),
        Unit.COUNT,
        (StarterTerm("deal-lost"),),
        is_lower_better=True,
    ),
    StarterMetric(
        "win-rate",
        both("Win rate", "نرخ برد"),
        Unit.RATIO,
        (StarterTerm("deal-won"),),
        (StarterTerm("deal-won"), StarterTerm("deal-lost")),
        min_sample=10,
    ),
    StarterMetric(
        "cycle-time",
        both("Sales cycle", "چرخهٔ فروش"),
        Unit.DAYS,
        (StarterTerm("deal-won", "days"),),
        (StarterTerm("deal-won", "timed"),),
        is_lower_better=True,
        min_sample=5,
    ),
    StarterMetric(
        "qualified-leads",
        both("Qualified leads", "سرنخ‌های واجد شرایط"),
        Unit.COUNT,
        (StarterTerm("qualified-lead"),),
    ),
    StarterMetric(
        "units",
        both("Units sold", "واحدهای فروخته‌شده"),
        Unit.COUNT,
        (StarterTerm("deal-won", "quantity"),),
    ),
    StarterMetric(
        "margin",
        both("Margin", "حاشیهٔ سود"),
        Unit.RATIO,
        (StarterTerm("deal-won", "profit"),),
        (StarterTerm("deal-won", "costed"),),
        min_sample=5,
    ),
    StarterMetric(
        "churn",
        both("Churn", "ریزش مشتری"),
        Unit.RATIO,
        (StarterTerm("customer-lost"),),
        (
            StarterTerm("opening-customers", "quantity", window="before"),
            StarterTerm("deal-won", window="before", value=NEW),
            StarterTerm("customer-lost", sign=-1, window="before"),
            StarterTerm("customers-received", "quantity", window="before"),
            StarterTerm("customers-given", "quantity", sign=-1, window="before"),
        ),
        is_lower_better=True,
        min_sample=10,
    ),
    StarterMetric(
        "ltv",
        both("Customer lifetime value", "ارزش طول عمر مشتری"),
        Unit.MONEY,
        (StarterTerm("deal-won", "amount", window="until"),),
        # Everybody whose value counts: opening customers bought as well.
        (
            StarterTerm("opening-customers", "quantity", window="until"),
            StarterTerm("deal-won", window="until", value=NEW),
            StarterTerm("customers-received", "quantity", window="until"),
            StarterTerm("customers-given", "quantity", sign=-1, window="until"),
        ),
        min_sample=5,
    ),
    StarterMetric(
        "cac",
        both("Customer acquisition cost", "هزینهٔ جذب مشتری"),
        Unit.MONEY,
        (StarterTerm("cost", "amount"),),
        (StarterTerm("deal-won", value=NEW),),
        is_lower_better=True,
        min_sample=1,
        needs_numerator=True,
    ),
    StarterMetric(
        "selling-time",
        both("Selling time", "زمان فروش"),
        Unit.RATIO,
        (StarterTerm("working-time", "minutes", value="time-use:selling"),),
        (StarterTerm("working-time", "minutes"),),
        min_sample=1,
    ),
    StarterMetric("calls", both("Calls", "تماس‌ها"), Unit.COUNT, (StarterTerm("call"),)),
    StarterMetric("emails", both("E-mails", "ایمیل‌ها"), Unit.COUNT, (StarterTerm("email"),)),
    StarterMetric("meetings", both("Meetings", "جلسه‌ها"), Unit.COUNT, (StarterTerm("meeting"),)),
    StarterMetric("demos", both("Demos", "دموها"), Unit.COUNT, (StarterTerm("demo"),)),
    StarterMetric(
        "proposals", both("Proposals", "پیشنهادها"), Unit.COUNT, (StarterTerm("proposal"),)
    ),
)

BOARDS = (
    StarterBoard(
        "points-week",
        both("Points this week", "امتیاز این هفته"),
        "points",
        By.REP,
        PeriodKind.WEEK,
    ),
    StarterBoard(
        "revenue-month",
        both("Revenue this month, by team", "درآمد این ماه، تیم به تیم"),
        "revenue",
        By.TEAM,
        PeriodKind.MONTH,
    ),
)
