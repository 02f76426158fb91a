"""What is read beside a metric: its companions for the same owner and days."""

from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.configuration import Configuration, MetricFacts
from leaderboard.models import SubjectKind
from leaderboard.rules.families import BESIDE, Family, as_sum, family_of, go_together, parts_of
from leaderboard.rules.metrics import Measure, Score, Term
from leaderboard.rules.periods import Span
from leaderboard.standings.progress import has_enough_cases
from leaderboard.standings.tallies import Ask, scores_of


@dataclass(frozen=True)
class Companion:
    """A metric and what it came to: its two sums (of a sum, `below` is 0), and how many entries it
    counts."""

    family: Family
    metric: MetricFacts
    score: Score
    above: int
    below: int
    entries: int

    @property
    def is_enough(self) -> bool:
        return self.score.value is not None and has_enough_cases(self.score, self.metric)

    @property
    def lacks_cost(self) -> bool:
        """Whether nothing was spent, so that its value would mean nothing."""
        return self.metric.needs_numerator and not self.score.has_numerator


def beside(
    metric: MetricFacts, owner_id: int, span: Span, settings: Configuration
) -> list[Companion]:
    """The metric itself and its companions, in two statements; empty if nothing goes with it. A
    person has no costs of their own, so nothing is said of what their customers cost."""
    families = companions(metric, settings)
    asks = [Ask(terms, span, owner_id) for each in families.values() for terms in asked(each.terms)]
    scores = iter(scores_of(asks, settings))
    found = [
        companion(family, each, [next(scores) for _terms in asked(each.terms)])
        for family, each in families.items()
    ]
    if owner_id in settings.people():
        found = [each for each in found if not each.lacks_cost]
    is_shown = len(found) > 1 and found[0].metric.id == metric.id
    return found if is_shown else []


def companions(metric: MetricFacts, settings: Configuration) -> dict[Family, MetricFacts]:
    """The metric's own family and those beside it, each with its metric; empty without any. Of
    several, the one for the same cut or for none comes first, then the oldest."""
    own = family_in(metric, settings)
    if own is None:
        return {}
    known = [each for each in settings.metrics().values() if not each.is_retired]
    together = [each for each in known if go_together(metric.terms, each.terms)]
    found = {own: metric}
    for family in BESIDE[own]:
        of_family = [each for each in together if family_in(each, settings) is family]
        if of_family:
            found[family] = min(of_family, key=lambda each: (cuts(each), each.id))
    return found if len(found) > 1 else {}


def family_in(metric: MetricFacts, settings: Configuration) -> Family | None:
    shared = {kind.id for kind in settings.kinds.values() if kind.owner != SubjectKind.PERSON.value}
    return family_of(metric.terms, metric.direction, shared=shared)


def cuts(metric: MetricFacts) -> int:
    """How many of the terms that it counts are limited to one value."""
    return sum(term.value_id is not None for term in parts_of(metric.terms)[0])


def asked(terms: Iterable[Term]) -> list[tuple[Term, ...]]:
    """The metric itself, its two sums, and the entries that it counts."""
    terms = tuple(terms)
    above, below = parts_of(terms)
    entries = {
        Term(t.kind_id, Measure.ENTRIES, window=t.window, value_id=t.value_id) for t in above
    }
    return [terms, as_sum(above), as_sum(below), tuple(entries)]


def companion(family: Family, metric: MetricFacts, scores: list[Score]) -> Companion:
    score, *sums = scores
    above, below, entries = (int(each.value or 0) for each in sums)
    return Companion(family, metric, score, above, below, entries)
