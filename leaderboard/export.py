"""Rows for other programs: CSV in which no text is taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# What spreadsheets take for the beginning of a formula, in both widths.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"
Cell = str | int | float | bool | None


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A CSV file's text: numbers as numbers, texts that a spreadsheet would run made harmless."""
    out = StringIO()
    # Without it Excel takes Persian letters for those of its own code page.
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow([harmless(head) for head in heads])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def harmless(cell: Cell) -> Cell:
    """The cell, with an apostrophe before a text that begins like a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell
