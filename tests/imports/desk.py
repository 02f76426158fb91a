"""What the tests of imports share."""

from datetime import UTC, datetime

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
# A map of a file with the heads id, who, day.
CALLS = """
source = "phones"
external_id = "id"
person = "who"
[[activity]]
kind = "call"
date = "day"
"""


def sheet_text(lines):
    """The lines as a file; bytes stay as they are."""
    if len(lines) == 1 and isinstance(lines[0], bytes):
        return lines[0]
    return "\r\n".join([*lines, ""]).encode()
