"""Ready examples of goals, in a manager's words: each fills in the form of a new goal.

They are the ten of the guide that the product rests on (docs/goals.md); one whose metric or
dimension an installation does not have is not offered.
"""

from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from leaderboard import configuration, locale
from leaderboard.configuration import Configuration, MetricFacts, nouns
from leaderboard.locale import current_writing
from leaderboard.locale.writing import N_
from leaderboard.models import GoalKind
from leaderboard.rules.baselines import MILLION, Against
from leaderboard.rules.metrics import Direction
from leaderboard.rules.periods import PeriodKind
from leaderboard.standings.lines_of_work import LOST, counting


@dataclass(frozen=True)
class GoalExample:
    """What a goal measures and asks. `value` limits it to one value of a dimension ("loss-reason:
    competitor"); `change` is in millionths on the period before or a year earlier, `target` in
    millionths of the whole."""

    slug: str
    title: str
    metric: str
    period: PeriodKind
    value: str = ""
    against: Against | None = None
    change: int | None = None
    target: int | None = None
    repeats: bool = False
    # Whether it counts what people do themselves, whatever comes of it.
    is_work: bool = False


@dataclass(frozen=True)
class OfferedExample:
    """An example with what this installation calls its metric and value."""

    example: GoalExample
    metric: MetricFacts
    value_id: int | None

    @property
    def text(self) -> str:
        share = Fraction(abs(self.example.change or self.example.target or 0), MILLION)
        return _(self.example.title, share=locale.percent(share, current_writing()))

    @property
    def kinds(self) -> set[GoalKind]:
        """The kinds of goal that it can be."""
        of_person = GoalKind.ACTIVITY if self.example.is_work else GoalKind.INDIVIDUAL
        annual = {GoalKind.ANNUAL} if self.example.period is PeriodKind.YEAR else set()
        return {GoalKind.TEAM, of_person} | annual


MONTH, QUARTER, WEEK, YEAR = (
    PeriodKind.MONTH,
    PeriodKind.QUARTER,
    PeriodKind.WEEK,
    PeriodKind.YEAR,
)
BEFORE = Against.PREVIOUS
EXAMPLES = (
    GoalExample(
        "m1",
        N_("%(share)s more revenue than last month"),
        "revenue",
        MONTH,
        against=BEFORE,
        change=100_000,
    ),
    GoalExample(
        "m1-year",
        N_("%(share)s more revenue than in the same month last year"),
        "revenue",
        MONTH,
        against=Against.YEAR_AGO,
        change=100_000,
    ),
    GoalExample("m2", N_("Bring monthly churn under %(share)s"), "churn", MONTH, target=10_000),
    GoalExample(
        "m2-payment",
        N_("Lose %(share)s fewer customers to overdue payments"),
        "churn",
        MONTH,
        value="churn-kind:payment",
        against=BEFORE,
        change=-100_000,
    ),
    GoalExample(
        "m3",
        N_("Sell %(share)s more units than last month"),
        "units",
        MONTH,
        against=BEFORE,
        change=100_000,
    ),
    GoalExample(
        "m3-margin",
        N_("Raise the margin by %(share)s"),
        "margin",
        QUARTER,
        against=BEFORE,
        change=50_000,
    ),
    GoalExample(
        "m4",
        N_("Make customers worth %(share)s more over their lifetime this year"),
        "ltv",
        YEAR,
        against=BEFORE,
        change=100_000,
    ),
    GoalExample(
        "m5",
        N_("%(share)s more qualified leads than last month"),
        "qualified-leads",
        MONTH,
        against=BEFORE,
        change=180_000,
    ),
    GoalExample(
        "m6",
        N_("Win %(share)s more of what is decided than last month"),
        "win-rate",
        MONTH,
        against=BEFORE,
        change=50_000,
    ),
    GoalExample(
        "m6-undecided",
        N_("%(share)s fewer deals lost because nobody decided"),
        "deals-lost",
        QUARTER,
        value="loss-reason:no-decision",
        against=BEFORE,
        change=-80_000,
    ),
    GoalExample(
        "m6-competitor",
        N_("%(share)s fewer deals lost to competitors"),
        "deals-lost",
        QUARTER,
        value="loss-reason:competitor",
        against=BEFORE,
        change=-50_000,
    ),
    GoalExample(
        "m7",
        N_("Win customers at %(share)s less cost"),
        "cac",
        QUARTER,
        against=BEFORE,
        change=-80_000,
    ),
    GoalExample(
        "m8",
        N_("Shorten the sales cycle by %(share)s"),
        "cycle-time",
        QUARTER,
        against=BEFORE,
        change=-50_000,
    ),
    GoalExample(
        "m8-new",
        N_("Shorten the sales cycle of new deals by %(share)s"),
        "cycle-time",
        QUARTER,
        value="deal-type:new",
        against=BEFORE,
        change=-80_000,
    ),
    GoalExample(
        "m9",
        N_("Raise selling time to %(share)s of working time"),
        "selling-time",
        WEEK,
        target=500_000,
        repeats=True,
    ),
    GoalExample(
        "m10",
        N_("%(share)s more calls than last week"),
        "calls",
        WEEK,
        against=BEFORE,
        change=100_000,
        is_work=True,
    ),
    GoalExample(
        "m10-demos",
        N_("%(share)s more demos than last month"),
        "demos",
        MONTH,
        against=BEFORE,
        change=100_000,
        is_work=True,
    ),
)


def offered() -> list[OfferedExample]:
    """The examples that this installation has the metric and the value for."""
    settings = configuration.current()
    metrics = metrics_by_slug(settings)
    values = {f"{row.dimension}:{row.slug}": row.id for row in nouns.values_with_dimensions()}
    return [
        OfferedExample(example, metrics[example.metric], values.get(example.value))
        for example in EXAMPLES
        if example.metric in metrics and (not example.value or example.value in values)
    ]


def metrics_by_slug(settings: Configuration) -> dict[str, MetricFacts]:
    """The metrics that can be chosen. Installations from before there was one of deals lost may
    have made their own, by whatever name."""
    found = {m.slug: m for m in settings.metrics().values() if not m.is_retired}
    lost = next((kind.id for kind in settings.kinds.values() if kind.slug == LOST), 0)
    own = counting(lost, settings)
    if own is not None and own.direction is Direction.LOWER:
        found.setdefault("deals-lost", own)
    return found


def example_of(slug: str) -> OfferedExample | None:
    return next((found for found in offered() if found.example.slug == slug), None)
