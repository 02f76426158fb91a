"""Badges: made, changed, retired. Giving one by hand is `scoring.give_badge`."""

from collections.abc import Mapping
from typing import Any

from leaderboard.extensions import db
from leaderboard.models import Badge
from leaderboard.publishing.rows import put, put_away
from leaderboard.publishing.slugs import fresh_slug
from leaderboard.scoring import Publication


def make_badge(publication: Publication, values: Mapping[str, Any]) -> int:
    slug = fresh_slug(values["name"], Badge.slug, noun="badge")
    return put(publication, "badge", Badge(), {"slug": slug, **values})


def change_badge(publication: Publication, badge_id: int, values: Mapping[str, Any]) -> None:
    """Change how a badge looks or reads, for badges already given too."""
    put(publication, "badge", db.session.get_one(Badge, badge_id), values)


def retire_badge(publication: Publication, badge_id: int, *, is_retired: bool) -> None:
    """Stop giving the badge, or start again; whoever has it keeps it."""
    put_away(publication, "badge", db.session.get_one(Badge, badge_id), is_retired=is_retired)
