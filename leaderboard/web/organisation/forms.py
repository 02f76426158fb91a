"""Forms for the organisation's settings."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from leaderboard import clock, locale
from leaderboard.models import CompanyBy, LeaveBy, Organisation, WorkingWeek
from leaderboard.publishing.official import countries
from leaderboard.rules.calendars import Calendar
from leaderboard.web.page.fields import (
    DayField,
    Longest,
    MoneyField,
    NameField,
    OneOfSeveral,
    Ticks,
    WholeField,
    options,
)
from leaderboard.web.request.changes import RowForm

CALENDARS = options(
    [(Calendar.GREGORIAN.value, _l("Gregorian")), (Calendar.JALALI.value, _l("Jalali"))]
)
COMPANY_BY = options(
    [
        (CompanyBy.MANAGERS.value, _l("All managers")),
        (CompanyBy.ADMINS.value, _l("Admins only")),
    ]
)
LEAVE_BY = [
    (LeaveBy.MANAGER.value, _l("The manager")),
    (LeaveBy.ASKED.value, _l("The person, once accepted")),
    (LeaveBy.PERSON.value, _l("The person")),
]
MOST_LATE_DAYS = 366
MOST_GOALS = 50


class OrganisationForm(OneOfSeveral, RowForm):
    """Company-wide settings. The currency cannot change, because amounts are stored in it."""

    name = NameField(_l("Name"), [DataRequired(_l("A name is missing.")), Longest(60)])
    timezone = SelectField(_l("Time zone"))
    language = SelectField(_l("Language"), choices=options(locale.LANGUAGE_NAMES.items()))
    calendar = SelectField(_l("Calendar"), choices=CALENDARS)
    first_weekday = SelectField(_l("The week begins on"))
    country = SelectField(_l("Country"))
    leave_by = SelectField(_l("Leave is recorded by"), choices=options(LEAVE_BY))
    late_days = WholeField(_l("Days back that can still be logged"))
    big_deal = MoneyField(_l("Celebrate deals from"))
    most_goals = WholeField(_l("Goals at a time"))
    company_by = RadioField(
        _l("Who changes rules, badges, kinds, metrics, boards and screens"), choices=COMPANY_BY
    )

    @classmethod
    def of(cls, organisation: Organisation, *, is_sent: bool = True) -> "OrganisationForm":
        form = cls(obj=organisation, is_sent=is_sent)
        form.open_after("organisation", organisation.id)
        form.timezone.choices = options((name, name) for name in sorted(clock.zone_names()))
        form.first_weekday.choices = options(of_the_week())
        form.country.choices = options(
            [("", _("Not chosen")), *locale.country_names(countries(), locale.current_writing())]
        )
        if not form.is_submitted():
            form.first_weekday.data = str(organisation.first_weekday)
            form.calendar.data = Calendar(organisation.calendar).value
            form.company_by.data = CompanyBy(organisation.company_by).value
        return form

    def validate_late_days(self, field: Any) -> None:
        """An unreadable number is reported by the field itself."""
        if field.process_errors:
            return
        if field.data is None or not 0 <= field.data <= MOST_LATE_DAYS:
            raise ValidationError(_("From 0 (today only) to 366 days."))

    def validate_big_deal(self, field: Any) -> None:
        if field.data is not None and field.data < 0:
            raise ValidationError(_("Zero or more; leave it empty for no celebrations."))

    def validate_most_goals(self, field: Any) -> None:
        if field.process_errors:
            return
        if field.data is None or not 1 <= field.data <= MOST_GOALS:
            raise ValidationError(_("From 1 to 50."))

    def values(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "timezone": self.timezone.data,
            "language": self.language.data,
            "calendar": Calendar(self.calendar.data),
            "first_weekday": int(self.first_weekday.data),
            "country": self.country.data,
            "leave_by": self.leave_by.data,
            "late_days": self.late_days.data,
            "big_deal": self.big_deal.data or 0,
            "most_goals": self.most_goals.data,
            "company_by": CompanyBy(self.company_by.data),
        }


def of_the_week(*, width: locale.DayWidth = "wide") -> list[tuple[str, str]]:
    named = locale.weekdays(locale.current_writing(), width=width)
    return [(str(number), name) for number, name in named]


class WeekForm(OneOfSeveral):
    """Working weekdays from a given day on."""

    days = Ticks(_l("Working days"))
    since = DayField(_l("From"), [InputRequired(_l("From which day?"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days.choices = options(of_the_week(width="abbreviated"))

    def weekdays(self) -> str:
        return "".join(sorted(self.days.data or []))


class CompanyWeekForm(WeekForm):
    """Those of everybody who has none of their own."""

    @classmethod
    def of(cls, week: WorkingWeek, *, today: date) -> "CompanyWeekForm":
        return cls(data={"days": list(week.weekdays), "since": today}, is_sent=False)

    def validate_days(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one working day."))


class HolidayForm(OneOfSeveral):
    """Days on which nobody is expected to work; a single day if no last day is given."""

    first = DayField(_l("First day"), [InputRequired(_l("Which day?"))])
    last = DayField(_l("Last day"), [Optional()])
    name = NameField(_l("Name"), [DataRequired(_l("A name is missing.")), Longest(60)])

    @classmethod
    def blank(cls, *, today: date) -> "HolidayForm":
        return cls(data={"first": today}, is_sent=False)

    def said(self) -> dict[str, Any]:
        first = self.first.data
        return {"name": self.name.data, "first": first, "last": self.last.data or first}
