"""Rows for other programs: CSV in which no text can pass for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# How a formula can start in a spreadsheet, in half and full width.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"
Cell = str | int | float | bool | None


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The text of a CSV file: numbers stay numbers, and texts that a spreadsheet would run are
    defused."""
    out = StringIO()
    # Without it, Excel reads Persian letters in its own code page.
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow([harmless(head) for head in heads])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def harmless(cell: Cell) -> Cell:
    """The cell, with an apostrophe before a text that starts like a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell
