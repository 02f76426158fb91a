"""A person's page in words: figures, badge case, streak weeks, the receipt of the day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from leaderboard import locale
from leaderboard.extensions import db
from leaderboard.models import Membership, Person
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.rules.streaks import DayState
from leaderboard.standings import receipts, streaks
from leaderboard.standings.around import around
from leaderboard.standings.badges import Held, case_of
from leaderboard.standings.days import change_on_last
from leaderboard.standings.explanations import unpaid_rules
from leaderboard.standings.receipts import Entry, Receipt
from leaderboard.standings.steps import Outlook, outlook
from leaderboard.web.here import Here
from leaderboard.web.menu import initials
from leaderboard.web.owners import is_others, may_change
from leaderboard.web.receipts import ReceiptLine, lines_of
from leaderboard.web.rows import spoken
from leaderboard.web.sentences import Speaker, why_not_words
from leaderboard.web.sentences.steps import progress_words

# The nearest locked badges beside the earned ones; the others wait behind "See all".
LOCKED_SHOWN, EARNED_SHOWN = 3, 12


@dataclass(frozen=True)
class BadgeView:
    """A badge of the case: earned, or how far it is."""

    tier: int
    icon: str
    name: str
    detail: str
    progress: float | None
    url: str = ""


@dataclass(frozen=True)
class CaseView:
    """What of the case is shown, and where the rest is."""

    badges: tuple[BadgeView, ...]
    aside: str
    more_url: str
    more_text: str


@dataclass(frozen=True)
class DayView:
    state: str
    spoken: str


@dataclass(frozen=True)
class StreakView:
    """The streak and its last weeks."""

    now_text: str
    words: str
    weeks: tuple[tuple[DayView, ...], ...]
    weekdays: tuple[str, ...]


@dataclass(frozen=True)
class ReceiptView:
    lines: tuple[ReceiptLine, ...]
    date_text: str
    total_text: str
    note: str


@dataclass(frozen=True)
class Profile:
    """One person's page. `streak` and `receipt` are None for colleagues."""

    id: int
    name: str
    initials: str
    mark: int | None
    team: str
    subtitle: str
    is_own: bool
    is_open: bool
    figures: tuple[tuple[str, str], ...]
    case: CaseView
    streak: StreakView | None
    receipt: ReceiptView | None


def profile_of(person_id: int, now: Here, *, is_open: bool = True) -> Profile:
    """The page; only what `is_open` allows is read at all."""
    person = now.settings.people()[person_id]
    team = now.settings.teams().get(now.settings.team_on(person_id, now.today))
    ahead = outlook(person_id, day=now.today, settings=now.settings) if is_open else None
    return Profile(
        id=person_id,
        name=person.name,
        initials=initials(person.name),
        mark=team.mark if team else None,
        team=team.name if team else "",
        subtitle=since_words(person_id, team.name if team else "", now),
        is_own=not is_others(person_id),
        is_open=is_open,
        figures=tuple(figures_of(person_id, now)),
        case=case_view(person_id, ahead, now),
        streak=streak_view(person_id, now) if is_open else None,
        receipt=receipt_view(person_id, now) if is_open else None,
    )


def since_words(person_id: int, team: str, now: Here) -> str:
    """North, since March 2025; what has been so for ever has no since."""
    since = db.session.scalar(
        select(Membership.since)
        .where(Membership.person_id == person_id, Membership.since <= now.today)
        .order_by(Membership.since.desc())
        .limit(1)
    )
    if not team:
        return _("In no team")
    if since is None or since.year < 2000:
        return locale.isolate(team)
    month = period_of(PeriodKind.MONTH, since, now.settings.almanac)
    return _(
        "%(team)s, since %(month)s",
        team=locale.isolate(team),
        month=locale.period_name(month, now.speaker.writing),
    )


def figures_of(person_id: int, now: Here) -> list[tuple[str, str]]:
    """Points of the month, the rank where the viewer may see one, the change on the own last
    month; all by the board that everybody looks at."""
    found = around(
        person_id,
        kind=PeriodKind.MONTH,
        today=now.today,
        settings=now.settings,
        is_manager=current_user.is_manager,
    )
    if found is None and is_others(person_id) and not current_user.is_manager:
        return []
    change = change_on_last(
        person_id, kind=PeriodKind.MONTH, today=now.today, settings=now.settings
    )
    writing = now.speaker.writing
    figures = [(now.speaker.number(change.points), _("points this month"))]
    if found is not None and found.own is not None and found.own.rank is not None:
        rank = locale.rank(found.own.rank, writing, tied=found.own.is_tied)
        moved = spoken(found.own.movement, writing)
        figures.append((rank, _("rank, %(moved)s", moved=moved) if moved else _("rank")))
    if change.ratio is not None:
        month = locale.period_name(change.previous, writing, year=False)
        on_last = (
            _("on their %(month)s by now", month=month)
            if is_others(person_id)
            else _("on your %(month)s by now", month=month)
        )
        figures.append((locale.percent(change.ratio, writing, sign=True), on_last))
    return figures


# --- badges --------------------------------------------------------------------------------------


