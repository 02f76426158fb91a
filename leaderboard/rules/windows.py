"""What a replay remembers about the windows a rule counts in: days, weeks or months."""

from dataclasses import dataclass
from datetime import date


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
