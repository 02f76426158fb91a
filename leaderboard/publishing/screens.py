"""Screens: made with a key, changed, given a new key, revoked."""

from collections.abc import Mapping, Sequence
from typing import Any

from leaderboard.access.screens import key_hash
from leaderboard.extensions import db
from leaderboard.models import Screen, Slide
from leaderboard.publishing.rows import put
from leaderboard.scoring import Publication

# A leaderboard, and the metric whose goals are shown beside it.
Shown = tuple[int, int | None]


def make_screen(
    publication: Publication, values: Mapping[str, Any], slides: Sequence[Shown], *, key: str
) -> int:
    """Make a screen that opens with this key; only the key's hash is stored."""
    screen = Screen(
        key_hash=key_hash(key), created_at=publication.at, created_by_id=publication.by_id
    )
    put(publication, "screen", screen, values)
    show(publication, screen, slides)
    return screen.id


def change_screen(
    publication: Publication, screen_id: int, values: Mapping[str, Any], slides: Sequence[Shown]
) -> None:
    """Change a screen's columns or its rotation."""
    screen = db.session.get_one(Screen, screen_id)
    put(publication, "screen", screen, values)
    show(publication, screen, slides)


def show(publication: Publication, screen: Screen, slides: Sequence[Shown]) -> None:
    """Rotate through these slides, in this order."""
    shown = [(slide.leaderboard_id, slide.goals_metric_id) for slide in screen.slides]
    chosen = list(slides)
    if chosen == shown:
        return
    for slide in screen.slides:
        db.session.delete(slide)
    db.session.flush()
    for position, (board_id, metric_id) in enumerate(chosen):
        db.session.add(
            Slide(
                screen_id=screen.id,
                position=position,
                leaderboard_id=board_id,
                goals_metric_id=metric_id,
            )
        )
    publication.audit(
        "change_slides", "screen", screen.id, before={"slides": shown}, after={"slides": chosen}
    )


def renew_key(publication: Publication, screen_id: int, *, key: str) -> None:
    """Open the screen with this key from now on; the old one stops working."""
    screen = db.session.get_one(Screen, screen_id)
    screen.key_hash, screen.revoked_at = key_hash(key), None
    publication.audit("renew_key", "screen", screen_id)


def revoke(publication: Publication, screen_id: int) -> None:
    """Stop the screen's key from working; revoking it again changes nothing."""
    screen = db.session.get_one(Screen, screen_id)
    if screen.revoked_at is None:
        put(publication, "screen", screen, {"revoked_at": publication.at}, action="revoke")
