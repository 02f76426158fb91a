"""`flask import goals`, `flask import leave` and `flask import holidays`: what a file sets."""

from pathlib import Path

import click
from flask_babel import gettext as _

from leaderboard import clock
from leaderboard.cli.file_reports import tell, told_clearly
from leaderboard.cli.imports import EXISTING, if_sure, of_setting_file, progress, take_in
from leaderboard.cli.terminal import on_company
from leaderboard.imports.goals import import_goals, open_goals
from leaderboard.imports.goals_map import read_goals_map
from leaderboard.imports.holidays import import_holidays, open_holidays
from leaderboard.imports.leave import import_leave, open_leave
from leaderboard.imports.leave_map import read_leave_map


@click.command()
@of_setting_file
@on_company
def goals(file: Path, plan: Path, **how: bool) -> None:
    """Bring goals in line with FILE: one goal for each owner, metric and period.

    The same file again changes nothing; another target holds from today on. A period that is over
    is kept for the record and pays nothing. If points already paid would change, it says how many
    and saves only with --yes.
    """
    counts = take_in(file, plan, read_goals_map, open_goals, import_goals, **how)
    if counts["for_record"]:
        click.echo(_("Goals listed as “for the record” were already over; they pay nothing."))


@click.command()
@of_setting_file
@on_company
def leave(file: Path, plan: Path, **how: bool) -> None:
    """Record who is away, from when to when, according to FILE.

    The same file again changes nothing. Leave that is no longer in it stays. If points already paid
    would change, it says how many and saves only with --yes.
    """
    take_in(file, plan, read_leave_map, open_leave, import_leave, **how)


@click.command()
@click.argument("file", type=EXISTING)
@click.option(
    "--dry-run", "is_dry", is_flag=True, help="Show what would happen without changing anything."
)
@click.option("--skip-bad", "skips_bad", is_flag=True, help="Skip bad lines and import the rest.")
@if_sure
@on_company
def holidays(file: Path, is_dry: bool, **how: bool) -> None:
    """Add the company's holidays in FILE: the columns from, to and name, or date and name.

    The same file again changes nothing. It needs no map. If points already paid would change, it
    says how many and saves only with --yes.
    """
    with told_clearly():
        sheet = open_holidays(file)
        with progress(sheet) as told:
            report = import_holidays(
                sheet, by_id=None, at=clock.now(), is_dry=is_dry, told=told, **how
            )
    tell(sheet, report.counts, report.bad, is_dry=is_dry, moved=report.moved)
