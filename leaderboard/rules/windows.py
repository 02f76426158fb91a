"""What a replay remembers of the windows in which a rule counts: days, weeks or months."""

from dataclasses import dataclass
from datetime import date


@dataclass
class OpenWindow:
    """The running sum of the latest window, its peak, and the greatest of those before it."""

    start: date = date.min
    total: int = 0
    peak: int = 0
    best: int = 0

    def open(self, start: date) -> None:
        """Begin the window that starts then, unless it is the one that is open."""
        if start != self.start:
            self.best = max(self.best, self.total)
            self.start, self.total, self.peak = start, 0, 0

    def add(self, added: int) -> None:
        """Count an entry into the window that is open."""
        self.total += added
        self.peak = max(self.peak, self.total)
