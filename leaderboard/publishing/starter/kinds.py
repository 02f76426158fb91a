"""The kinds and dimensions that a new installation starts with."""

from dataclasses import dataclass, field

from leaderboard.publishing.starter.names import both, words


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
        words("Deal", "deals", "فروش"),
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
