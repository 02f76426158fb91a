"""`flask rules load`: rules and badges from a readable file."""

import tomllib
from pathlib import Path

import click
from flask_babel import gettext as _

from leaderboard import clock, locale
from leaderboard.cli.terminal import Failed, on_company
from leaderboard.locale import current_writing
from leaderboard.publishing.rules import BadRulebook, load_rules


@click.group(help="Reward rules and badges from a file (docs/rules.md).")
def rules() -> None:
    pass


@rules.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--since",
    help="The first day on which the rules hold so, of either calendar; without it today. Awards"
    " since then follow.",
)
@on_company
def load(file: Path, since: str | None) -> None:
    """Publish the rules and badges of FILE (TOML; docs/rules.md describes it).

    A rule is known by its slug: a new one begins a line, a changed one adds a version, and the
    same file a second time changes nothing. With a mistake in it nothing is loaded at all.
    """
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Failed(f"{file}: {error}") from error
    try:
        day = locale.parse_date(since) if since else None
        loaded = load_rules(document, at=clock.now(), since=day)
    except locale.BadDate as error:
        raise Failed(f"--since: {locale.why(error, current_writing())}") from error
    except BadRulebook as error:
        for problem in error.problems:
            click.echo(problem.sentence, err=True)
        raise Failed(_("Nothing was loaded.")) from error
    for title, slugs in (
        (_("new"), loaded.added),
        (_("changed"), loaded.changed),
        (_("as before"), loaded.unchanged),
    ):
        if slugs:
            click.echo(f"{title}: {', '.join(slugs)}")
