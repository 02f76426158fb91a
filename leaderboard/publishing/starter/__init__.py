"""What a new installation starts with: kinds, dimensions, metrics, rules, badges and boards.

Names are in both languages: the ones chosen become the organisation's own words when it is founded.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leaderboard.models import By, Unit
from leaderboard.rules.periods import PeriodKind

WORKING_DAYS = {"en": "01234", "fa_IR": "01256"}


@dataclass(frozen=True)
class Value:
    slug: str
    names: dict[str, str]


@dataclass(frozen=True)
class StarterDimension:
    slug: str
    names: dict[str, str]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class StarterKind:
    """A kind; `names` has the singular and plural in each language."""

    slug: str
    names: dict[str, tuple[str, str]]
    icon: str
    asks: dict[str, str] = field(default_factory=dict)
    dimensions: tuple[str, ...] = ()
    owner: str = "person"
    is_on_dock: bool = False


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


def rules() -> dict[str, Any]:
    """The rules and badges, in the form that `flask rules load` reads."""
    return tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))


def both(english: str, persian: str) -> dict[str, str]:
    return {"en": english, "fa_IR": persian}


def words(one: str, many: str, persian: str) -> dict[str, tuple[str, str]]:
    """Singular and plural; Persian counts with the singular."""
    return {"en": (one, many), "fa_IR": (persian, persian)}


DIMENSIONS = (
    StarterDimension(
        "deal-type",
        both("Deal type", "نوع معامله"),
        (
            Value("new", both("New", "جدید")),
            Value("upsell", both("Upsell", "ارتقا")),
            Value("renewal", both("Renewal", "تمدید")),
        ),
    ),
    StarterDimension(
        "loss-reason",
        both("Loss reason", "علت از دست رفتن"),
        (
            Value("no-decision", both("No decision", "بدون تصمیم")),
            Value("competitor", both("Competitor", "رقیب")),
            Value("price", both("Price", "قیمت")),
            Value("other", both("Other", "دیگر")),
        ),
    ),
    StarterDimension(
        "churn-kind",
        both("Kind of churn", "نوع ریزش"),
        (
            Value("payment", both("Overdue payment", "پرداخت معوق")),
            Value("account", both("Account", "حساب")),
            Value("user", both("User", "کاربر")),
        ),
    ),
    StarterDimension(
        "source",
        both("Source", "منبع"),
        (
            Value("email", both("E-mail", "ایمیل")),
            Value("landing-page", both("Landing page", "صفحهٔ فرود")),
            Value("content", both("Content", "محتوا")),
            Value("referral", both("Referral", "معرفی")),
        ),
    ),
    StarterDimension(
        "time-use",
        both("Use of time", "صرف زمان"),
        (
            Value("selling", both("Selling", "فروش")),
            Value("other", both("Other", "دیگر")),
        ),
    ),
)

CUSTOMER = {"customer": "optional"}
DEAL = {
    "amount": "required",
    "customer": "optional",
    "quantity": "optional",
    "profit": "optional",
    "days": "optional",
}

KINDS = (
    StarterKind("call", words("Call", "calls", "تماس"), "phone", CUSTOMER, is_on_dock=True),
    StarterKind("email", words("E-mail", "e-mails", "ایمیل"), "mail", CUSTOMER, is_on_dock=True),
    StarterKind(
        "meeting",
        words("Meeting", "meetings", "جلسه"),
        "users",
        {"customer": "required"},
        is_on_dock=True,
    ),
    StarterKind(
        "demo",
        words("Demo", "demos", "دمو"),
        "presentation",
        {"customer": "required"},
        is_on_dock=True,
    ),
    StarterKind(
        "deal-won",
        words("Deal", "deals", "معامله"),
        "trophy",
        DEAL,
        ("deal-type",),
        is_on_dock=True,
    ),
    StarterKind(
        "proposal",
        words("Proposal", "proposals", "پیشنهاد"),
        "file-text",
        {"customer": "required", "amount": "optional"},
    ),
    StarterKind(
        "qualified-lead",
        words("Qualified lead", "qualified leads", "سرنخ واجد شرایط"),
        "filter",
        CUSTOMER,
        ("source",),
    ),
    StarterKind(
        "deal-lost",
        words("Lost deal", "lost deals", "معاملهٔ ازدست‌رفته"),
        "x",
        {"amount": "optional", "customer": "optional", "days": "optional"},
        ("loss-reason",),
    ),
    StarterKind(
        "customer-lost",
        words("Lost customer", "lost customers", "مشتری ازدست‌رفته"),
        "user-minus",
        CUSTOMER,
        ("churn-kind",),
    ),
    StarterKind(
        "working-time",
        words("Working time", "working times", "زمان کار"),
        "timer",
        {"minutes": "required"},
        ("time-use",),
    ),
    StarterKind(
        "opening-customers",
        words("Opening customers", "opening customers", "مشتریان آغازین"),
        "users",
        {"quantity": "required"},
    ),
    StarterKind(
        "customers-received",
        words("Customers taken over", "customers taken over", "مشتریان تحویل‌گرفته"),
        "user-plus",
        {"quantity": "required"},
    ),
    StarterKind(
        "customers-given",
        words("Customers handed over", "customers handed over", "مشتریان تحویل‌داده"),
        "user-minus",
        {"quantity": "required"},
    ),
    StarterKind(
        "cost",
        words("Cost", "costs", "هزینه"),
        "wallet",
        {"amount": "required"},
        ("source",),
        owner="team",
    ),
)

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
        (StarterTerm("deal-won", window="until", value=NEW),),
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
