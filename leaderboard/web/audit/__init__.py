"""The audit log for admins: who changed which setting, when, and from what to what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for

from leaderboard.configuration import changes
from leaderboard.locale import isolate
from leaderboard.models import (
    Audit,
    Badge,
    Dimension,
    DimensionValue,
    Goal,
    Kind,
    Leaderboard,
    Metric,
    Organisation,
    Person,
    Rule,
    Screen,
    Team,
)
from leaderboard.models.types import row_id
from leaderboard.permissions import admin, allow
from leaderboard.sentences import Speaker, audit_sentence
from leaderboard.standings.pages import cut, reach
from leaderboard.web.audit.values import ToldChange, told
from leaderboard.web.request.here import here

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

PAGE = 50


@dataclass(frozen=True)
class Noun:
    """Where a noun's names come from, and the page that shows one, if any."""

    table: Any
    endpoint: str = ""
    argument: str = ""

    def url(self, noun_id: int) -> str:
        named: dict[str, Any] = {self.argument: noun_id} if self.argument else {}
        return url_for(self.endpoint, **named) if self.endpoint else ""


NOUNS: Mapping[str, Noun] = {
    "badge": Noun(Badge, "badges.show", "badge_id"),
    "dimension": Noun(Dimension, "dimensions.show", "dimension_id"),
    "dimension_value": Noun(DimensionValue),
    "goal": Noun(Goal, "goals.show", "goal_id"),
    "kind": Noun(Kind, "kinds.edit", "kind_id"),
    "leaderboard": Noun(Leaderboard, "leaderboards.edit", "board_id"),
    "metric": Noun(Metric, "metrics.show", "metric_id"),
    "organisation": Noun(Organisation, "organisation.index"),
    "person": Noun(Person, "people.edit", "person_id"),
    "rule": Noun(Rule, "rules.show", "rule_id"),
    "screen": Noun(Screen, "screens.edit", "screen_id"),
    "team": Noun(Team, "teams.edit", "team_id"),
}
Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class AuditRow:
    """One change; `before` and `after` hold only what differs. `url` is "" if no page shows it."""

    at: datetime
    what: str
    url: str
    before: list[ToldChange]
    after: list[ToldChange]
    is_off: bool = False


@blueprint.get("")
@allow(admin)
def index() -> str:
    """Newest first; `?before=` continues from that number."""
    start = request.args.get("before", type=row_id)
    found, has_more = cut(changes.newest(reach(PAGE), before=start), size=PAGE)
    names, speaker = names_of(found), here().speaker
    rows = [row_of(audit, names, speaker) for audit in found]
    more = url_for("audit.index", before=found[-1].id) if has_more else ""
    return render_template("audit/index.html", rows=rows, more=more, is_first=start is None)


def row_of(audit: Audit, names: Names, speaker: Speaker) -> AuditRow:
    noun, noun_id = about(audit)
    who = speaker.author(audit.by_id)
    what = names.get((noun, noun_id)) or own_name(audit)
    differing = {
        name
        for name in (*audit.before, *audit.after)
        if audit.before.get(name) != audit.after.get(name)
    }
    if not (audit.before and audit.after):
        # The sentence already names what was added or removed.
        differing -= {"name"}
    return AuditRow(
        at=audit.at,
        what=audit_sentence(audit.action, audit.noun, who=who, what=isolate(what)),
        url=NOUNS[noun].url(noun_id) if (noun, noun_id) in names else "",
        before=told(audit.noun, audit.before, differing, speaker),
        after=told(audit.noun, audit.after, differing, speaker),
    )


def about(audit: Audit) -> tuple[str, int]:
    """What was changed, as something with a name and a page."""
    if audit.noun == "invite":
        return "person", audit.after["person"]
    if audit.noun == "working week":
        return "organisation", audit.noun_id
    return audit.noun, audit.noun_id


def names_of(audits: Iterable[Audit]) -> Names:
    """The current names of everything these changes are about."""
    ids = defaultdict(set)
    for audit in audits:
        noun, noun_id = about(audit)
        ids[noun].add(noun_id)
    return {
        (noun, row.id): row.name
        for noun in ids.keys() & NOUNS.keys()
        for row in changes.names_in(NOUNS[noun].table, ids[noun])
    }


def own_name(audit: Audit) -> str:
    """The name kept in the change itself (a holiday, file or source), else its number."""
    held = {**audit.before, **audit.after}
    return str(held.get("name") or held.get("file") or held.get("source") or audit.noun_id)
