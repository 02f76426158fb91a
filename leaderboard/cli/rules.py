"""`flask rules load`: rules and badges from a readable file."""

import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _

from leaderboard import clock, configuration, locale
from leaderboard.cli.terminal import Failed, on_company
from leaderboard.locale import current_writing
from leaderboard.publishing import proposals
from leaderboard.publishing.rules import BadRulebook, Loaded
from leaderboard.sentences import speaker as speaker_of
from leaderboard.sentences.proposals import points_moved


@click.group(help="Reward rules and badges from a file (docs/rules.md).")
def rules() -> None:
    pass


@rules.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--since",
    help="The first day the rules apply, in either calendar. Default: today. Awards from that day"
    " on are brought in line.",
)
@click.option("--yes", is_flag=True, help="Load even if points already paid change.")
@on_company
def load(file: Path, since: str | None, yes: bool) -> None:
    """Publish the rules and badges of FILE (TOML; docs/rules.md describes it).

    A rule is identified by its slug: a new one is added, a changed one gets a new version, and the
    same file again changes nothing. If the file has a mistake, nothing is loaded. If points already
    paid would change, it says how many and loads only with --yes.
    """
    document = read(file)
    try:
        day = locale.parse_date(since) if since else None
        loaded = publish(document, day, is_sure=yes)
    except locale.BadDate as error:
        raise Failed(f"--since: {locale.why(error, current_writing())}") from error
    except BadRulebook as error:
        for problem in error.problems:
            click.echo(problem.sentence, err=True)
        raise Failed(_("Nothing was loaded.")) from error
    tell(loaded)


def read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Failed(f"{file}: {error}") from error


def publish(document: dict[str, Any], since: date | None, *, is_sure: bool) -> Loaded:
    """Load the rules, or first say what that would do to points."""
    said = {"document": document, "since": since}
    outcome = proposals.ask(
        "rules", said, by_id=None, at=clock.now(), back="", is_left_to_worker=False
    )
    if outcome.proposal_id is None:
        found: Loaded = outcome.value
        return found
    return worked_out(outcome.proposal_id, is_sure=is_sure)


def worked_out(proposal_id: int, *, is_sure: bool) -> Loaded:
    """What the proposal does, computed with a progress bar, and then saved or dropped."""
    with progress() as told:
        value: Loaded | None = proposals.work_on(proposal_id, told=told)
    if value is not None:
        return value
    speaker = speaker_of(configuration.current())
    total = proposals.sum_of(proposal_id)
    click.echo(
        points_moved(people=total.people, up=total.up, down=total.down, speaker=speaker), err=True
    )
    if not is_sure:
        proposals.drop(proposal_id)
        raise Failed(_("Nothing was loaded. Add --yes to load the file and change these points."))
    with progress() as told:
        saved: Loaded | None = proposals.save_now(proposal_id, told=told)
    if saved is None:
        raise Failed(
            _("Nothing was loaded: the settings have changed in the meantime. Load the file again.")
        )
    return saved


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar over the people worked out."""
    with click.progressbar(length=1, label=_("People"), file=sys.stderr) as bar:

        def told(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield told


def tell(loaded: Loaded) -> None:
    for title, slugs in (
        (_("new"), loaded.added),
        (_("changed"), loaded.changed),
        (_("as before"), loaded.unchanged),
    ):
        if slugs:
            click.echo(f"{title}: {', '.join(slugs)}")
