"""A rule's form as it is opened: the fields of its shape, all choices, and first values."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.locale import current_writing
from leaderboard.models import RuleVersion
from leaderboard.publishing.rules.fields import IN_CONDITION
from leaderboard.rules.condition import Condition
from leaderboard.rules.metrics import Measure
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.triggers import SHAPES, TRIGGERS
from leaderboard.sentences import Speaker
from leaderboard.sentences.measures import measure_word, period_word
from leaderboard.sentences.trigger import RuleOpening
from leaderboard.sentences.triggers import WORDS
from leaderboard.web.rules.choices import Choices
from leaderboard.web.rules.forms import RuleForm

MILESTONES = (250, 500, 750, 1000)
PER = (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH)
UNASKED = {name: set(IN_CONDITION) - set(shape.asks) for name, (_trigger, shape) in SHAPES.items()}
# The defaults of a new sentence.
FIRST_WORDS = {"target": 10, "points": 20, "repeated": "", "window": "day", "per": "day"}


def rule_form(shape_name: str, choices: Choices, *, today: date) -> RuleForm:
    """The form for a shape of sentence, with all choices."""
    form = RuleForm()
    form.trigger, form.shape = SHAPES[shape_name]
    form.choices, form.today = choices, today
    form.kind.choices = choices.kinds(is_single=form.shape.has_one_kind)
    form.together.offer(choices.kinds(is_single=False))
    form.measure.choices = [(m.value, measure_word(m)) for m in form.shape.measures]
    form.window.choices = windows(form.trigger.windows)
    form.repeated.choices = [("", _("the first time")), ("each", _("each time"))]
    form.per.choices = windows(PER)
    form.milestones.choices = [
        (str(mark), locale.percent(mark / 1000, current_writing())) for mark in MILESTONES
    ]
    form.badge.choices = [("", _("none")), *choices.badges]
    form.values.choices = [pair for pairs in choices.values.values() for pair in pairs]
    form.teams.choices = choices.teams
    form.since.example = today
    for name in [field.name for field in form]:
        if name in UNASKED[shape_name]:
            del form[name]
    if not form.is_submitted():
        begin(form, today=today)
    return form


def begin(form: RuleForm, *, today: date) -> None:
    """The defaults of a new sentence."""
    for name, value in FIRST_WORDS.items():
        if name in form:
            form[name].data = value
    if "milestones" in form:
        form.milestones.data = [str(mark) for mark in MILESTONES]
    for name in ("kind", "measure"):
        if name in form and form[name].choices:
            form[name].data = form[name].choices[0][0]
    if "together" in form:
        form.together.begin()
    if form.shape.is_of_money:
        slugs = [slug for slug, _name in form.kind.choices]
        form.kind.data = next((s for s in slugs if s in form.choices.with_amount), slugs[0])
        if "measure" in form:
            form.measure.data = Measure.AMOUNT.value
    if form.measures_money:
        # Ten euro or ten toman are nothing to reach.
        form.target.data = 10_000 if locale.exponent(current_writing().currency) else 10_000_000
    form.since.data = today


def windows(kinds: Iterable[PeriodKind]) -> list[tuple[str, str]]:
    return [(kind.value, period_word(kind)) for kind in kinds]


def shape_of(version: RuleVersion) -> str:
    """The shape that fits a version."""
    return TRIGGERS[version.trigger].shape_of(Condition.from_data(version.condition)).name


def openings(speaker: Speaker) -> list[RuleOpening]:
    """The shapes a new rule can take."""
    by_shape = {one.shape: one for words in WORDS.values() for one in words.openings(speaker)}
    return [by_shape[name] for name in SHAPES]
