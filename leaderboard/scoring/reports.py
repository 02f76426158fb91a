"""What became of a file: the counts, and the lines that could not be taken."""

from collections.abc import Hashable
from dataclasses import dataclass, field

# Lines named in each group of bad ones; the others are counted.
SHOWN = 3
# Different words that are told of one family; the others are counted together.
MOST_WORDS = 20
# Families that are told; errors that tell none may each be of their own.
MOST_FAMILIES = 100


@dataclass(frozen=True)
class Bad:
    """A line of the file that cannot be taken, and the error that says why.

    An error may tell its `family`: what is wrong, whatever the line's words are; and the `word`
    that is wrong wherever it stands.
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
    """Lines with the same thing wrong with them: how many, and the first of them."""

    # Whether they are about several words, because there were too many to tell each.
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
        # Its frames would keep alive what the line had made and that is taken back again.
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
        """The numbers alone, as the audit keeps them."""
        return {
            "added": self.added,
            "corrected": self.corrected,
            "voided": self.voided,
            "unchanged": self.unchanged,
            "kept_void": self.kept_void,
            "bad": self.bad.count,
        }


class Refused(ValueError):
    """A file with lines that cannot be taken; nothing of it was written."""

    def __init__(self, bad: BadLines) -> None:
        super().__init__(f"{bad.count} lines cannot be taken")
        self.bad = bad


class DryRun(Exception):
    """Leaves the transaction of a dry run, so that it is rolled back."""
