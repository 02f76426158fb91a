"""Saving what a form says of a setting: refusals stand beside the fields, and nobody's change is
put out of place by a form that was opened before it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Response, g, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from leaderboard import scoring
from leaderboard.publishing import proposals
from leaderboard.publishing.proposals import Seen, store
from leaderboard.publishing.refused import Refused
from leaderboard.publishing.rows import Overtaken, last_change, refuse_overtaken
from leaderboard.scoring import Publication
from leaderboard.sentences import why_refused
from leaderboard.web.page.fields import PageForm, SeenField, fresh_client_id
from leaderboard.web.request import htmx
from leaderboard.web.request.here import here


class RowForm(PageForm):
    """A form about a row that somebody else may change while it is open."""

    seen = SeenField()

    def open_after(self, noun: str, noun_id: int) -> None:
        """Keep which change of the row was the last when the form was opened."""
        if not self.is_submitted():
            self.seen.data = last_change(noun, noun_id)


def tell_overtaken(form: PageForm, overtaken: Overtaken, noun: str, noun_id: int) -> None:
    """Say who was faster; sent once more, the form has seen it and holds."""
    form.status = 409
    form.seen.data = last_change(noun, noun_id)
    form.form_errors.append(
        _(
            "%(name)s changed this meanwhile. What you typed is still here, but it is not saved. "
            "Look at the change; saving again puts yours in its place.",
            name=here().speaker.author(overtaken.by_id),
        )
    )


def tell_saved(form: PageForm) -> None:
    """Say that this very form was saved before, with something else in it; under a fresh id it can
    be saved once more."""
    form.status = 409
    form.client_id.data = fresh_client_id()
    form.form_errors.append(
        _(
            "This form was saved already, with something else in it. What you typed is still here; "
            "saving once more adds it to what was saved."
        )
    )


@contextmanager
def saving(form: PageForm, noun: str = "", noun_id: int = 0) -> Iterator[Publication]:
    """The viewer's publication of what the form says, about a row if it names one. What is refused
    is said beside its field, who was faster above the form; then nothing is saved."""
    try:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            yield publication
            # One's own changes count as seen, so this may come last.
            if noun_id:
                refuse_overtaken(publication, noun, noun_id, seen=form.seen.data)
    except Refused as refusal:
        refuse(form, refusal)
    except Overtaken as overtaken:
        tell_overtaken(form, overtaken, noun, noun_id)


def refuse(form: FlaskForm, refusal: Refused, *, of: int | None = None) -> None:
    """Put the reason beside the field it is about, or above the form; where each of several owners
    has a field of that name, beside that of the owner."""
    sentence = why_refused(refusal.field, refusal.reason, **refusal.told)
    shown = form._fields.get(f"{refusal.field}_{of}") or form._fields.get(refusal.field)
    if shown is None:
        form.form_errors.append(sentence)
    else:
        shown.errors = [*shown.errors, sentence]


def has_waiting() -> bool:
    """Whether a change waits for the viewer to decide, or to be worked out."""
    return bool(store.open_of(current_user.id, is_admin=current_user.is_admin))


def asking(
    use_case: str,
    arguments: Mapping[str, Any],
    *,
    back: str,
    form: PageForm | None = None,
    noun: str = "",
    noun_id: int = 0,
    onward: Callable[[Any], str] | None = None,
) -> Response | None:
    """Save a change that may move paid points, or show first what it does. The answer, or None
    when it is refused: then the form says so. What is saved at once leads back, or `onward` from
    what the change gave."""
    seen = Seen(noun, noun_id, form.seen.data) if form is not None and noun_id else None
    try:
        outcome = proposals.ask(
            use_case, arguments, by_id=current_user.id, at=g.at, back=back, seen=seen
        )
    except Refused as refusal:
        if form is None:
            raise
        refuse(form, refusal, of=refusal.owner_id)
        return None
    except Overtaken as overtaken:
        if form is None or seen is None:
            raise
        tell_overtaken(form, overtaken, noun, noun_id)
        return None
    if outcome.proposal_id is None:
        return htmx.go(onward(outcome.value) if onward else back)
    return htmx.go(url_for("proposals.show", proposal_id=outcome.proposal_id))
