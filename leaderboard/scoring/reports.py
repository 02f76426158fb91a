"""What became of a file: the counts, and the lines that could not be taken."""

from dataclasses import dataclass, field

# Bad lines that are kept for the report; the others are counted.
SHOWN = 50


@dataclass(frozen=True)
class Bad:
    """A line of the file that cannot be taken, and the error that says why."""

    line: int
    error: ValueError


@dataclass
class BadLines:
    """The first of the lines that could not be taken, and how many there are."""

    count: int = 0
    first: list[Bad] = field(default_factory=list)

    def add(self, bad: Bad) -> None:
        # Its frames would keep alive what the line had made and that is taken back again.
        bad.error.__traceback__ = None
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(bad)


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
