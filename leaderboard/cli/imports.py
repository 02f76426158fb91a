"""`flask import people`, `flask import activities` and `flask void`: files into the ledger."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import clock, scoring
from leaderboard.cli.file_reports import tell, told_clearly
from leaderboard.cli.terminal import Failed, on_company
from leaderboard.imports.activities import import_activities, open_activities
from leaderboard.imports.activity_map import read_activity_map
from leaderboard.imports.files import Sheet
from leaderboard.imports.maps import read_map
from leaderboard.imports.people import import_people, open_people
from leaderboard.imports.people_map import read_people_map
from leaderboard.imports.problems import figure
from leaderboard.locale import clean_name
from leaderboard.scoring import Report, UnknownRow

MOST_REASON = 200
EXISTING = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
Command = TypeVar("Command", bound=Callable[..., None])
Plan = TypeVar("Plan")


def of_file(command: Command) -> Command:
    """Options shared by both imports."""
    for wrap in (
        click.option(
            "--skip-bad", "skips_bad", is_flag=True, help="Skip bad lines and import the rest."
        ),
        click.option(
            "--dry-run",
            "is_dry",
            is_flag=True,
            help="Show what would happen without changing anything.",
        ),
        click.option("--map", "plan", type=EXISTING, required=True, help="A map (TOML)."),
        click.argument("file", type=EXISTING),
    ):
        command = wrap(command)
    return command


def of_setting_file(command: Command) -> Command:
    """The same for a file of settings, which may move points already paid."""
    return of_file(if_sure(command))


def if_sure(command: Command) -> Command:
    option = click.option(
        "--yes", "is_sure", is_flag=True, help="Save even if points already paid change."
    )
    return option(command)


@click.group(
    "import",
    help="People, activities, targets, leave and holidays from CSV files (docs/importing.md).",
)
def import_() -> None:
    pass


@import_.command()
@of_setting_file
@on_company
def people(file: Path, plan: Path, **how: bool) -> None:
    """Bring people, teams and memberships in line with FILE.

    The same file again changes nothing. People not in the file stay as they are. If points already
    paid would change, be it from one team to another, it says how many and saves only with --yes.
    """
    take_in(file, plan, read_people_map, open_people, import_people, **how)


@import_.command()
@of_file
@on_company
def activities(file: Path, plan: Path, **how: bool) -> None:
    """Bring the ledger in line with FILE.

    The same file again changes nothing; a changed line is a correction, a condition that no longer
    holds is a void. What somebody voided by hand stays void until its line changes.
    """
    take_in(file, plan, read_activity_map, open_activities, import_in_portions, **how)


def import_in_portions(sheet: Sheet, *given: Any, **how: Any) -> Report:
    """With a second progress bar: once the file has been read, others log while it is written."""
    with ExitStack() as bars:
        open_bar = cache(lambda total: bars.enter_context(bar_of(total, _("writing"))))
        try:
            return import_activities(
                sheet, *given, told_written=lambda rows, total: open_bar(total).update(rows), **how
            )
        except KeyboardInterrupt as stopped:
            if not open_bar.cache_info().currsize:
                raise
            raise Failed(
                _("Stopped. The next import, or the next start of the server, writes the rest.")
            ) from stopped


def short(context: click.Context, option: click.Parameter, value: str) -> str:
    """A reason, shortened to what is stored."""
    reason = clean_name(value)
    if len(reason) > MOST_REASON:
        raise click.BadParameter(f"longer than {MOST_REASON} signs")
    return reason


@click.command()
@click.option("--source", required=True, help="The source named in the map.")
@click.option(
    "--external-id", "external_ids", multiple=True, required=True, help="The id of the line."
)
@click.option(
    "--reason",
    default="",
    callback=short,
    help=f"The reason shown with the activity, up to {MOST_REASON} characters.",
)
@on_company
def void(source: str, external_ids: tuple[str, ...], reason: str) -> None:
    """Take back what a line of a source gave, by hand; --external-id can be repeated.

    It stays void when the file is imported again, until its line changes.
    """
    try:
        voided = scoring.void_rows(
            external_ids,
            source=source,
            by_id=None,
            reason=reason or _("Voided on the command line"),
            at=clock.now(),
        )
    except UnknownRow as error:
        raise Failed(
            _(
                "Nothing came from %(source)s with the id %(id)s. Nothing was changed.",
                source=source,
                id=error.external_id,
            )
        ) from error
    click.echo(
        ngettext(
            "One activity voided.", "%(count)s activities voided.", voided, count=figure(voided)
        )
    )


def take_in(
    file: Path,
    plan: Path,
    read: Callable[..., Plan],
    open_file: Callable[[Path, Plan], Sheet],
    run: Callable[..., Any],
    *,
    is_dry: bool,
    **how: bool,
) -> Mapping[str, int]:
    """Read the map and the file, write what they say, and report it; returns the counts."""
    with told_clearly():
        known = read_map(plan, read)
        sheet = open_file(file, known)
        with progress(sheet) as told:
            report = run(
                sheet,
                known,
                by_id=None,
                at=clock.now(),
                is_dry=is_dry,
                told=told,
                **how,
            )
    counts: Mapping[str, int] = report.counts
    moved, ended = getattr(report, "moved", None), getattr(report, "ended", ())
    tell(sheet, counts, report.bad, is_dry=is_dry, moved=moved, ended=ended)
    return counts


@contextmanager
def progress(sheet: Sheet) -> Iterator[Callable[[int], None]]:
    """A progress bar over the bytes read."""
    with bar_of(sheet.size, sheet.path.name) as bar:
        yield bar.update


def bar_of(length: int, label: str) -> Any:
    return click.progressbar(length=length, label=label, file=sys.stderr)
