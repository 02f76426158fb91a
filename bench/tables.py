"""The constant table: the product's own region split into what never changes and what does."""

import re
from collections import Counter

PIECES = re.compile(r"(<[^>]+>|[^<>\s]+|\s+)")
BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})


def constant_table(region: str) -> dict:
    """A template and rows that together render a region as long as the product's.

    Whatever differs between rows of the same shape becomes a variable; a row of another shape
    (tied, moved) is copied as it is.
    """
    head, *rest = re.split(r"(?=<tr[ >])", region)
    last, tail = re.split(r"(?<=</tr>)", rest[-1], maxsplit=1)
    rows = [PIECES.findall(row) for row in [*rest[:-1], last]]
    usual = Counter(len(row) for row in rows).most_common(1)[0][0]
    alike = [row for row in rows if len(row) == usual]
    varying = [n for n in range(usual) if len({row[n] for row in alike}) > 1]
    line = "".join(
        f"{{{{ row[{varying.index(n)}] }}}}" if n in varying else piece.translate(BRACES)
        for n, piece in enumerate(alike[0])
    )
    others = "".join("".join(row) for row in rows if len(row) != usual)
    template = (
        head.translate(BRACES)
        + "{% for row in rows %}"
        + line
        + "{% endfor %}"
        + (others + tail).translate(BRACES)
    )
    return {"template": template, "rows": [[row[n] for n in varying] for row in alike]}
