"""The board an address asks for, and links to its variations."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, g, request, url_for
from flask_login import current_user

from leaderboard import clock, configuration, locale
from leaderboard.configuration import LeaderboardFacts, MetricFacts
from leaderboard.locale import BadDate, current_writing
from leaderboard.models import By
from leaderboard.permissions import SignedIn
from leaderboard.rules.period_texts import BadPeriod, parse, slug
from leaderboard.rules.periods import Period, PeriodKind, Span, period_of
from leaderboard.standings import version
from leaderboard.standings.leaderboards import span_before

# Fine to coarse: a rep may view a board as it was set up or coarser.
BYS = (By.REP, By.TEAM, By.PARENT)


@dataclass(frozen=True)
class AskedBoard:
    """A board with the period, grouping and page that the address asks for."""

    setting: LeaderboardFacts
    metric: MetricFacts
    viewer: SignedIn
    today: date
    period: Period
    by: By
    page: int

    @property
    def is_running(self) -> bool:
        return self.period.contains(self.today)

    @property
    def bys(self) -> tuple[By, ...]:
        """The groupings this viewer may choose; team groups only if some team has a parent."""
        first = 0 if self.viewer.is_manager else BYS.index(self.setting.by)
        has_parents = bool(configuration.current().parents)
        return tuple(by for by in BYS[first:] if by is not By.PARENT or has_parents)

    @property
    def earlier(self) -> Span | None:
        """The span that movement is measured against; None for a future period."""
        almanac = configuration.current().almanac
        return span_before(self.period, today=self.today, almanac=almanac)

    @property
    def home_url(self) -> str:
        """The board's address with its defaults."""
        if self.setting.slug:
            return url_for("boards.show", slug=self.setting.slug)
        return url_for("boards.index")

    def url(self, *, region: bool = False, **changes: Any) -> str:
        """This board's address with changes; defaults are left out."""
        said: dict[str, Any] = {"by": self.by, "period": self.period, "page": self.page} | changes
        period: Period = said["period"]
        values: dict[str, Any] = {}
        if period.contains(self.today):
            if period.kind is not self.setting.period_kind:
                values["kind"] = period.kind.value
        else:
            values["period"] = slug(period, configuration.current().almanac)
        if said["by"] is not self.setting.by:
            values["by"] = said["by"].value
        if said["page"] > 1:
            values["page"] = said["page"]
        if self.setting.slug:
            return url_for(
                "boards.standings" if region else "boards.show", slug=self.setting.slug, **values
            )
        endpoint = "boards.any_standings" if region else "boards.index"
        return url_for(endpoint, metric=self.metric.slug, **values)

    def tag(self) -> str:
        """Identifies everything that shapes the region, apart from its address."""
        shaped_by = (
            version(),
            self.today.isoformat(),
            self.viewer.id,
            self.viewer.role,
            current_writing().language,
        )
        return hashlib.sha256(repr(shaped_by).encode()).hexdigest()[:20]


def asked_for(setting: LeaderboardFacts) -> AskedBoard:
    """The board in this request; 404 for options no board has."""
    settings = configuration.current()
    today = clock.business_date(g.at, settings.zone)
    asked = AskedBoard(
        setting=setting,
        metric=settings.metrics()[setting.metric_id],
        viewer=current_user._get_current_object(),
        today=today,
        period=asked_period(setting, picked_day(today)),
        by=asked_by(setting),
        page=max(1, request.args.get("page", 1, type=int)),
    )
    if asked.by not in asked.bys:
        abort(404)
    return asked


def asked_period(setting: LeaderboardFacts, day: date) -> Period:
    """The period by name, or the period of a kind that contains the day."""
    almanac = configuration.current().almanac
    kind = asked_kind(setting)
    if "period" not in request.args:
        return period_of(kind, day, almanac)
    try:
        return parse(request.args["period"], almanac)
    except BadPeriod:
        abort(404)


def picked_day(today: date) -> date:
    """The chosen day; today if it cannot be read."""
    try:
        return locale.parse_date(request.args.get("day", ""))
    except BadDate:
        return today


def asked_kind(setting: LeaderboardFacts) -> PeriodKind:
    try:
        return PeriodKind(request.args.get("kind", setting.period_kind))
    except ValueError:
        abort(404)


def asked_by(setting: LeaderboardFacts) -> By:
    try:
        return By(request.args.get("by", setting.by))
    except ValueError:
        abort(404)
