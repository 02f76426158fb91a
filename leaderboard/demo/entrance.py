"""How to get into the demo: written to `data/demo.json` and printed."""

import json
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import click
import segno

from leaderboard.demo.cast import COMPANIES, GUIDES, PEOPLE
from leaderboard.demo.company import Filled
from leaderboard.demo.hiring import address
from leaderboard.demo.settings import SCREENS
from leaderboard.installation import write_private


@dataclass(frozen=True)
class Note:
    """The file that says how to get in. Without it, a company in the database is not the demo's."""

    path: Path

    def is_about(self, database: str) -> bool:
        """Whether this database is the demo's, to empty and fill."""
        return self.read().get("database") == database

    def read(self) -> dict[str, Any]:
        """What the note says; nothing if it does not exist or cannot be read any more."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def write(self, content: dict[str, Any]) -> None:
        write_private(self.path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")

    @property
    def is_complete(self) -> bool:
        return "people" in self.read()


def content_of(filled: Filled, language: str, *, day: str) -> dict[str, Any]:
    """Everything in the note except addresses, which depend on where it is served."""
    company = COMPANIES[language]
    people = [
        {
            "role": part.role.value,
            "name": part.name[language],
            "email": address(part, company),
            "password": filled.passwords[part.key],
            "is_guide": part.key in GUIDES.values(),
        }
        for part in PEOPLE
        if part.key in filled.passwords
    ]
    screens = [
        {
            "name": name[language],
            "key": filled.screens[key],
            "path": f"/screen/{filled.screens[key]}",
        }
        for key, name, *_rest in SCREENS
    ]
    return {"language": language, "day": day, "people": people, "screens": screens}


def with_addresses(content: dict[str, Any], url: str) -> dict[str, Any]:
    """The note with the addresses at which it is served this time."""
    screens = [{**screen, "url": url + screen["path"]} for screen in content["screens"]]
    return {**content, "url": url, "screens": screens}


def guide_of(content: dict[str, Any], role: str) -> dict[str, Any]:
    """The person of this role whom the demo names."""
    guides = (person for person in content["people"] if person["is_guide"])
    found: dict[str, Any] = next(person for person in guides if person["role"] == role)
    return found


def tell(content: dict[str, Any]) -> None:
    """Print how to get in."""
    click.echo(f"\n{content['url']}\n")
    for role in ("rep", "manager", "admin"):
        person = guide_of(content, role)
        click.echo(f"  {role:8} {person['email']:32} password {person['password']}")
    click.echo()
    for screen in content["screens"]:
        click.echo(f"  screen   {screen['url']}  ({screen['name']})")
    click.echo()


def tell_qr(url: str) -> None:
    """Print the address as a QR code for the phone's camera."""
    segno.make(url, error="m").terminal(compact=True)
    click.echo(f"  Point the phone's camera here, or open {url}\n")


def is_reached_by_others(host: str) -> bool:
    """Whether a phone could reach a server listening there."""
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"
