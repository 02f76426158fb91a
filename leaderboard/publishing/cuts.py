"""Metrics cut by a dimension's value: found or made, so that there are never two equal ones."""

from dataclasses import replace

from leaderboard import configuration
from leaderboard.configuration import Configuration, MetricFacts
from leaderboard.extensions import db
from leaderboard.models import Metric
from leaderboard.publishing.metrics import make_metric
from leaderboard.publishing.refused import Refused
from leaderboard.publishing.rows import LONGEST_NAME
from leaderboard.rules.cuts import narrowed
from leaderboard.scoring import Publication
from leaderboard.standings.names import names


def cut_facts(metric: MetricFacts, value_id: int, settings: Configuration) -> MetricFacts | None:
    """The metric as it counts with this value only, whether it exists yet or not; None if it is
    not logged with the value's dimension."""
    terms = narrowed(metric.terms, value_id, asking(value_id, settings))
    return None if terms is None else replace(metric, terms=terms)


def asking(value_id: int, settings: Configuration) -> set[int]:
    """The kinds whose form asks for the value's dimension."""
    return {
        kind_id
        for kind_id, choices in names(settings).choices.items()
        for choice in choices
        if value_id in {held for held, _name in choice.values}
    }


def cut_of(publication: Publication, metric_id: int, value_id: int) -> int:
    """The metric that counts the same with this value only; it is made if there is none."""
    settings = configuration.current()
    metric = settings.metrics().get(metric_id)
    if metric is None or metric.is_retired:
        raise Refused("metric", "unknown")
    cut = cut_facts(metric, value_id, settings)
    if cut is None:
        raise Refused("only", "not_asked")
    for known in settings.metrics().values():
        if not known.is_retired and is_same(known, cut):
            return known.id
    base = db.session.get_one(Metric, metric_id)
    values = {
        "name": name_of(metric.name, names(settings).values[value_id]),
        "description": base.description,
        "unit": base.unit,
        "direction": base.direction,
        "min_sample": base.min_sample,
        "needs_numerator": base.needs_numerator,
        "position": base.position,
    }
    return make_metric(publication, values, cut.terms)


def is_same(one: MetricFacts, other: MetricFacts) -> bool:
    """Whether they count the same, in the same unit and direction."""
    return (set(one.terms), one.unit, one.direction) == (
        set(other.terms),
        other.unit,
        other.direction,
    )


def name_of(metric: str, value: str) -> str:
    """Deals lost: Competitor; the metric's name is shortened if both do not fit."""
    room = LONGEST_NAME - len(value) - 2
    return f"{metric[:room].rstrip()}: {value}"
