"""Reward rules: read and written as sentences, versioned, switched on and off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask_login import current_user

from leaderboard import locale
from leaderboard.configuration import nouns
from leaderboard.models import Rule, RuleVersion
from leaderboard.models.types import row_id
from leaderboard.permissions import allow, keeper, manager
from leaderboard.publishing.rules import BadRulebook, read_rules
from leaderboard.publishing.slugs import fresh_slug
from leaderboard.rules.condition import Limits
from leaderboard.rules.dated import held_on
from leaderboard.rules.model import Version
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.rules.triggers import SHAPES
from leaderboard.sentences import rule_sentence
from leaderboard.standings.used import times_paid
from leaderboard.web.request.changes import asking, has_waiting
from leaderboard.web.request.found import or_404
from leaderboard.web.request.here import Here, here
from leaderboard.web.request.whole import only_looks
from leaderboard.web.rules.choices import choices
from leaderboard.web.rules.forms import RuleForm
from leaderboard.web.rules.opening import openings, rule_form, shape_of
from leaderboard.web.rules.preview import Preview, preview

blueprint = Blueprint("rules", __name__, url_prefix="/rules")


@dataclass(frozen=True)
class RuleInList:
    """A rule in the list; `since` is the first day of its current version."""

    id: int
    name: str
    sentence: str
    is_on: bool
    is_to_come: bool
    since: date
    paid: int

    @property
    def is_off(self) -> bool:
        return not self.is_on


@blueprint.get("")
@allow(manager)
def index() -> str:
    now = here()
    month = period_of(PeriodKind.MONTH, now.today, now.settings.almanac)
    paid = times_paid(month.span)
    lines = [line_of(rule, paid.get(rule.id, 0), now) for rule in now.settings.rules]
    lines.sort(key=lambda line: (line.is_off, locale.by_alphabet(line.name)))
    return render_template(
        "rules/index.html", lines=lines, may_change=keeper(current_user), waits=has_waiting()
    )


@blueprint.get("/new")
@allow(keeper)
def new() -> Response | str:
    if "shape" not in request.args:
        return render_template("rules/new.html", openings=openings(here().speaker))
    return page(new_form(), here(), rule=None)


@blueprint.post("")
@allow(keeper)
def create() -> Response:
    return publish(new_form(), here(), rule=None)


@blueprint.get("/<int:rule_id>")
@allow(keeper)
def show(rule_id: int) -> str:
    """A rule's sentence, to be read or edited."""
    now, rule = here(), find(rule_id)
    version = standing(rule, now.today)
    form = form_of(version, now)
    form.name.data = rule.name
    form.open_after("rule", rule_id)
    form.fill(version, form.choices)
    return page(form, now, rule=rule)


@blueprint.post("/<int:rule_id>")
@allow(keeper)
def update(rule_id: int) -> Response:
    now, rule = here(), find(rule_id)
    limits = Limits.from_data(standing(rule, now.today).limits)
    kept = {"since": limits.since} if limits.since else {}
    return publish(new_form(), now, rule=rule, kept=kept)


@blueprint.post("/<int:rule_id>/switch")
@allow(keeper)
def switch(rule_id: int) -> Response:
    find(rule_id)
    said = {"rule_id": rule_id, "is_on": request.form.get("on") == "1"}
    return asking("switch", said, back=url_for(".index")) or abort(409)


@blueprint.post("/preview")
@allow(keeper)
@only_looks
def show_preview() -> str:
    """What a rep would see of the unsaved sentence."""
    now, form = here(), new_form()
    rule_id = request.args.get("rule", 0, type=row_id)
    return render_template("rules/_preview.html", shown=preview_of(form, now, rule_id=rule_id))


def new_form() -> RuleForm:
    now = here()
    shape = request.values.get("shape", "")
    if shape not in SHAPES:
        abort(400)
    return rule_form(shape, choices(now.speaker.names), today=now.today)


def form_of(version: RuleVersion, now: Here) -> RuleForm:
    return rule_form(shape_of(version), choices(now.speaker.names), today=now.today)


def publish(
    form: RuleForm, now: Here, *, rule: Rule | None, kept: Mapping[str, Any] | None = None
) -> Response:
    """Publish the sentence from its day on, or show what is wrong with it."""
    if request.form.get("do") == "look":
        return make_response(page(form, now, rule=rule))
    if not form.validate_on_submit():
        return make_response(page(form, now, rule=rule), 422)
    name, rule_id, slug = form.name.data or "", rule.id if rule else 0, rule.slug if rule else ""
    answer = None
    slug = slug or fresh_slug(name, Rule.slug, noun="rule")
    said = {
        "document": form.document(slug=slug, kept=kept or {}),
        "since": form.since.data,
        "rule_id": rule_id,
    }
    try:
        answer = asking(
            "rule", said, back=url_for(".index"), form=form, noun="rule", noun_id=rule_id
        )
    except BadRulebook as error:
        form.refuse(error)
    if answer is None:
        shown = find(rule_id) if rule else None
        return make_response(page(form, here(), rule=shown), form.status)
    return answer


def page(form: RuleForm, now: Here, *, rule: Rule | None) -> str:
    rule_id = rule.id if rule else 0
    return render_template(
        "rules/show.html",
        form=form,
        rule=rule,
        shapes=openings(now.speaker),
        shown=preview_of(form, now, rule_id=rule_id),
        versions=versions_of(rule, now) if rule else (),
        is_on=standing(rule, now.today).is_on if rule else True,
        today=now.today,
    )


def preview_of(form: RuleForm, now: Here, *, rule_id: int) -> Preview | None:
    """None while the sentence cannot be read yet."""
    if not form.is_whole:
        return None
    document = form.document(slug="preview", kept={})
    document["rule"][0]["name"] = form.name.data or "preview"
    try:
        [entry] = read_rules(document)
    except BadRulebook:
        return None
    since = form.since.data or now.today
    return preview(entry, rule_id=rule_id, since=since, speaker=now.speaker, today=now.today)


def find(rule_id: int) -> Rule:
    return or_404(nouns.rule(rule_id))


def standing(rule: Rule, day: date) -> RuleVersion:
    """The version in force on the day, on or off; the first one for a rule that has not started."""
    return held_on(rule.versions, day) or rule.versions[0]


def line_of(rule: Any, paid: int, now: Here) -> RuleInList:
    began = held_on(rule.versions, now.today)
    version = began or rule.versions[0]
    return RuleInList(
        id=rule.id,
        name=now.speaker.names.rules[rule.id],
        sentence=rule_sentence(version, now.speaker),
        is_on=version.is_on,
        is_to_come=began is None,
        since=version.since,
        paid=paid,
    )


def versions_of(rule: Rule, now: Here) -> list[tuple[RuleVersion, str, str]]:
    """Every version with its sentence and author, newest first."""
    values = next(held.versions for held in now.settings.rules if held.id == rule.id)
    sentences: dict[int, Version] = {version.id: version for version in values}
    return [
        (row, rule_sentence(sentences[row.id], now.speaker), now.speaker.person(row.made_by_id))
        for row in reversed(rule.versions)
    ]
