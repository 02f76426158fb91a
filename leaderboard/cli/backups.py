"""`flask backup` and `flask restore`: the whole database as one file."""

from pathlib import Path

import click
from flask_babel import gettext as _

from leaderboard import backups, clock
from leaderboard.backups import BadBackup, Serving, ToolMissing
from leaderboard.cli.terminal import Failed, in_terminal, on_company


@click.command(short_help="Back up the whole database to a file.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@on_company
def backup(file: Path) -> None:
    """Write the whole database into the new file FILE, while people keep working.

    Keep the secret key (`secret_key` in the data folder) with it: without it everybody has to sign
    in again. On PostgreSQL this is pg_dump in its custom format.
    """
    try:
        backups.back_up(file)
    except (BadBackup, ToolMissing) as error:
        raise Failed(sentence(error)) from error
    click.echo(_("Written: %(file)s", file=file))


@click.command(short_help="Replace the database with a backup.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", "is_sure", is_flag=True, help="Don't ask for confirmation.")
@in_terminal
def restore(file: Path, *, is_sure: bool) -> None:
    """Replace the database with the backup FILE.

    Stop the server first; nothing is restored while one runs on this data folder. The file is
    checked before anything is touched, and on SQLite the old database stays beside the new one.
    """
    if not is_sure and not click.confirm(
        _("Everything saved since that backup will be lost. Continue?")
    ):
        click.echo(_("Nothing was changed."))
        raise click.exceptions.Exit(1)
    try:
        kept = backups.restore(file, at=clock.now())
    except (BadBackup, ToolMissing, Serving) as error:
        raise Failed(sentence(error)) from error
    click.echo(_("Restored from %(file)s.", file=file))
    if kept is not None:
        click.echo(_("The previous data was moved to %(file)s", file=kept))


def sentence(error: BadBackup | ToolMissing | Serving) -> str:
    """Why it failed, and that nothing was changed."""
    if isinstance(error, Serving):
        return _("A server is running on this database; stop it first. Nothing was changed.")
    if isinstance(error, ToolMissing):
        return _(
            "PostgreSQL’s client programs are not installed here. Run: %(text)s", text=error.command
        )
    sentences = {
        "exists": _("The file already exists; nothing was written."),
        "not_a_backup": _("This is not a backup of this kind of database. Nothing was changed."),
        "broken": _("The file is damaged: %(text)s. Nothing was changed.", text=error.text),
        "newer": _(
            "The file was made by a newer version of this program (%(text)s). Nothing was changed.",
            text=error.text,
        ),
        "failed": _("This failed: %(text)s", text=error.text),
    }
    return sentences[error.reason]