def case_view(person_id: int, ahead: Outlook | None, now: Here) -> CaseView:
    """Earned badges and the nearest locked ones; colleagues see what was earned."""
    held = case_of(person_id, steps=ahead.steps if ahead else (), names=now.speaker.names)
    earned = [item for item in held if item.is_earned]
    near = [item for item in held if not item.is_earned and item.progress > 0]
    locked = [item for item in held if not item.is_earned] if ahead else []
    shown = earned[:EARNED_SHOWN] + locked[:LOCKED_SHOWN]
    is_all = len(shown) == len(earned) + len(locked)
    values = {"earned": now.speaker.number(len(earned)), "near": now.speaker.number(len(near))}
    return CaseView(
        tuple(badge_view(item, now) for item in shown),
        _("%(earned)s earned, %(near)s within reach", **values)
        if near
        else _("%(earned)s earned", **values),
        more_url="" if is_all else url_for("me.badges", person_id=person_id),
        more_text=_("See all %(number)s", number=now.speaker.number(len(earned) + len(locked))),
    )


def all_badges(person_id: int, now: Here, *, is_open: bool) -> list[BadgeView]:
    """Every badge there is; the way to the locked ones only for whoever may see it."""
    ahead = outlook(person_id, day=now.today, settings=now.settings) if is_open else None
    held = case_of(person_id, steps=ahead.steps if ahead else (), names=now.speaker.names)
    return [badge_view(item, now) for item in held if item.is_earned or is_open]


def badge_view(item: Held, now: Here) -> BadgeView:
    return BadgeView(
        tier=item.badge.tier,
        icon=item.badge.icon,
        name=item.badge.name,
        detail=badge_detail(item, now),
        progress=None if item.is_earned else item.progress,
    )


def badge_detail(item: Held, now: Here) -> str:
    """12 times; 4 Nov 2026; 18 of 20; or what it is for."""
    if item.times > 1:
        return _("%(number)s times", number=now.speaker.number(item.times))
    if item.last is not None:
        return locale.date_short(item.last, now.speaker.writing)
    if item.step is not None and item.progress > 0:
        return progress_words(item.step, now.speaker)
    return item.badge.description


# --- streak --------------------------------------------------------------------------------------


def streak_view(person_id: int, now: Here) -> StreakView:
    writing = now.speaker.writing
    active = streaks.active_days(person_id, until=now.today)
    streak = streaks.streak(active, person_id, today=now.today, settings=now.settings)
    joined = db.session.get_one(Person, person_id).created_at.date()
    weeks = streaks.weeks(active, person_id, today=now.today, since=joined, settings=now.settings)
    return StreakView(
        now_text=now.speaker.number(streak.now),
        words=_("working days in a row. Best: %(best)s", best=now.speaker.number(streak.best)),
        weeks=tuple(tuple(day_view(day, state, now.speaker) for day, state in w) for w in weeks),
        weekdays=tuple(locale.weekday(day, writing, width="short") for day, _state in weeks[0]),
    )


def day_view(day: date, state: DayState, speaker: Speaker) -> DayView:
    words = {
        DayState.ACTIVE: _("active"),
        DayState.TODAY_ACTIVE: _("today, active"),
        DayState.TODAY: _("today, nothing yet"),
        DayState.REST: _("rest day"),
        DayState.LEAVE: _("leave"),
        DayState.MISSED: _("nothing logged"),
        DayState.AHEAD: _("no working day here yet"),
    }
    named = locale.date_long(day, speaker.writing, year=False)
    return DayView(state.value, _("%(day)s: %(state)s", day=named, state=words[state]))


# --- the receipt of the day ----------------------------------------------------------------------


def receipt_view(person_id: int, now: Here) -> ReceiptView:
    """The lines that moved points today; what paid nothing is one sentence below them."""
    found = receipts.receipt(person_id, day=now.today)
    paying = Receipt(found.day, tuple(x for x in found.lines if pays(x)), found.points)
    lines = lines_of(
        paying,
        now.speaker,
        may_undo=lambda entry: not is_others(person_id) and may_change(entry, now),
    )
    return ReceiptView(
        tuple(lines),
        locale.date_long(now.today, now.speaker.writing, year=False),
        now.speaker.points(found.points),
        unpaid_words(found.unpaid, now),
    )


def pays(line: receipts.Line) -> bool:
    return line.points != 0 or line.award is not None


def unpaid_words(unpaid: tuple[Entry, ...], now: Here) -> str:
    """5 e-mails paid nothing. "Early bird": It pays at most once a day."""
    if not unpaid:
        return ""
    counts = Counter(entry.activity.kind_id for entry in unpaid)
    what = _(", ").join(now.speaker.counted(n, kind_id) for kind_id, n in counts.most_common())
    said = _("%(what)s paid nothing.", what=what)
    common = counts.most_common(1)[0][0]
    latest = next(entry for entry in unpaid if entry.activity.kind_id == common)
    reasons = unpaid_rules(latest.activity, [], now.settings)
    if not reasons:
        return said
    rule = now.speaker.rule(reasons[0].rule_id)
    why = why_not_words(reasons[0], now.speaker)
    return _("%(said)s “%(rule)s”: %(why)s", said=said, rule=rule, why=why)
