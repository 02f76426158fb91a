"""`flask verify` and `flask rebuild`: compare what is stored with what the ledger gives."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import clock, locale, scoring
from leaderboard.cli.terminal import Failed, on_company
from leaderboard.scoring import Difference


@click.command(short_help="Check stored totals and awards against the ledger.")
@on_company
def verify() -> None:
    """Check that totals, awards and teams equal a replay of the whole ledger.

    Changes nothing. Prints every difference and exits with 1 if there is one; `flask rebuild` fixes
    them.
    """
    with hundredths(_("Comparing with the ledger")) as told:
        differences = scoring.verify(told)
    for difference in differences:
        click.echo(line_of(difference))
    if differences:
        raise Failed(
            ngettext(
                "One difference; flask rebuild fixes it.",
                "%(count)s differences; flask rebuild fixes them.",
                len(differences),
                count=locale.number(len(differences), locale.current_writing()),
            )
        )
    click.echo(_("Everything matches the ledger."))


@contextmanager
def hundredths(label: str) -> Iterator[Callable[[int], None]]:
    """A progress bar that is told how far along it is in total; silent where nobody would see it
    move."""
    if not sys.stderr.isatty():
        yield scoring.unheard
        return
    with click.progressbar(length=scoring.WHOLE, label=label, file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)


def line_of(difference: Difference) -> str:
    """What, where, and the two numbers that differ; a missing one is a dash."""
    kept, given = difference.kept or "-", difference.given or "-"
    numbers = _("stored %(kept)s, ledger %(given)s", kept=kept, given=given)
    return f"{difference.what} {difference.key}: {numbers}"


@click.command(short_help="Rebuild totals and awards from the ledger.")
@on_company
def rebuild() -> None:
    """Rebuild teams, totals and awards from the ledger.

    Nobody can log meanwhile. Whatever matches the ledger stays as it is; the rest is corrected by
    new lines, without celebrations or notices.
    """
    with hundredths(_("Rebuilding from the ledger")) as told:
        scoring.rebuild(at=clock.now(), told=told)
    click.echo(_("Rebuilt from the ledger."))
