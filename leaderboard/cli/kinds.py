"""`flask kinds`: kinds of activity, dimensions and their values, by the words files use."""

import json
from collections.abc import Sequence
from typing import Any

import click
from flask_babel import gettext as _

from leaderboard.cli.terminal import on_company, printable, room
from leaderboard.configuration import nouns
from leaderboard.imports.binding import Form, read_forms
from leaderboard.models import Asked


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
@on_company
def kinds(form: str) -> None:
    """List the kinds of activity and what each asks for, the dimensions and their values.

    The first column has the names that maps and rule files use.
    """
    click.echo(as_json() if form == "json" else as_tables())


def as_tables() -> str:
    asked = [(_("Kind"), _("Name"), _("Asks"))]
    asked += [(slug, kind.kind.name, ", ".join(asks(kind))) for slug, kind in in_order()]
    values = nouns.values_by_dimension()
    listed = [(_("Dimension"), _("Name"), _("Values"))]
    listed += [
        (row.slug, row.name, ", ".join(value.slug for value in values.get(row.id, [])))
        for row in nouns.dimensions()
    ]
    return "\n\n".join(["\n".join(table(asked)), "\n".join(table(listed))])


def in_order() -> list[tuple[str, Form]]:
    """The kinds that can be logged, in page order."""
    forms = read_forms()
    return [(kind.slug, forms[kind.slug]) for kind in nouns.kinds() if kind.slug in forms]


def asks(form: Form) -> list[str]:
    """The fields and dimensions of a kind, as maps name them; required ones are marked."""
    needed = form.fields(Asked.REQUIRED) | form.required_dimensions
    names = [*(name for name in form.kind.asks if form.kind.asked(name) is not Asked.NO)]
    return [
        _("%(name)s (required)", name=name) if name in needed else name
        for name in [*names, *form.dimensions]
    ]


def table(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    widths = [max(room(row[column]) for row in rows) for column in (0, 1)]
    return [line_of(row, widths) for row in rows]


def line_of(row: tuple[str, str, str], widths: Sequence[int]) -> str:
    filled = [
        cell + " " * (width - room(cell)) for cell, width in zip(row[:2], widths, strict=True)
    ]
    return printable("  ".join([*filled, row[2]])).rstrip()


def as_json() -> str:
    values = nouns.values_by_dimension()
    found: dict[str, Any] = {
        "kinds": [
            {
                "slug": slug,
                "name": form.kind.name,
                "asks": form.kind.asks,
                "dimensions": {
                    name: Asked.REQUIRED if name in form.required_dimensions else Asked.OPTIONAL
                    for name in form.dimensions
                },
            }
            for slug, form in in_order()
        ],
        "dimensions": [
            {
                "slug": row.slug,
                "name": row.name,
                "values": {value.slug: value.name for value in values.get(row.id, [])},
            }
            for row in nouns.dimensions()
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)
