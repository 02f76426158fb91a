"""When everybody last reached what they have, on boards of several metrics."""

from sqlalchemy import select

from leaderboard import configuration
from leaderboard.extensions import db
from leaderboard.models import By, Metric
from leaderboard.rules.periods import Span
from leaderboard.standings.boards import board
from leaderboard.standings.moments import last_changes

METRICS = ("points", "deals-won", "revenue", "calls")


def reached(ids, span: Span, by: By):
    """By metric and subject: the value, and since when."""
    now = configuration.current()
    slugs = dict(db.session.execute(select(Metric.slug, Metric.id)).all())
    found = {}
    for slug in METRICS:
        metric = now.metrics()[slugs[slug]]
        moments = last_changes(ids, metric.terms, span, by, now)
        for row in board(metric, by=by, span=span).rows:
            found[slug, row.subject_id] = (row.value, moments.get(row.subject_id))
    return found


def assert_moments_belong_to_scores(before, after):
    """Where a value is as before, so is its moment."""
    for key, (value, moment) in after.items():
        if key in before and before[key][0] == value:
            assert before[key][1] == moment, key
