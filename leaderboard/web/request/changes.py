"""Saving settings from forms: refusals go to their fields, and a stale form never overwrites
somebody else's change."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Response, g, request, url_for
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
        """Remember the row's last change at the moment the form is opened."""
        if not self.is_submitted():
            self.seen.data = last_change(noun, noun_id)


def tell_overtaken(form: PageForm, overtaken: Overtaken, noun: str, noun_id: int) -> None:
    """Say who changed the row first; sending the form again overwrites that change."""
    form.status = 409
    form.seen.data = last_change(noun, noun_id)
    form.form_errors.append(
        _(
            "%(name)s changed this in the meantime. What you typed is still here, but it is "
            "not saved. Look at the change; saving again replaces it with yours.",
            name=here().speaker.author(overtaken.by_id),
        )
    )


def tell_saved(form: PageForm) -> None:
    """Say that this form was already saved with other content; it gets a fresh id so that it can
    be saved again."""
    form.status = 409
    form.client_id.data = fresh_client_id()
    form.form_errors.append(
        _(
            "This form was already saved with other content. What you typed is still here; "
            "saving again adds it to what was saved."
        )
    )


@contextmanager
def saving(form: PageForm, noun: str = "", noun_id: int = 0) -> Iterator[Publication]:
    """A publication by the viewer, about a row if one is named. Refusals are added to the form's
    fields, a conflicting change above the form; in both cases nothing is saved."""
    try:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            yield publication
            # One's own changes count as seen, so this can come last.
            if noun_id:
                refuse_overtaken(publication, noun, noun_id, seen=form.seen.data)
    except Refused as refusal:
        refuse(form, refusal)
    except Overtaken as overtaken:
        tell_overtaken(form, overtaken, noun, noun_id)


def retire_as_asked(retire: Callable[..., None], row_id: int) -> None:
    """Retire a row or bring it back, as the pressed button says."""
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        retire(publication, row_id, is_retired=request.form.get("retired") == "1")


def refuse(form: FlaskForm, refusal: Refused, *, of: int | None = None) -> None:
    """Show the reason at its field, or above the form. With several owners, at the owner's field
    of that name."""
    sentence = why_refused(refusal.field, refusal.reason, **refusal.told)
    shown = form._fields.get(f"{refusal.field}_{of}") or form._fields.get(refusal.field)
    if shown is None:
        form.form_errors.append(sentence)
    else:
        shown.errors = [*shown.errors, sentence]


def has_waiting() -> bool:
    """Whether a change is being computed or waits for the viewer's decision."""
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
    """Save a change that may move paid points, or show its effect first. None if it was refused;
    the form then says why. After saving it leads back, or to `onward` of the change's result."""
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
