"""Award lines that were changed behind the program's back: found, and made harmless."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, delete, select, update

from leaderboard.extensions import db
from leaderboard.models import BY_HAND, Award
from leaderboard.scoring.awards import key_of, mirror_of
from leaderboard.scoring.hand import hand_key
from leaderboard.scoring.lines import slot_of
from leaderboard.scoring.suspects import lines_of_wrong_keys, wrong_mirrors

LINE = Award.__table__


def wrong_keys() -> Iterator[tuple[Row[Any], str]]:
    """Awards whose key does not match what they reward, each with the right key."""
    for row in db.session.execute(lines_of_wrong_keys()):
        key = hand_key(row.cause) if row.rule_id == BY_HAND else key_of(slot_of(row), row.turn)
        if row.key not in (key, set_aside(row)):
            yield row, key


def wrong_reversals() -> Iterator[tuple[Row[Any], dict[str, Any]]]:
    """Reversals that do not undo their award exactly, each with what they should say; with nothing
    if there is no such award."""
    for row in db.session.execute(wrong_mirrors()).all():
        of_award = select(LINE).where(LINE.c.id == row.reverses_id)
        line = db.session.execute(of_award).one_or_none()
        yield row, mirror_of(line) if line else {}


def put_right() -> None:
    """Make the reversals undo their awards again, and free the wrongly taken keys; a replay then
    finds anything else and corrects it by new lines."""
    for row, said in list(wrong_reversals()):
        own = LINE.c.id == row.id
        db.session.execute(
            update(LINE).where(own).values(said) if said else delete(LINE).where(own)
        )
    wrong = list(wrong_keys())
    for row, _key in wrong:
        rename(row, set_aside(row))
    for row, key in wrong:
        if row.rule_id == BY_HAND:
            rename(row, key)


def rename(row: Row[Any], key: str) -> None:
    db.session.execute(update(LINE).where(LINE.c.id == row.id).values(key=key))


def set_aside(row: Row[Any]) -> str:
    """A key that no other line can have."""
    return f"set aside/{row.id}"
