"""Forms for people and teams."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from leaderboard import configuration
from leaderboard.configuration import nouns, people
from leaderboard.models import Person, Role, Team
from leaderboard.permissions import SignedIn, managed_team_ids
from leaderboard.publishing import Newcomer, Refused, good_address
from leaderboard.sentences import why_refused
from leaderboard.web.page.fields import DayField, Longest, OneOfSeveral, PickField, options
from leaderboard.web.request.changes import RowForm
from leaderboard.web.request.here import today

A_YEAR = timedelta(days=366)
ROLES = {Role.REP: _l("Rep"), Role.MANAGER: _l("Manager"), Role.ADMIN: _l("Admin")}


class PersonForm(OneOfSeveral, RowForm):
    """Name, address and role; only admins change roles."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("A name is missing.")), Longest(120)],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        _l("E-mail"), [Longest(254)], render_kw={"autocomplete": "off", "dir": "ltr"}
    )
    role = SelectField(_l("Role"))

    def validate_email(self, field: EmailField) -> None:
        """Said together with what else is wrong; publishing finds out whether it is taken."""
        try:
            if field.data:
                good_address(field.data)
        except Refused as error:
            raise ValidationError(why_refused(error.field, error.reason)) from error

    @classmethod
    def of(cls, person: Person, *, viewer: SignedIn, is_sent: bool = True) -> "PersonForm":
        form = cls(obj=person, is_sent=is_sent)
        form.open_after("person", person.id)
        form.offer_roles(viewer, own=Role(person.role))
        return form

    def offer_roles(self, viewer: SignedIn, *, own: Role) -> None:
        """All roles for an admin, otherwise only the current one."""
        offered = list(ROLES) if viewer.is_admin else [own]
        self.role.choices = options((role.value, ROLES[role]) for role in offered)
        if not self.is_submitted():
            self.role.data = own.value


class TeamChoice(OneOfSeveral):
    """Which team, and from which day."""

    team = SelectField(_l("Team"))
    since = DayField(_l("From"), [InputRequired(_l("From which day?"))])

    def offer_teams(self, viewer: SignedIn, *, own: int | None, can_be_none: bool) -> None:
        mine = managed_team_ids(viewer, day=today())
        teams = nouns.teams_to_choose()
        none = [("", _("No team"))] if can_be_none else []
        self.team.choices = options(
            [*none, *((str(team_id), name) for team_id, name in teams if team_id in mine)]
        )
        if not self.is_submitted():
            self.team.data = str(own or "")
            self.since.data = today()

    def day(self) -> date:
        """The chosen day; a valid form always has one."""
        return self.since.data or today()

    def chosen(self) -> int | None:
        """The team's id; None for no team."""
        return int(self.team.data) if self.team.data else None

    def validate_since(self, field: Any) -> None:
        if field.data and field.data > today() + A_YEAR:
            raise ValidationError(_("This is more than a year ahead."))


class NewPersonForm(PersonForm, TeamChoice):
    @classmethod
    def blank(cls, *, viewer: SignedIn) -> "NewPersonForm":
        form = cls()
        form.offer_roles(viewer, own=Role.REP)
        form.offer_teams(viewer, own=None, can_be_none=viewer.is_admin)
        return form

    def newcomer(self) -> Newcomer:
        return Newcomer(
            name=self.name.data or "",
            email=self.email.data,
            role=Role(self.role.data),
            team_id=self.chosen(),
            since=self.day(),
        )


class MoveForm(TeamChoice):
    @classmethod
    def of(cls, person: Person, *, viewer: SignedIn, is_sent: bool = True) -> "MoveForm":
        form = cls(is_sent=is_sent)
        own = configuration.current().team_on(person.id, today())
        form.offer_teams(viewer, own=own, can_be_none=True)
        return form


class TeamForm(RowForm):
    """A team's name, which its manager may change."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("A name is missing.")), Longest(120)],
        render_kw={"autocomplete": "off"},
    )


class PlacedTeamForm(TeamForm):
    """Also the manager, and the parent team from a given day on. Both decide who may see the
    team, so only admins may set them."""

    manager = PickField(_l("Led by"))
    parent = PickField(_l("Part of"))
    since = DayField(_l("From"), [InputRequired(_l("From which day?"))])

    @classmethod
    def of(cls, team: Team | None) -> "PlacedTeamForm":
        form = cls(obj=team)
        if team is not None:
            form.open_after("team", team.id)
        form.offer(team)
        return form

    def offer(self, team: Team | None) -> None:
        managers = people.leaders_to_choose()
        teams = nouns.teams_to_choose()
        own_id = team.id if team else None
        self.manager.choices = options([("", _("Nobody yet")), *((str(i), n) for i, n in managers)])
        self.parent.choices = options(
            [("", _("No other team")), *((str(i), name) for i, name in teams if i != own_id)]
        )
        if not self.is_submitted():
            self.since.data = today()
            self.manager.data = str(team.manager_id or "") if team else ""
            above = configuration.current().teams_above(own_id, today()) if own_id else ()
            self.parent.data = str(above[1]) if len(above) > 1 else ""

    def day(self) -> date:
        """The chosen day; a valid form always has one."""
        return self.since.data or today()

    def manager_id(self) -> int | None:
        return int(self.manager.data) if self.manager.data else None

    def parent_id(self) -> int | None:
        return int(self.parent.data) if self.parent.data else None
