"""What a replay remembers about the windows a rule counts in: days, weeks or months."""

from dataclasses import dataclass, field
from datetime import date

from leaderboard.rules.condition import Condition
from leaderboard.rules.model import Entry
from leaderboard.rules.periods import Almanac, Period, period_of


@dataclass
class OpenWindow:
    """The running sum of the latest window, its peak, and the greatest of the earlier ones."""

    start: date = date.min
    end: date = date.min
    total: int = 0
    peak: int = 0
    best: int = 0

    def open(self, window: Period) -> None:
        """Begin this window."""
        self.best = max(self.best, self.total)
        self.start, self.end, self.total, self.peak = window.start, window.end, 0, 0

    def add(self, added: int) -> None:
        """Add an entry to the open window."""
        self.total += added
        if self.total > self.peak:
            self.peak = self.total


@dataclass
class WindowMemory:
    """The open window of one version's condition, and what is remembered of those before it."""

    condition: Condition
    almanac: Almanac
    window: OpenWindow = field(default_factory=OpenWindow)

    def holds(self, entry: Entry) -> bool:
        """Whether the entry is in the open window."""
        return self.window.start <= entry.day < self.window.end

    def add(self, entry: Entry) -> None:
        """Add the entry to its window."""
        window, day = self.window, entry.day
        if not window.start <= day < window.end:
            window.open(period_of(self.condition.window, day, self.almanac))
        window.add(entry.measure(self.condition.measure))
