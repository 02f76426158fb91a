"""Metrics: their terms never change, only their wording does."""

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
    """Make a metric: a sum of terms, or the ratio of two sums."""
    slug = fresh_slug(values["name"], Metric.slug, noun="metric")
    metric = Metric(terms=[row_of(term) for term in terms])
    return put(publication, "metric", metric, {"slug": slug, **values})


def change_metric(publication: Publication, metric_id: int, words: Mapping[str, Any]) -> None:
    """Change a metric's name, description or minimum sample; what it counts stays."""
    put(publication, "metric", db.session.get_one(Metric, metric_id), words)


def retire_metric(publication: Publication, metric_id: int, *, is_retired: bool) -> None:
    """Stop offering a metric, or offer it again; goals and boards that use it keep it."""
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
