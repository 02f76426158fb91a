"""Turns rows of settings into plain values."""

from typing import Any

from leaderboard import clock
from leaderboard.configuration.facts import (
    LeaderboardFacts,
    MetricFacts,
    PersonFacts,
    ScreenFacts,
    SlideFacts,
    TeamFacts,
)
from leaderboard.models import Audience, By, Leaderboard, Metric, Rule, Screen
from leaderboard.rules import metrics, model, periods
from leaderboard.rules.condition import Condition, Limits
from leaderboard.rules.metrics import Direction, Part
from leaderboard.rules.ranking import Ties
from leaderboard.rules.triggers import TRIGGERS


def rule_value(rule: Rule) -> model.PayingRule:
    """A rule line as the pure rules read it."""
    return model.PayingRule(
        rule.id,
        tuple(
            model.Version(
                id=version.id,
                number=version.number,
                since=version.since,
                trigger=TRIGGERS[version.trigger],
                condition=Condition.from_data(version.condition),
                limits=Limits.from_data(version.limits),
                points=version.points,
                badge_id=version.badge_id,
                is_on=version.is_on,
            )
            for version in rule.versions
        ),
    )


def metric_value(metric: Metric) -> MetricFacts:
    """A metric with its terms as the pure rules read them."""
    return MetricFacts(
        id=metric.id,
        slug=metric.slug,
        name=metric.name,
        unit=metric.unit,
        direction=Direction(metric.direction),
        min_sample=metric.min_sample,
        needs_numerator=metric.needs_numerator,
        terms=tuple(term_value(term) for term in metric.terms),
        is_retired=metric.retired_at is not None,
    )


def term_value(term: Any) -> metrics.Term:
    """A metric's term as the pure rules read it."""
    return metrics.Term(
        kind_id=term.kind_id,
        measure=metrics.Measure(term.measure),
        part=Part(term.part),
        sign=term.sign,
        window=metrics.Window(term.window),
        value_id=term.value_id,
    )


def person_value(row: Any, zone: str) -> PersonFacts:
    """A person's row as boards need it, in the organisation's zone."""
    left = row.deactivated_at
    return PersonFacts(
        row.id,
        row.name,
        clock.business_date(left, zone) if left else None,
        row.hidden_at is not None,
        row.folded,
    )


def team_value(row: Any) -> TeamFacts:
    """A team as boards and permissions need it."""
    return TeamFacts(
        row.id, row.name, row.mark, row.manager_id, is_dissolved=row.dissolved_at is not None
    )


def leaderboard_value(row: Leaderboard) -> LeaderboardFacts:
    """A board's settings."""
    return LeaderboardFacts(
        id=row.id,
        slug=row.slug,
        name=row.name,
        metric_id=row.metric_id,
        by=By(row.by),
        period_kind=periods.PeriodKind(row.period_kind),
        ties=Ties(row.ties),
        audience=Audience(row.audience),
        team_id=row.team_id,
    )


def screen_value(row: Screen) -> ScreenFacts:
    """A screen with its slides in order."""
    return ScreenFacts(
        id=row.id,
        name=row.name,
        language=row.language,
        top=row.top,
        seconds=row.seconds,
        shows_money=row.shows_money,
        is_still=row.is_still,
        slides=tuple(
            SlideFacts(slide.id, slide.leaderboard_id, slide.goals_metric_id)
            for slide in row.slides
        ),
    )
