"""Today: the next small step, my goals, my neighbours, my points, and the keys to log with."""

import hashlib
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from flask_login import current_user

from leaderboard import clock, locale
from leaderboard.models import Asked, SubjectKind
from leaderboard.permissions import allow, signed_in
from leaderboard.rules.periods import PeriodKind
from leaderboard.sentences import StepWords, step_words
from leaderboard.standings import streaks, version
from leaderboard.standings.around import around
from leaderboard.standings.days import counts_on
from leaderboard.standings.names import KindName
from leaderboard.standings.progress import first_goals
from leaderboard.standings.receipts import receipt
from leaderboard.standings.steps import Outlook, outlook
from leaderboard.web.activities.answers import asked_answer
from leaderboard.web.activities.forms import needs_nothing
from leaderboard.web.activities.owners import may_change
from leaderboard.web.goals.shown import Linked, linked
from leaderboard.web.page.fields import fresh_client_id
from leaderboard.web.page.frame import LogKey
from leaderboard.web.page.receipts import ReceiptLine, lines_of
from leaderboard.web.request import htmx
from leaderboard.web.request.here import Here, here
from leaderboard.web.today.neighbours import Neighbours, neighbours_of

DAY_BEGUN = "day-begun"

blueprint = Blueprint("today", __name__, url_prefix="/today")

# Kept short on purpose; all goals have their own page.
GOALS_SHOWN, LINES_SHOWN, KEYS_SHOWN = 3, 5, 5


@dataclass(frozen=True)
class Hero:
    """The next small step; if none is near, what each activity pays."""

    label: str
    words: StepWords
    done: int | None = None
    total: int | None = None


@dataclass(frozen=True)
class Day:
    """Everything on the page below its keys."""

    tag: str
    date: str
    greeting: str
    date_text: str
    streak: int
    hero: Hero | None
    goals: tuple[Linked, ...]
    neighbours: Neighbours | None
    lines: tuple[ReceiptLine, ...]
    has_more_lines: bool
    points_text: str


@dataclass(frozen=True)
class Dock:
    """The log keys, as parts/menu.html takes them."""

    keys: tuple[LogKey, ...]


@blueprint.get("")
@allow(signed_in)
def index() -> str:
    now = here()
    return render_template(
        "today/index.html", day=day_of(now), dock=dock_of(now), answer=asked_answer(now)
    )


@blueprint.get("/day")
@allow(signed_in)
def day() -> Response:
    """The page's content; 304 if nothing has changed. After midnight, the keys of a page still
    open are told the new day."""
    now = here()
    tag = tag_of(now)
    if htmx.has_same(tag):
        return htmx.unchanged(tag)
    region = htmx.tagged(render_template("today/_day.html", day=day_of(now)), tag)
    is_same_day = request.args.get("shown", now.today.isoformat()) == now.today.isoformat()
    return region if is_same_day else htmx.announce(region, DAY_BEGUN)


@blueprint.get("/keys")
@allow(signed_in)
def keys() -> str:
    return render_template("today/_keys.html", dock=dock_of(here()))


def day_of(now: Here) -> Day:
    """The viewer's day; the number of queries does not grow with their history."""
    own_id = current_user.id
    ahead = outlook(own_id, day=now.today, settings=now.settings)
    active = streaks.active_days(own_id, until=now.today)
    streak = streaks.streak(active, own_id, today=now.today, settings=now.settings)
    found = around(
        own_id,
        kind=PeriodKind.WEEK,
        today=now.today,
        settings=now.settings,
        is_manager=current_user.is_manager,
    )
    paid = receipt(own_id, day=now.today)
    lines = lines_of(paid, now.speaker, may_undo=lambda entry: may_change(entry, now))
    return Day(
        tag=tag_of(now),
        date=now.today.isoformat(),
        greeting=greeting(now),
        date_text=locale.date_long(now.today, now.speaker.writing, year=False),
        streak=streak.now,
        hero=hero_of(ahead, now),
        goals=tuple(
            linked(goal, current_user)
            for goal in first_goals(own_id, day=now.today, most=GOALS_SHOWN)
        ),
        neighbours=neighbours_of(found, ahead, own_id, now) if found else None,
        lines=tuple(lines[:LINES_SHOWN]),
        has_more_lines=len(lines) > LINES_SHOWN,
        points_text=now.speaker.points(paid.points),
    )


def tag_of(now: Here) -> str:
    """Identifies everything that shapes the day, apart from its address."""
    viewer, writing = current_user, now.speaker.writing
    shaped_by = (version(), now.today, greeting(now), viewer.id, viewer.role, writing.language)
    return hashlib.sha256(repr(shaped_by).encode()).hexdigest()[:20]


def greeting(now: Here) -> str:
    """By the time of day on the organisation's clock, with the person's first name."""
    hour = clock.local(now.at, now.settings.zone).hour
    name = locale.isolate(current_user.name.split()[0])
    if 5 <= hour < 12:
        return _("Good morning, %(name)s", name=name)
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s", name=name)
    if hour >= 20 or hour < 5:
        # Persian has a greeting for the night.
        return pgettext("night", "Good evening, %(name)s", name=name)
    return _("Good evening, %(name)s", name=name)


def hero_of(ahead: Outlook, now: Here) -> Hero | None:
    """The card at the top; None if no rule rewards anything."""
    step = ahead.nearest
    if step is not None:
        words = step_words(step, now.speaker)
        label = _("Next small step: %(what)s", what=words.what) if words.what else ""
        return Hero(label or _("Next small step"), words, max(0, step.done), step.total)
    if ahead.each is not None:
        return Hero(_("Every step counts"), step_words(ahead.each, now.speaker))
    return None


def dock_of(now: Here) -> Dock:
    """One key for each kind on the dock, with today's counts."""
    counts = counts_on(current_user.id, day=now.today)
    kinds = [
        kind
        for kind in now.speaker.names.dock()
        if now.settings.kinds[kind.id].owner == SubjectKind.PERSON
    ]
    deal = next((kind.id for kind in kinds if is_deal(kind, now)), None)
    return Dock(
        tuple(
            key_of(kind, counts.get(kind.id, 0), now, is_deal=kind.id == deal)
            for kind in kinds[:KEYS_SHOWN]
        )
    )


def hidden_fields(now: Here) -> tuple[tuple[str, str], ...]:
    """The hidden fields of a tap: an id that makes it count once, and the day it means."""
    return (("client_id", fresh_client_id()), ("shown_on", now.today.isoformat()))


def is_deal(kind: KindName, now: Here) -> bool:
    """Deals are the first kind with a required amount; all other activities lead up to them."""
    return now.settings.kinds[kind.id].asked("amount") is Asked.REQUIRED


def key_of(kind: KindName, count: int, now: Here, *, is_deal: bool) -> LogKey:
    is_one_tap = needs_nothing(kind.id, now.settings)
    number = now.speaker.number(count)
    return LogKey(
        label=kind.name,
        icon=kind.icon,
        url=url_for("activities.new", slug=kind.slug),
        count=number if count else "",
        count_spoken=_("%(number)s today", number=number) if count else "",
        is_deal=is_deal,
        opens_sheet=not is_one_tap,
        fields=hidden_fields(now) if is_one_tap else (),
    )
