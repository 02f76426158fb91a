"""Fingerprints of settings: what was computed under them holds as long as they stay the same."""

from collections.abc import Collection
from datetime import date
from hashlib import sha256

from leaderboard.configuration import Configuration

# How many people's settings to read at once.
AT_ONCE = 50


def settings_digest(settings: Configuration) -> str:
    """A fingerprint of what holds for everybody; versions never change, so their ids are enough."""
    said = (
        settings.zone,
        settings.almanac,
        settings.weeks,
        sorted(settings.holidays),
        [[(v.id, v.number, v.since, v.is_on) for v in rule.versions] for rule in settings.rules],
        sorted(settings.parents.items()),
    )
    return sha256(repr(said).encode()).hexdigest()


def on_last_day(digest: str, last_day: date) -> str:
    """The fingerprint together with the day that entries move back to: it may have passed."""
    return sha256(f"{digest} {last_day}".encode()).hexdigest()


def person_digests(person_ids: Collection[int], settings: Configuration) -> dict[int, str]:
    """Fingerprints of what is specific to each of these people: teams, days off, goals."""
    settings.know_memberships()
    ordered = sorted(person_ids)
    found: dict[int, str] = {}
    for first in range(0, len(ordered), AT_ONCE):
        some = ordered[first : first + AT_ONCE]
        settings.know_leave(some)
        settings.know_goals(some)
        for person_id in some:
            said = repr(settings.own_settings(person_id))
            found[person_id] = sha256(said.encode()).hexdigest()
    return found
