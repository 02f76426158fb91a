"""Turns a rule file into entries, or reports everything that is wrong with it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.models import Badge
from leaderboard.publishing.rules.fields import (
    BADGE_FIELDS,
    IN_CONDITION,
    IN_LIMITS,
    RULE_FIELDS,
    KnownNames,
    amount,
    read_fields,
)
from leaderboard.publishing.rules.problems import BadRulebook, Problem
from leaderboard.rules.condition import Condition, Limits
from leaderboard.rules.metrics import OF_MONEY
from leaderboard.rules.trigger import Trigger
from leaderboard.rules.triggers import TRIGGERS


@dataclass(frozen=True)
class BadgeEntry:
    slug: str
    name: str
    description: str
    icon: str
    tier: int


@dataclass(frozen=True)
class RuleEntry:
    slug: str
    name: str
    trigger: Trigger
    condition: Condition
    limits: Limits
    points: int
    badge: str
    is_on: bool


def read(
    document: Mapping[str, Any], known: KnownNames
) -> tuple[list[BadgeEntry], list[RuleEntry]]:
    """The entries of a document; BadRulebook with every problem in it."""
    found: list[Problem] = [
        Problem(name, name, "unknown_field") for name in document if name not in ("badge", "rule")
    ]
    badges = [read_badge(raw, known, found) for raw in tables(document, "badge", found)]
    held = {badge.slug for badge in badges if badge} | set(db.session.scalars(select(Badge.slug)))
    rules = [read_rule(raw, known, held, found) for raw in tables(document, "rule", found)]
    for entries in (badges, rules):
        slugs = [entry.slug for entry in entries if entry]
        twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
        found += [Problem(slug, "slug", "twice") for slug in twice]
    if found:
        raise BadRulebook(found)
    return [badge for badge in badges if badge], [rule for rule in rules if rule]


def tables(document: Mapping[str, Any], name: str, found: list[Problem]) -> list[Mapping[str, Any]]:
    """The document's [[badge]] or [[rule]] tables."""
    raw = document.get(name, [])
    if not isinstance(raw, list) or not all(isinstance(item, Mapping) for item in raw):
        found.append(Problem(name, name, "unreadable", f"[[{name}]]"))
        return []
    return raw


def read_badge(
    raw: Mapping[str, Any], known: KnownNames, found: list[Problem]
) -> BadgeEntry | None:
    """One badge; None, with the problems in `found`, if it cannot be read."""
    values = read_fields(raw, BADGE_FIELDS, known, found, required=("slug", "name", "icon"))
    if values is None:
        return None
    return BadgeEntry(**{"description": "", "tier": 1, **values})


def read_rule(
    raw: Mapping[str, Any], known: KnownNames, badges: set[str], found: list[Problem]
) -> RuleEntry | None:
    """One rule; None, with the problems in `found`, if it cannot be read."""
    fields = RULE_FIELDS
    if raw.get("measure") in OF_MONEY:
        fields = {**RULE_FIELDS, "target": amount}
    values = read_fields(raw, fields, known, found, required=("slug", "name", "trigger"))
    if values is None:
        return None
    condition = Condition(
        **{own: values[said] for said, own in IN_CONDITION.items() if said in values}
    )
    limits = Limits(**{own: values[said] for said, own in IN_LIMITS.items() if said in values})
    entry = RuleEntry(
        slug=values["slug"],
        name=values["name"],
        trigger=values["trigger"],
        condition=condition,
        limits=limits,
        points=values.get("points", 0),
        badge=values.get("badge", ""),
        is_on=values.get("on", True),
    )
    wrong = wrong_together(values) + wrong_with(entry, badges, known)
    found += wrong
    return None if wrong else entry


def wrong_together(values: Mapping[str, Any]) -> list[Problem]:
    """Fields that lack a companion, and fields that the trigger does not read."""
    slug, trigger = values["slug"], values["trigger"]
    of_some = {name for one in TRIGGERS.values() for name in one.reads}
    found = [
        Problem(slug, name, "not_read", trigger.name)
        for name in values
        if name in of_some - {*trigger.reads}
    ]
    found += [Problem(slug, name, "missing") for name in trigger.needs if name not in values]
    for name, other in (("at_most", "per"), ("per", "at_most")):
        if name in values and other not in values:
            found.append(Problem(slug, other, "missing"))
    return found


def wrong_with(entry: RuleEntry, badges: set[str], known: KnownNames) -> list[Problem]:
    """What is wrong with a rule whose fields could all be read."""
    said = {own: said for said, own in IN_CONDITION.items()}
    found = [
        Problem(entry.slug, said.get(name, name), reason)
        for name, reason in entry.trigger.problems(entry.condition)
    ]
    if entry.slug == "by-hand":
        found.append(Problem(entry.slug, "slug", "unreadable", entry.slug))
    if not entry.points and not entry.badge:
        found.append(Problem(entry.slug, "points", "pays_nothing"))
    if entry.badge and entry.badge not in badges:
        found.append(Problem(entry.slug, "badge", "unknown", entry.badge))
    kinds = entry.trigger.kind_ids(entry.condition, ()) or {0}
    asked = frozenset.intersection(*(known.asked_values.get(k, frozenset()) for k in kinds))
    if not entry.condition.value_ids <= asked:
        found.append(Problem(entry.slug, "values", "not_asked"))
    limits = entry.limits
    if limits.since and limits.until and limits.until <= limits.since:
        found.append(Problem(entry.slug, "until", "ends_before_it_starts"))
    return found
