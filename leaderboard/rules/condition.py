"""What a rule asks for, and how often, when and for whom it pays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from leaderboard.rules.metrics import Measure
from leaderboard.rules.periods import PeriodKind

# `model` imports this module.
if TYPE_CHECKING:
    from leaderboard.rules.model import Entry


@dataclass(frozen=True)
class Condition:
    """What must happen for a rule to pay: the variables of its sentence, of which each trigger
    reads those it needs.

    `kind_id` and `measure` say what is counted. `least_amount`, `most_amount` and `value_ids`
    narrow which entries count (amounts in minor units; the entry must have one of the values).
    `target` is the count, sum or length to reach; `per_amount` pays once per that much of the
    amount. `together` names several kinds, each with how many of it.
    """

    kind_id: int = 0
    measure: Measure = Measure.ENTRIES
    window: PeriodKind = PeriodKind.DAY
    target: int = 1
    is_repeated: bool = False
    per_amount: int = 0
    milestones: tuple[int, ...] = ()
    pays_stretch: bool = False
    least_amount: int = 0
    most_amount: int = 0
    value_ids: frozenset[int] = frozenset()
    together: tuple[tuple[int, int], ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Condition":
        """From the stored data of a form or a file; missing fields keep their defaults."""
        return cls(**{name: SHAPES.get(name, int)(value) for name, value in data.items()})

    def to_data(self) -> dict[str, Any]:
        """As stored in JSON: only what differs from the defaults."""
        return stored(self, Condition())

    @property
    def depends_on_amount(self) -> bool:
        """Whether an entry's amount decides if it counts."""
        return self.least_amount > 0 or self.most_amount > 0

    @property
    def is_narrow(self) -> bool:
        """Whether only some entries of the kind count."""
        return self.depends_on_amount or bool(self.value_ids)

    def counts(self, entry: "Entry") -> bool:
        """Whether the entry is of the kind, and its amount and values count."""
        return entry.kind_id == self.kind_id and self.admit(entry)

    def admit(self, entry: "Entry") -> bool:
        """Whether the entry's amount and values count, whatever its kind."""
        return (
            entry.amount >= self.least_amount
            and (self.most_amount == 0 or entry.amount <= self.most_amount)
            and (not self.value_ids or not self.value_ids.isdisjoint(entry.values))
        )


@dataclass(frozen=True)
class Limits:
    """How often, when and for whom a rule pays. `most` 0: no limit; `until` is the day after the
    last."""

    most: int = 0
    per: PeriodKind = PeriodKind.DAY
    since: date | None = None
    until: date | None = None
    team_ids: frozenset[int] = frozenset()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Limits":
        """From the stored data of a form or a file; missing fields keep their defaults."""
        return cls(**{name: SHAPES.get(name, int)(value) for name, value in data.items()})

    def to_data(self) -> dict[str, Any]:
        """As stored in JSON: only what differs from the defaults."""
        return stored(self, Limits())

    def admit(self, entry: "Entry") -> bool:
        """Whether the rule is for the entry's day and teams."""
        return (
            (self.since is None or entry.day >= self.since)
            and (self.until is None or entry.day < self.until)
            and (not self.team_ids or not self.team_ids.isdisjoint(entry.teams))
        )


SHAPES: dict[str, Callable[[Any], Any]] = {
    "measure": Measure,
    "window": PeriodKind,
    "per": PeriodKind,
    "is_repeated": bool,
    "pays_stretch": bool,
    "milestones": tuple,
    "value_ids": frozenset,
    "together": lambda pairs: tuple((kind_id, count) for kind_id, count in pairs),
    "team_ids": frozenset,
    "since": date.fromisoformat,
    "until": date.fromisoformat,
}


def stored(value: Any, default: Any) -> dict[str, Any]:
    """A dataclass's fields that differ from the defaults, as plain JSON values."""
    found: dict[str, Any] = {}
    for item in fields(value):
        held = getattr(value, item.name)
        if held == getattr(default, item.name):
            continue
        if isinstance(held, frozenset):
            held = sorted(held)
        elif isinstance(held, tuple):
            held = [list(item) if isinstance(item, tuple) else item for item in held]
        elif isinstance(held, date):
            held = held.isoformat()
        found[item.name] = str(held.value) if isinstance(held, StrEnum) else held
    return found
