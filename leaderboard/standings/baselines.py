"""What owners reached in the periods that a target is compared with."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from leaderboard.configuration import Configuration, MetricFacts
from leaderboard.rules.baselines import Against, periods_in, rounded, span_before
from leaderboard.rules.metrics import Score
from leaderboard.rules.periods import Period, Span
from leaderboard.standings.progress import has_enough_cases, scale_of
from leaderboard.standings.tallies import Ask, scores_of


class Baseline(NamedTuple):
    """The value of one period (an average's: per period) as targets are stored, and the days it was
    measured over."""

    against: Against
    span: Span
    value: int


def baselines_of(
    owner_ids: Sequence[int],
    metric: MetricFacts,
    against: Against,
    first: Period,
    settings: Configuration,
) -> dict[int, Baseline | None]:
    """Each owner's baseline for a goal whose first period this is; None where there is too little
    to compare with."""
    span = span_before(against, first, settings.almanac)
    values = values_over(owner_ids, metric, against, span, settings)
    return {
        owner_id: None if value is None else Baseline(against, span, value)
        for owner_id, value in values.items()
    }


def values_over(
    owner_ids: Sequence[int],
    metric: MetricFacts,
    against: Against,
    span: Span,
    settings: Configuration,
) -> dict[int, int | None]:
    """What these owners reached over the days, as it is known now."""
    scores = scores_of([Ask(metric.terms, span, owner_id) for owner_id in owner_ids], settings)
    return {
        owner_id: stored(score, metric, against)
        for owner_id, score in zip(owner_ids, scores, strict=True)
    }


def stored(score: Score, metric: MetricFacts, against: Against) -> int | None:
    """A score as targets are stored; None if it is nothing, or too few cases."""
    if not score.value or not has_enough_cases(score, metric):
        return None
    value = Fraction(score.value) * scale_of(metric)
    if not metric.is_ratio:
        value /= periods_in(against)
    return max(0, rounded(value)) or None
