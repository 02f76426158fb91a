"""`flask init`: from nothing to a company that is set up, with a link for its admin."""

from collections.abc import Callable
from typing import Any

import click
from flask import current_app
from flask_babel import gettext as _

from leaderboard import clock, installation, publishing
from leaderboard.access.invites import make_invite
from leaderboard.cli.terminal import Failed, in_terminal, is_founded, on_company
from leaderboard.extensions import db
from leaderboard.locale import LANGUAGES
from leaderboard.models import InviteKind, Organisation, Person
from leaderboard.publishing import starter
from leaderboard.publishing.founding import CURRENCIES, AlreadyFounded, Charter, found
from leaderboard.rules.calendars import Calendar
from leaderboard.scoring import publish

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def known_zone(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value is not None and value not in clock.zone_names():
        raise click.BadParameter("not a time zone, such as Europe/Berlin or Asia/Tehran")
    return value


def known_currency(
    context: click.Context, option: click.Parameter, value: str | None
) -> str | None:
    if value is not None and value.upper() not in CURRENCIES:
        raise click.BadParameter("not a currency, such as EUR, USD or IRT (toman)")
    return value.upper() if value else None


def good(check: Callable[[str], str]) -> Callable[..., str | None]:
    """An option's text as it is stored; the command fails if it is not fit for that."""

    def callback(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
        try:
            return None if value is None else check(value)
        except publishing.Refused as refused:
            raise click.BadParameter(why_refused(refused.reason)) from refused

    return callback


def why_refused(reason: str) -> str:
    return {
        "missing": "it is empty",
        "too_long": "it is too long",
        "no_address": "not an e-mail address, such as nora@example.com",
    }[reason]


@click.command(short_help="Set up a new organisation.")
@click.option(
    "--name", required=True, callback=good(publishing.good_name), help="The organisation's name."
)
@click.option(
    "--admin",
    required=True,
    metavar="EMAIL",
    callback=good(publishing.good_address),
    help="The first admin's e-mail address.",
)
@click.option(
    "--admin-name",
    callback=good(publishing.good_name),
    help="The admin's name. Default: made from the address.",
)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--timezone", callback=known_zone, help="Such as Europe/Berlin. Default: UTC.")
@click.option(
    "--calendar",
    type=click.Choice([calendar.value for calendar in Calendar]),
    help="The calendar of months and years. Default: the language's.",
)
@click.option("--first-weekday", type=click.Choice(WEEKDAYS), help="Default: the calendar's.")
@click.option("--currency", callback=known_currency, help="Such as EUR. Default: the language's.")
@in_terminal
def init(name: str, admin: str, admin_name: str | None, language: str, **given: Any) -> None:
    """Set up the organisation: data folder, secret key, schema and a starter kit.

    Asks nothing, and prints a link for the admin to choose a password: it works once, within seven
    days. The data folder is `data`, or LEADERBOARD_DATA; it can be set up only once.
    """
    charter = charter_of(name, language, **given)
    installation.keep_folder(current_app.config["DATA"])
    if not current_app.config["SECRET_KEY"]:
        installation.make_secret(current_app.config["DATA"])
    if is_founded():
        raise founded_already()
    installation.make_schema()
    at = clock.now()
    try:
        admin_id = found(
            charter,
            admin_name=admin_name or name_of(admin),
            admin_email=admin,
            at=at,
            rules=starter.rules(),
        )
    except AlreadyFounded as error:
        raise founded_already() from error
    with publish(by_id=None, at=at):
        made = make_invite(admin_id, InviteKind.INVITE, by_id=None, at=at)
    click.echo(_("%(name)s is set up.", name=charter.name))
    click.echo(
        f"{charter.language}, {charter.timezone}, {charter.calendar.value}, "
        f"{WEEKDAYS[charter.first_weekday]}, {charter.currency}"
    )
    click.echo(_("The admin’s sign-in link, valid once and for seven days:"))
    click.echo(made)


def founded_already() -> Failed:
    there = db.session.scalars(db.select(Organisation.name)).one()
    return Failed(_("%(name)s is already set up here.", name=there))


@click.command(short_help="Print a one-time link for choosing a password.")
@click.argument("email")
@on_company
def link(email: str) -> None:
    """Print a one-time link for the person with address EMAIL to choose a password.

    For an admin whose first link has expired or who forgot the password; everybody else asks their
    manager. The person's earlier links stop working.
    """
    at = clock.now()
    with publish(by_id=None, at=at):
        person = db.session.scalar(
            db.select(Person).where(Person.email == email.strip().casefold())
        )
        if person is None or not person.is_active:
            raise Failed(_("Nobody here has this e-mail address."))
        is_new = person.password_hash is None
        kind = InviteKind.INVITE if is_new else InviteKind.RESET
        made = make_invite(person.id, kind, by_id=None, at=at)
    lasts = _("Valid once, for seven days:") if is_new else _("Valid once, for one hour:")
    click.echo(lasts)
    click.echo(made)


def charter_of(
    name: str,
    language: str,
    *,
    timezone: str | None,
    calendar: str | None,
    first_weekday: str | None,
    currency: str | None,
) -> Charter:
    """The options given, and the language's defaults for the rest."""
    usual = Charter.usual(name, language)
    chosen = Calendar(calendar) if calendar else usual.calendar
    first = 5 if chosen is Calendar.JALALI else 0
    return Charter(
        name=name,
        timezone=timezone or usual.timezone,
        calendar=chosen,
        currency=currency or usual.currency,
        language=language,
        first_weekday=WEEKDAYS.index(first_weekday) if first_weekday else first,
    )


def name_of(email: str) -> str:
    """A name made from the address, until the admin writes a better one."""
    words = email.partition("@")[0].replace(".", " ").replace("_", " ").replace("-", " ").split()
    return " ".join(words).title()[: publishing.LONGEST_NAME] or email[: publishing.LONGEST_NAME]
