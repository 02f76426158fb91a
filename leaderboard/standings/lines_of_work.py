"""What leads to what a metric sums: the kinds of work before a result, step by step."""

from dataclasses import dataclass

from leaderboard.configuration import Configuration, MetricFacts
from leaderboard.rules.metrics import Measure, Part, Term, Window

# The steps before a result, the nearest first; of each, the first kind that was logged counts.
STEPS = (("demo", "meeting", "proposal"), ("call", "email"))
# Kinds that come before the first step: only calls lead to a lead.
EARLY = ("qualified-lead",)
WON, LOST = "deal-won", "deal-lost"
ENTRIES = Measure.ENTRIES


@dataclass(frozen=True)
class Line:
    """What leads to a goal's result: the result's kind and measure, and the kinds of the steps
    before it with the metrics that count them, the nearest first."""

    result: Term
    steps: tuple[tuple[int, MetricFacts | None], ...]
    lost_kind_id: int | None

    @property
    def counted(self) -> list[Term]:
        """What has to be known of everybody's past: the result's sum and entries, what was lost,
        and the steps."""
        lost = [] if self.lost_kind_id is None else [self.lost_kind_id]
        kinds = [self.result.kind_id, *(kind_id for kind_id, _metric in self.steps), *lost]
        return [self.result, *(Term(kind_id, ENTRIES) for kind_id in kinds)]


def line_to(metric: MetricFacts, settings: Configuration) -> Line | None:
    """The work that leads to a metric; None if it is not a plain sum of one kind."""
    if len(metric.terms) != 1:
        return None
    result = metric.terms[0]
    kind = settings.kinds.get(result.kind_id)
    is_plain = result.window is Window.WITHIN and result.sign > 0 and result.value_id is None
    if kind is None or not is_plain or result.part is not Part.NUMERATOR:
        return None
    known = {k.slug: k.id for k in settings.kinds.values() if not k.is_retired}
    groups = [[known[slug] for slug in group if slug in known] for group in before(kind.slug)]
    # Which kind of a group counts is decided once the past is known.
    steps = [(kind_id, counting(kind_id, settings)) for group in groups for kind_id in group]
    return Line(result, tuple(steps), known.get(LOST) if kind.slug == WON else None)


def before(slug: str) -> tuple[tuple[str, ...], ...]:
    """The groups of steps that lead to a kind."""
    for n, group in enumerate(STEPS):
        if slug in group:
            return STEPS[n + 1 :]
    return STEPS[1:] if slug in EARLY else STEPS


def counting(kind_id: int, settings: Configuration) -> MetricFacts | None:
    """The metric that counts the entries of a kind and nothing else."""
    wanted = (Term(kind_id, ENTRIES),)
    metrics = settings.metrics().values()
    return next((m for m in metrics if m.terms == wanted and not m.is_retired), None)
