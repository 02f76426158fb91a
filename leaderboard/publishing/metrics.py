"""Metrics: made of terms once and for all; later only their words change."""

from collections.abc import Iterable, Mapping
from typing import Any

from leaderboard.extensions import db
from leaderboard.models import Metric
from leaderboard.models import MetricTerm as TermRow
from leaderboard.publishing.rows import put, put_away
from leaderboard.publishing.slugs import fresh_slug
from leaderboard.rules.metrics import Term
from leaderboard.scoring import Publication


def make_metric(publication: Publication, values: Mapping[str, Any], terms: Iterable[Term]) -> int:
    """A new metric: a sum of terms, or the ratio of two sums."""
    slug = fresh_slug(values["name"], Metric.slug, noun="metric")
    metric = Metric(terms=[row_of(term) for term in terms])
    return put(publication, "metric", metric, {"slug": slug, **values})


def change_metric(publication: Publication, metric_id: int, words: Mapping[str, Any]) -> None:
    """Another name, description or minimum sample; what is counted stays."""
    put(publication, "metric", db.session.get_one(Metric, metric_id), words)


def retire_metric(publication: Publication, metric_id: int, *, is_retired: bool) -> None:
    """No longer to be chosen, or again; goals and boards that have it keep it."""
    put_away(publication, "metric", db.session.get_one(Metric, metric_id), is_retired=is_retired)


def row_of(term: Term) -> TermRow:
    return TermRow(
        part=term.part,
        kind_id=term.kind_id,
        measure=term.measure,
        sign=term.sign,
        window=term.window,
        value_id=term.value_id,
    )
