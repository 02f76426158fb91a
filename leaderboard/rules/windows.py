"""What a replay remembers about the windows a rule counts in: days, weeks or months."""

from dataclasses import dataclass, field
from datetime import date

from leaderboard.rules.condition import Condition
from leaderboard.rules.model import Entry
from leaderboard.rules.periods import Almanac
from leaderboard.rules.trigger import window_start


@dataclass
class OpenWindow:
    """The running sum of the latest window, its peak, and the greatest of the earlier ones."""

    start: date = date.min
    total: int = 0
    peak: int = 0
    best: int = 0

    def open(self, start: date) -> None:
        """Begin the window that starts on this day, unless it is already open."""
        if start != self.start:
            self.best = max(self.best, self.total)
            self.start, self.total, self.peak = start, 0, 0

    def add(self, added: int) -> None:
        """Add an entry to the open window."""
        self.total += added
        self.peak = max(self.peak, self.total)


@dataclass
class WindowMemory:
    """The open window of one version's condition, and what is remembered of those before it."""

    condition: Condition
    almanac: Almanac
    window: OpenWindow = field(default_factory=OpenWindow)

    def holds(self, entry: Entry) -> bool:
        """Whether the entry is in the open window."""
        return window_start(self.condition, entry.day, self.almanac) == self.window.start

    def add(self, entry: Entry) -> None:
        """Add the entry to its window."""
        self.window.open(window_start(self.condition, entry.day, self.almanac))
        self.window.add(entry.measure(self.condition.measure))
