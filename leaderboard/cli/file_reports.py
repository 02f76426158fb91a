"""What a file did, or why it was not taken, in the terminal."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import attrgetter

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import configuration
from leaderboard.cli.terminal import Failed, printable, room
from leaderboard.imports.encoding import UTF8
from leaderboard.imports.ended import Ended
from leaderboard.imports.files import Sheet
from leaderboard.imports.look import MovesPoints
from leaderboard.imports.problems import BadFile, BadMap, figure, why
from leaderboard.scoring import BadGroup, BadLines, OthersWriting, RefusedLines
from leaderboard.scoring.moved import PointsMoved
from leaderboard.sentences import speaker as speaker_of
from leaderboard.sentences.proposals import badges_moved, points_moved, team_moved

# How many changes that something recorded for later ends are named; the others are counted.
MOST_ENDED = 5


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
        for sentence in [*what_ends(error.ended), *what_moves(error.moved)]:
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


def tell(
    sheet: Sheet,
    counts: Mapping[str, int],
    bad: BadLines,
    *,
    is_dry: bool,
    moved: PointsMoved | None = None,
    ended: Sequence[Ended] = (),
) -> None:
    """What a file did: how it was read, the bad lines, the counts, what ends again on a later day,
    and whose points moved."""
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
    for sentence in what_ends(ended):
        click.echo(sentence)
    if moved is not None:
        for sentence in what_moves(moved):
            click.echo(sentence)
    if is_dry and moved is not None and moved.is_none:
        click.echo(_("No points already paid change."))
    if is_dry:
        click.echo(_("This was a dry run: nothing was changed."))


def what_ends(ended: Sequence[Ended]) -> list[str]:
    """The later teams that are recorded already and stay: the first few, and how many more."""
    speaker = speaker_of(configuration.current())
    sentences = [change.sentence(speaker) for change in ended[:MOST_ENDED]]
    others = len(ended) - len(sentences)
    if others:
        sentences.append(
            ngettext(
                "The same is true of one more change.",
                "The same is true of %(count)s more changes.",
                others,
                count=figure(others),
            )
        )
    return [printable(sentence) for sentence in sentences]


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
