"""What became of a file: the counts, and the lines that could not be taken."""

from collections.abc import Hashable
from dataclasses import dataclass, field

# How many lines to name in each group of bad ones; the others are only counted.
SHOWN = 3
# How many different words to report per family; the others are counted together.
MOST_WORDS = 20
# How many families to report; errors without one may each be of their own.
MOST_FAMILIES = 100


@dataclass(frozen=True)
class Bad:
    """A line of the file that cannot be taken, and the error that says why.

    An error may have a `family`: what is wrong, whatever the line's words are; and the `word` that
    is wrong wherever it appears.
    """

    line: int
    error: ValueError

    @property
    def family(self) -> Hashable:
        return getattr(self.error, "family", None) or (type(self.error), str(self.error))

    @property
    def word(self) -> str:
        return getattr(self.error, "word", "")


@dataclass
class BadGroup:
    """Lines with the same problem: how many, and the first of them."""

    # Whether they are about several words, because there were too many to report each.
    is_mixed: bool = False
    count: int = 0
    first: list[Bad] = field(default_factory=list)

    def add(self, bad: Bad) -> None:
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(bad)


@dataclass
class BadLines:
    """The lines that could not be taken, in groups, and how many there are."""

    count: int = 0
    groups: dict[tuple[Hashable, str | None], BadGroup] = field(default_factory=dict)
    _words: dict[Hashable, int] = field(default_factory=dict)

    @property
    def first(self) -> list[Bad]:
        """The lines that are named, group by group."""
        return [bad for group in self.groups.values() for bad in group.first]

    def add(self, bad: Bad) -> None:
        # Its frames would keep alive what the line had made and what is rolled back.
        bad.error.__traceback__ = None
        self.count += 1
        self._group(bad).add(bad)

    def _group(self, bad: Bad) -> BadGroup:
        family: Hashable = bad.family
        if family not in self._words and len(self._words) >= MOST_FAMILIES:
            family = None
        group = self.groups.get((family, bad.word))
        if group is None and family is not None and self._words.get(family, 0) < MOST_WORDS:
            self._words[family] = self._words.get(family, 0) + 1
            group = self.groups[family, bad.word] = BadGroup()
        return group or self.groups.setdefault((family, None), BadGroup(is_mixed=True))


@dataclass
class Report:
    """What a batch did, counted in identities. `kept_void` were voided by hand and stay so."""

    added: int = 0
    corrected: int = 0
    voided: int = 0
    unchanged: int = 0
    kept_void: int = 0
    bad: BadLines = field(default_factory=BadLines)

    @property
    def counts(self) -> dict[str, int]:
        """Just the numbers, as the audit keeps them."""
        return {
            "added": self.added,
            "corrected": self.corrected,
            "voided": self.voided,
            "unchanged": self.unchanged,
            "kept_void": self.kept_void,
            "bad": self.bad.count,
        }


class RefusedLines(ValueError):
    """A file with lines that cannot be taken; nothing in it was written."""

    def __init__(self, bad: BadLines) -> None:
        super().__init__(f"{bad.count} lines cannot be taken")
        self.bad = bad


class DryRun(Exception):
    """Leaves a dry run's transaction, so that it is rolled back."""
