"""`flask import people`, `flask import activities` and `flask void`: files into the ledger."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import clock, configuration, scoring
from leaderboard.cli.terminal import Failed, on_company, printable, room
from leaderboard.imports.activities import import_activities, open_activities
from leaderboard.imports.activity_map import read_activity_map
from leaderboard.imports.encoding import UTF8
from leaderboard.imports.files import Sheet
from leaderboard.imports.look import MovesPoints
from leaderboard.imports.maps import read_map
from leaderboard.imports.people import import_people, open_people
from leaderboard.imports.people_map import read_people_map
from leaderboard.imports.problems import BadFile, BadMap, figure, why
from leaderboard.locale import clean_name
from leaderboard.scoring import BadGroup, BadLines, OthersWriting, RefusedLines, Report, UnknownRow
from leaderboard.scoring.moved import PointsMoved
from leaderboard.sentences import speaker as speaker_of
from leaderboard.sentences.proposals import badges_moved, points_moved, team_moved

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
    "import", help="People, activities, targets and leave from CSV files (docs/importing.md)."
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
        except KeyboardInterrupt:
            if open_bar.cache_info().currsize:
                click.echo(_("The next import, or the next start of the server, writes the rest."))
            raise


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
    moved = getattr(report, "moved", None)
    tell(sheet, counts, report.bad, is_dry=is_dry, moved=moved)
    return counts


@contextmanager
def told_clearly() -> Iterator[None]:
    """Problems with a map or a file, as sentences in the terminal."""
    try:
        yield
    except BadMap as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        raise Failed(_("The map has errors. Nothing was changed.")) from error
    except BadFile as error:
        raise Failed(f"{error} " + _("Nothing was changed.")) from error
    except MovesPoints as error:
        for sentence in what_moves(error.moved):
            click.echo(sentence, err=True)
        raise Failed(
            _("Nothing was changed. Add --yes to save and change these points.")
        ) from error
    except OthersWriting as error:
        raise Failed(_("Another import is running. Try again when it is done.")) from error
    except RefusedLines as error:
        tell_bad(error.bad)
        raise Failed(
            ngettext(
                "One bad line, so nothing was changed. --skip-bad skips it.",
                "%(count)s bad lines, so nothing was changed. --skip-bad skips them.",
                error.bad.count,
                count=figure(error.bad.count),
            )
        ) from error


@contextmanager
def progress(sheet: Sheet) -> Iterator[Callable[[int], None]]:
    """A progress bar over the bytes read."""
    with bar_of(sheet.size, sheet.path.name) as bar:
        yield bar.update


def bar_of(length: int, label: str) -> Any:
    return click.progressbar(length=length, label=label, file=sys.stderr)


def tell(
    sheet: Sheet,
    counts: Mapping[str, int],
    bad: BadLines,
    *,
    is_dry: bool,
    moved: PointsMoved | None = None,
) -> None:
    """What a file did: how it was read, the bad lines, the counts, and whose points moved."""
    tell_bad(bad)
    if sheet.encoding != UTF8:
        click.echo(_("Read as %(encoding)s.", encoding=sheet.encoding))
    if sheet.stopped_at:
        click.echo(_("The file was read up to line %(line)s.", line=figure(sheet.stopped_at)))
    if sheet.repeated:
        click.echo(
            ngettext(
                "One line repeats another and counts once with it.",
                "%(count)s lines repeat others and count once with them.",
                sheet.repeated,
                count=figure(sheet.repeated),
            )
        )
    words = count_words()
    width = max(room(words[name]) for name in counts)
    for name, count in counts.items():
        click.echo(f"{words[name]}{' ' * (width - room(words[name]))}  {figure(count):>8}")
    if moved is not None:
        for sentence in what_moves(moved):
            click.echo(sentence)
    if is_dry and moved is not None and moved.is_none:
        click.echo(_("No points already paid change."))
    if is_dry:
        click.echo(_("This was a dry run: nothing was changed."))


def what_moves(moved: PointsMoved) -> list[str]:
    """12 people: +40 points, −130 points; then the badges, and each team."""
    speaker = speaker_of(configuration.current())
    people = (
        points_moved(people=moved.people, up=moved.up, down=moved.down, speaker=speaker)
        if moved.people
        else ""
    )
    badges = badges_moved(up=moved.badges_up, down=moved.badges_down, speaker=speaker)
    teams = (team_moved(name, team, speaker) for name, team in moved.teams.items())
    sentences = (people, badges, *teams)
    return [printable(sentence) for sentence in sentences if sentence]


def count_words() -> dict[str, str]:
    """What a report's counts are called."""
    return {
        "added": _("added"),
        "corrected": _("corrected"),
        "changed": _("changed"),
        "moved": _("moved"),
        "voided": _("voided"),
        "unchanged": _("unchanged"),
        "accepted": _("accepted"),
        "for_record": _("for the record"),
        "kept_void": _("kept void"),
        "teams_added": _("teams added"),
        "teams_changed": _("teams changed"),
        "bad": _("bad lines"),
    }


def tell_bad(bad: BadLines) -> None:
    """Every group of bad lines with its count, its first lines, the reason and a fix. Problems in
    the file are found before the ledger's refusals; all are reported in line order."""
    groups = sorted(bad.groups.values(), key=lambda group: first_lines(group)[0])
    for group in groups:
        click.echo(printable(sentence_of(group)), err=True)
    advice = (getattr(group.first[0].error, "advice", "") for group in groups)
    for text in dict.fromkeys(filter(None, advice)):
        click.echo(printable(text), err=True)


def sentence_of(group: BadGroup) -> str:
    """Line 3: why; or 412 lines, among them 3, 4, 5: why."""
    first = min(group.first, key=attrgetter("line"))
    if group.count == 1:
        return _("Line %(line)s: %(why)s", line=figure(first.line), why=why(first.error))
    said = {
        "count": figure(group.count),
        "lines": _(", ").join(figure(line) for line in first_lines(group)),
        "why": why(first.error),
    }
    if group.is_mixed:
        return _("%(count)s more lines like these (%(lines)s ...), such as: %(why)s", **said)
    if group.count == len(group.first):
        return _("Lines %(lines)s: %(why)s", **said)
    return _("%(count)s lines (%(lines)s ...): %(why)s", **said)


def first_lines(group: BadGroup) -> list[int]:
    return sorted(bad.line for bad in group.first)
