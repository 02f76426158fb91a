"""Publishing a rule file: new lines, new versions, and nothing twice."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from leaderboard import clock
from leaderboard.extensions import db
from leaderboard.models import (
    POINTS,
    Badge,
    Dimension,
    DimensionValue,
    Kind,
    KindDimension,
    Organisation,
    Rule,
    RuleVersion,
    Team,
)
from leaderboard.publishing.rows import refuse_taken
from leaderboard.publishing.rules.fields import KnownNames
from leaderboard.publishing.rules.reading import BadgeEntry, RuleEntry, read
from leaderboard.rules.dated import held_on
from leaderboard.scoring import publish
from leaderboard.scoring.settings import Publication


@dataclass
class Loaded:
    """What loading did, as slugs."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def load_rules(
    document: Mapping[str, Any],
    *,
    at: datetime,
    since: date | None = None,
    by_id: int | None = None,
) -> Loaded:
    """Apply the rules and badges of the document from `since` (today) on.

    A rule is identified by its slug: a new one starts a line, a changed one adds a version. Rules
    the document does not mention stay as they are. Raises BadRulebook with everything that is
    wrong.
    """
    with publish(by_id=by_id, at=at) as publication:
        return put_rules(document, publication, since=since)


def put_rules(
    document: Mapping[str, Any], publication: Publication, *, since: date | None = None
) -> Loaded:
    """`load_rules` within a publication that changes other things as well."""
    organisation = db.session.scalars(select(Organisation)).one()
    today = clock.business_date(publication.at, organisation.timezone)
    badges, rules = read(document, known_here(organisation))
    loaded = Loaded()
    for badge in badges:
        put_badge(badge, publication, loaded)
    for rule in rules:
        put_rule(rule, publication, loaded, since=since or today, today=today)
    return loaded


def write_rule(
    publication: Publication, *, document: Mapping[str, Any], since: date | None, rule_id: int
) -> None:
    """Write the document's only rule, as a new line (0) or another version of that line; no other
    rule may have its name."""
    refuse_taken(Rule, document["rule"][0]["name"], own_id=rule_id)
    put_rules(document, publication, since=since)


def change_rules(
    publication: Publication, *, document: Mapping[str, Any], since: date | None
) -> Loaded:
    """Write all rules of a file."""
    return put_rules(document, publication, since=since)


def read_rules(document: Mapping[str, Any]) -> list[RuleEntry]:
    """The document's rules as they would be published, without writing anything; BadRulebook if it
    cannot be read."""
    organisation = db.session.scalars(select(Organisation)).one()
    return read(document, known_here(organisation))[1]


def switch_rule(rule_id: int, *, is_on: bool, at: datetime, by_id: int | None) -> None:
    """Let a rule pay from today on, or stop it from paying; what it says stays the same."""
    with publish(by_id=by_id, at=at) as publication:
        switch(publication, rule_id=rule_id, is_on=is_on)


def switch(publication: Publication, *, rule_id: int, is_on: bool) -> None:
    """`switch_rule` within a publication."""
    organisation = db.session.scalars(select(Organisation)).one()
    today = clock.business_date(publication.at, organisation.timezone)
    rule = db.session.get_one(Rule, rule_id)
    says = {day: standing(rule, day) for day in boundaries(rule, today)}
    days = [day for day, held in says.items() if held and held["is_on"] != is_on]
    for day in days:
        add_version(rule, {**(says[day] or {}), "is_on": is_on}, publication, since=day)
    if days:
        publication.audit(
            "switch_on" if is_on else "switch_off",
            "rule",
            rule_id,
            before={"is_on": not is_on},
            after={"is_on": is_on, "since": min(days).isoformat()},
        )
        publication.rescore_line(rule_id, since=min(days))


def known_here(organisation: Organisation) -> KnownNames:
    """The names known in this installation."""
    values = db.session.execute(
        select(Dimension.slug, DimensionValue.slug, DimensionValue.id).join(
            DimensionValue, DimensionValue.dimension_id == Dimension.id
        )
    )
    kinds = select(Kind).where(Kind.id != POINTS, Kind.retired_at.is_(None))
    return KnownNames(
        language=organisation.language,
        currency=organisation.currency,
        kinds={kind.slug: kind.id for kind in db.session.scalars(kinds)},
        values={f"{dimension}:{value}": value_id for dimension, value, value_id in values},
        teams={team.folded: team.id for team in db.session.scalars(select(Team))},
        asked_values=read_asked_values(),
    )


