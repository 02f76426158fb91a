"""How each field of a rule file is written."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import config
from leaderboard import locale
from leaderboard.publishing.rules.problems import Problem, UnreadableText
from leaderboard.rules.metrics import Measure
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.trigger import Trigger
from leaderboard.rules.triggers import TRIGGERS

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_POINTS = 1_000_000


@dataclass(frozen=True)
class KnownNames:
    """What a file may refer to by slug or name, and how it writes amounts and names."""

    language: str
    currency: str
    kinds: Mapping[str, int]
    values: Mapping[str, int]
    teams: Mapping[str, int]
    # The values that each kind's form asks for.
    asked_values: Mapping[int, frozenset[int]]


Read = Callable[[Any, KnownNames], Any]


def read_fields(
    raw: Mapping[str, Any],
    fields: Mapping[str, Read],
    known: KnownNames,
    found: list[Problem],
    *,
    required: Sequence[str],
) -> dict[str, Any] | None:
    """Every field as read; None, with the problems in `found`, if one cannot be read."""
    entry = str(raw.get("slug") or raw.get("name") or "?")
    wrong = [Problem(entry, name, "missing") for name in required if name not in raw]
    values = {}
    for name, value in raw.items():
        if name not in fields:
            wrong.append(Problem(entry, name, "unknown_field"))
            continue
        try:
            values[name] = fields[name](value, known)
        except UnreadableText as error:
            wrong.append(Problem(entry, name, error.reason, error.text))
    found += wrong
    return None if wrong else values


def slug(value: Any, known: KnownNames) -> str:
    if not isinstance(value, str) or not SLUG.fullmatch(value) or len(value) > 60:
        raise UnreadableText("unreadable", value)
    return value


def word(value: Any, known: KnownNames) -> str:
    """A name or a sentence, or a table with one per language."""
    if isinstance(value, Mapping):
        value = value.get(known.language) or value.get("en")
    if not isinstance(value, str) or not locale.clean_name(value):
        raise UnreadableText("unreadable", value)
    return locale.clean_name(value)


def name(value: Any, known: KnownNames) -> str:
    found = word(value, known)
    if len(found) > 80:
        raise UnreadableText("too_long")
    return found


def description(value: Any, known: KnownNames) -> str:
    found = word(value, known)
    if len(found) > 200:
        raise UnreadableText("too_long")
    return found


def amount(value: Any, known: KnownNames) -> int:
    """An amount in whole units of the currency, or a table with one per currency."""
    if isinstance(value, Mapping):
        if known.currency not in value:
            raise UnreadableText("no_currency", known.currency)
        value = value[known.currency]
    try:
        exact = Decimal(str(value)).scaleb(locale.exponent(known.currency))
    except InvalidOperation as error:
        raise UnreadableText("unreadable", value) from error
    if isinstance(value, bool) or not exact.is_finite() or exact != int(exact):
        raise UnreadableText("unreadable", value)
    return whole(int(exact), most=10**15)


def count(value: Any, known: KnownNames) -> int:
    return whole(value, most=10**9)


def points(value: Any, known: KnownNames) -> int:
    return whole(value, most=MOST_POINTS)


def tier(value: Any, known: KnownNames) -> int:
    return some(whole(value, most=4))


def at_least_one(read: Read) -> Read:
    """A number that makes no sense below one."""
    return lambda value, known: some(read(value, known))


def some(number: int) -> int:
    if number < 1:
        raise UnreadableText("too_small")
    return number


def whole(value: Any, *, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnreadableText("unreadable", value)
    if value < 0:
        raise UnreadableText("negative")
    if value > most:
        raise UnreadableText("absurd")
    return value


def truth(value: Any, known: KnownNames) -> bool:
    if not isinstance(value, bool):
        raise UnreadableText("unreadable", value)
    return value


def day(value: Any, known: KnownNames) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise UnreadableText("no_day")
    return value


def icon(value: Any, known: KnownNames) -> str:
    if value not in icons():
        raise UnreadableText("unknown", value)
    return str(value)


@cache
def icons() -> frozenset[str]:
    """The names of all icons."""
    sprite = (config.ROOT / "static" / "icons.svg").read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite))


def one_of(choices: Callable[[Any], Any]) -> Read:
    """A reader for one word from a fixed list."""

    def read_choice(value: Any, known: KnownNames) -> Any:
        try:
            return choices(value)
        except ValueError as error:
            raise UnreadableText("unknown", value) from error

    return read_choice


def trigger(value: Any, known: KnownNames) -> Trigger:
    if not isinstance(value, str) or value not in TRIGGERS:
        raise UnreadableText("unknown", value)
    return TRIGGERS[value]


def kind(value: Any, known: KnownNames) -> int:
    if value not in known.kinds:
        raise UnreadableText("unknown", value)
    return known.kinds[value]


def values(value: Any, known: KnownNames) -> frozenset[int]:
    return frozenset(looked_up(item, item, known.values) for item in listed(value))


def teams(value: Any, known: KnownNames) -> frozenset[int]:
    """Teams by name, or a table with the names in each language."""
    if isinstance(value, Mapping):
        value = value.get(known.language)
    return frozenset(looked_up(item, locale.fold(item), known.teams) for item in listed(value))


def together(value: Any, known: KnownNames) -> tuple[tuple[int, int], ...]:
    """A table of kinds, each with the number required."""
    if not isinstance(value, Mapping):
        raise UnreadableText("unreadable", value)
    pairs = [(kind(slug, known), some(count(number, known))) for slug, number in value.items()]
    if len(pairs) < 2:
        raise UnreadableText("too_few")
    return tuple(pairs)


def milestones(value: Any, known: KnownNames) -> tuple[int, ...]:
    """Percentages of the way to the target, stored as thousandths."""
    if not isinstance(value, list):
        raise UnreadableText("unreadable", value)
    marks = [some(whole(item, most=100)) for item in value]
    return tuple(sorted({mark * 10 for mark in marks}))


def listed(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UnreadableText("unreadable", value)
    return value


def looked_up(said: str, key: str, ids: Mapping[str, int]) -> int:
    if key not in ids:
        raise UnreadableText("unknown", said)
    return ids[key]


BADGE_FIELDS: dict[str, Read] = {
    "slug": slug,
    "name": name,
    "description": description,
    "icon": icon,
    "tier": tier,
}
RULE_FIELDS: dict[str, Read] = {
    "slug": slug,
    "name": name,
    "trigger": trigger,
    "kind": kind,
    "measure": one_of(Measure),
    "window": one_of(PeriodKind),
    "target": count,
    "repeated": truth,
    "per_amount": at_least_one(amount),
    "milestones": milestones,
    "stretch": truth,
    "least_amount": amount,
    "most_amount": at_least_one(amount),
    "values": values,
    "together": together,
    "at_most": at_least_one(count),
    "per": one_of(PeriodKind),
    "since": day,
    "until": day,
    "teams": teams,
    "points": points,
    "badge": slug,
    "on": truth,
}
# The names that a file uses for the fields of `Condition` and `Limits`.
IN_CONDITION = {
    "kind": "kind_id",
    "measure": "measure",
    "window": "window",
    "target": "target",
    "repeated": "is_repeated",
    "per_amount": "per_amount",
    "milestones": "milestones",
    "stretch": "pays_stretch",
    "least_amount": "least_amount",
    "most_amount": "most_amount",
    "values": "value_ids",
    "together": "together",
}
IN_LIMITS = {
    "at_most": "most",
    "per": "per",
    "since": "since",
    "until": "until",
    "teams": "team_ids",
}
