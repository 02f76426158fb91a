"""Fills an empty database with the demo's company, using the product's own functions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from leaderboard import clock
from leaderboard.demo import facts
from leaderboard.demo.cast import ADMIN, COMPANIES, Company
from leaderboard.demo.customers import customers
from leaderboard.demo.hiring import address, choose_passwords, hire_all, set_scene
from leaderboard.demo.ledger import (
    ids_with,
    instant,
    write_past,
    write_today,
)
from leaderboard.demo.settings import add_boards_and_screens, add_goals, publish_rules
from leaderboard.extensions import db
from leaderboard.models import Organisation
from leaderboard.publishing.founding import found
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.scoring import publish

DAYS = 90
# Deals of at least this many euros are celebrated on the screens.
BIG_DEAL = 20_000


@dataclass(frozen=True)
class Filled:
    """What is known only while filling and stored nowhere else: passwords by person and keys by
    screen."""

    passwords: dict[str, str]
    screens: dict[str, str]


def fill(
    language: str, *, at: datetime, told: Callable[[str, int, int], None] = lambda *args: None
) -> Filled:
    """Found the company and let ninety days pass; `at` is now.

    On the same business day the company is always the same, except for passwords and keys. `told`
    hears which step is under way, how much of it is done, and out of how much.
    """
    company = COMPANIES[language]
    zone, almanac = company.charter.timezone, company.charter.almanac
    today = clock.business_date(at, zone)
    start = today - timedelta(days=DAYS)
    books = min(period_of(PeriodKind.YEAR, today, almanac).start, start)
    began = instant(books, 8 * 60, zone)
    rng = Random(today.toordinal())

    begin(company, at=began)
    subjects = hire_all(company, since=books, at=began)
    passwords = choose_passwords(subjects, at=began, told=told)
    scene = set_scene(company, subjects, today=today, start=start, books=books, at=began)
    publish_rules(scene, at=began)
    add_goals(company, scene, subjects, at=began)
    screens = add_boards_and_screens(company, subjects, at=began)

    ids, names = ids_with(subjects), customers(language, rng)
    past = facts.past(scene, names, rng)
    write_past(past, company, ids, at=instant(today, 0, zone), told=told)
    write_today(facts.present(scene, names, rng), company, ids, at=at, told=told)
    return Filled(passwords, screens)


def begin(company: Company, *, at: datetime) -> None:
    """Found the organisation with its admin, and set what counts as a big deal."""
    name, email = ADMIN.name[company.charter.language], address(ADMIN, company)
    found(company.charter, admin_name=name, admin_email=email, at=at)
    with publish(by_id=None, at=at) as publication:
        organisation = db.session.scalars(select(Organisation)).one()
        organisation.big_deal = BIG_DEAL * company.unit
        publication.audit(
            "change", "organisation", organisation.id, after={"big_deal": organisation.big_deal}
        )