def read_asked_values() -> dict[int, frozenset[int]]:
    """The values that each kind's form asks for."""
    asked = select(KindDimension.kind_id, DimensionValue.id).join(
        DimensionValue, DimensionValue.dimension_id == KindDimension.dimension_id
    )
    found: dict[int, set[int]] = defaultdict(set)
    for kind_id, value_id in db.session.execute(asked):
        found[kind_id].add(value_id)
    return {kind_id: frozenset(values) for kind_id, values in found.items()}


def put_badge(entry: BadgeEntry, publication: Publication, loaded: Loaded) -> None:
    """Add the badge, or change the one with this slug to match the file."""
    says = {
        "name": entry.name,
        "description": entry.description,
        "icon": entry.icon,
        "tier": entry.tier,
    }
    badge = db.session.scalar(select(Badge).where(Badge.slug == entry.slug))
    if badge is None:
        badge = Badge(slug=entry.slug, **says)
        db.session.add(badge)
        db.session.flush()
        publication.audit("add", "badge", badge.id, after={"slug": entry.slug, **says})
        loaded.added.append(entry.slug)
        return
    before = {name: getattr(badge, name) for name in says}
    if before == says:
        loaded.unchanged.append(entry.slug)
        return
    for name, value in says.items():
        setattr(badge, name, value)
    publication.audit("change", "badge", badge.id, before=before, after=says)
    loaded.changed.append(entry.slug)


def put_rule(
    entry: RuleEntry, publication: Publication, loaded: Loaded, *, since: date, today: date
) -> None:
    """Start the line or add the versions it needs, and bring the awards up to date."""
    says = contents(entry)
    rule = db.session.scalar(select(Rule).where(Rule.slug == entry.slug))
    if rule is None:
        rule = Rule(slug=entry.slug, name=entry.name, created_at=publication.at)
        db.session.add(rule)
        db.session.flush()
        add_version(rule, says, publication, since=since)
        publication.audit("add", "rule", rule.id, after=audited(entry.name, since, says))
        loaded.added.append(entry.slug)
        first = since
    else:
        days = [day for day in boundaries(rule, since) if standing(rule, day) != says]
        if not days and rule.name == entry.name:
            loaded.unchanged.append(entry.slug)
            return
        before = audited(rule.name, since, standing(rule, since))
        rule.name = entry.name
        for day in days:
            add_version(rule, says, publication, since=day)
        after = audited(entry.name, since, says)
        publication.audit("change", "rule", rule.id, before=before, after=after)
        loaded.changed.append(entry.slug)
        first = min(days, default=date.max)
    if first <= today:
        publication.rescore_line(rule.id, since=first)


def boundaries(rule: Rule, since: date) -> list[date]:
    """The days from `since` on when the line may start to say something else."""
    return sorted({since, *(version.since for version in rule.versions if version.since > since)})


def standing(rule: Rule, day: date) -> dict[str, Any] | None:
    """What the line says on the day; None before its first version."""
    version = held_on(rule.versions, day)
    if version is None:
        return None
    return {
        "trigger": version.trigger,
        "condition": version.condition,
        "limits": version.limits,
        "points": version.points,
        "badge_id": version.badge_id,
        "is_on": version.is_on,
    }


def contents(entry: RuleEntry) -> dict[str, Any]:
    """The columns of a version with this entry's content."""
    badge_id = None
    if entry.badge:
        badge_id = db.session.scalars(select(Badge.id).where(Badge.slug == entry.badge)).one()
    return {
        "trigger": entry.trigger.name,
        "condition": entry.condition.to_data(),
        "limits": entry.limits.to_data(),
        "points": entry.points,
        "badge_id": badge_id,
        "is_on": entry.is_on,
    }


def audited(name: str, since: date, says: dict[str, Any] | None) -> dict[str, Any]:
    return {"name": name, "since": since.isoformat(), **(says or {})}


def add_version(rule: Rule, says: dict[str, Any], publication: Publication, *, since: date) -> None:
    number = max((version.number for version in rule.versions), default=0) + 1
    version = RuleVersion(
        rule_id=rule.id,
        number=number,
        since=since,
        made_at=publication.at,
        made_by_id=publication.by_id,
        **says,
    )
    db.session.add(version)
    db.session.flush()
    db.session.refresh(rule)
