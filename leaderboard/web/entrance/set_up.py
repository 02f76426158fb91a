"""Founding the organisation in the browser, with a token from the server's log."""

import hmac
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, g, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from leaderboard import clock, installation, publishing
from leaderboard.access.invites import make_invite
from leaderboard.locale import LANGUAGE_NAMES, current_writing
from leaderboard.locale.money import name_of
from leaderboard.models import InviteKind
from leaderboard.permissions import allow, anyone
from leaderboard.publishing import founding, starter
from leaderboard.publishing.founding import CURRENCIES, AlreadyFounded, Charter
from leaderboard.rules.calendars import Calendar
from leaderboard.scoring import publish
from leaderboard.web.page.fields import Longest, PageForm, options
from leaderboard.web.request import htmx
from leaderboard.web.request.guard import SET_UP

blueprint = Blueprint("set_up", __name__)

CALENDARS = [
    SelectChoice(Calendar.GREGORIAN, _l("Gregorian")),
    SelectChoice(Calendar.JALALI, _l("Solar Hijri (Jalali)")),
]
WEEKDAYS = [
    SelectChoice(0, _l("Monday")),
    SelectChoice(5, _l("Saturday")),
    SelectChoice(6, _l("Sunday")),
]
REFUSALS = {
    "missing": _l("This is missing."),
    "too_long": _l("This is too long."),
    "wrong": _l("This is not the token in the server’s log."),
    "no_address": _l("This is not an e-mail address."),
}


class FoundForm(PageForm):
    token = StringField(
        _l("Set-up token"),
        [InputRequired(_l("The token is missing; the server’s log shows it."))],
        render_kw={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"},
    )
    name = StringField(_l("Name of the organisation"), [InputRequired(_l("The name is missing."))])
    admin_name = StringField(
        _l("Your name"),
        [InputRequired(_l("Your name is missing."))],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        _l("Your e-mail address"),
        [InputRequired(_l("Your e-mail address is missing.")), Longest(254)],
        render_kw={"autocomplete": "email", "dir": "ltr"},
    )
    language = SelectField(_l("Language"), choices=options(LANGUAGE_NAMES.items()))
    timezone = SelectField(_l("Time zone"))
    calendar = SelectField(_l("Calendar"), choices=CALENDARS)
    first_weekday = SelectField(_l("First day of the week"), choices=WEEKDAYS, coerce=int)
    currency = SelectField(_l("Currency"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = current_writing().language
        self.timezone.choices = [SelectChoice(zone, zone) for zone in sorted(clock.zone_names())]
        self.currency.choices = [
            SelectChoice(code, f"{code} · {name_of(code, language)}") for code in CURRENCIES
        ]


@blueprint.get(SET_UP)
@allow(anyone)
def index() -> Response:
    refuse_founded()
    usual = Charter.usual("", current_writing().language)
    return page(FoundForm(obj=usual), 200)


@blueprint.post(SET_UP)
@allow(anyone)
def create() -> Response:
    refuse_founded()
    form = FoundForm()
    form.validate()
    add_refusals(form)
    if form.errors:
        return page(form, 422)
    try:
        admin_id = founding.found(
            charter_of(form),
            admin_name=form.admin_name.data,
            admin_email=form.email.data,
            at=g.at,
            rules=starter.rules(),
        )
    except AlreadyFounded:
        abort(409)
    with publish(by_id=None, at=g.at):
        link = make_invite(admin_id, InviteKind.INVITE, by_id=None, at=g.at)
    return htmx.go(urlsplit(link).path)


def refuse_founded() -> None:
    """404 once the organisation exists."""
    if g.house is not None:
        abort(404)


def add_refusals(form: FoundForm) -> None:
    """What is wrong with the token, the names and the address, at the fields that are filled."""
    for field, check in (
        (form.token, check_token),
        (form.name, publishing.good_name),
        (form.admin_name, publishing.good_name),
        (form.email, publishing.good_address),
    ):
        try:
            if not field.errors:
                check(field.data)
        except publishing.Refused as refused:
            field.errors = [REFUSALS[refused.reason]]


def check_token(text: str) -> None:
    if not hmac.compare_digest(text.strip().encode(), token()):
        raise publishing.Refused("token", "wrong")


def token() -> bytes:
    return installation.set_up_token().encode()


def charter_of(form: FoundForm) -> Charter:
    return Charter(
        name=form.name.data,
        timezone=form.timezone.data,
        calendar=Calendar(form.calendar.data),
        currency=form.currency.data,
        language=form.language.data,
        first_weekday=form.first_weekday.data,
    )


def page(form: FoundForm, status: int) -> Response:
    # The link in the log fills in the token.
    if not form.token.data:
        form.token.data = request.args.get("token", "")
    return make_response(render_template("set_up/index.html", form=form), status)
