"""Where a person is signed in, ending those sessions, and their language."""

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import SelectField

from leaderboard.access import sessions
from leaderboard.configuration import people
from leaderboard.locale import LANGUAGE_NAMES
from leaderboard.permissions import allow, signed_in
from leaderboard.web.page.fields import PageForm, options
from leaderboard.web.request.found import or_404

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")


class LanguageForm(PageForm):
    language = SelectField(
        _l("Language"), choices=options([("", _l("The organisation’s")), *LANGUAGE_NAMES.items()])
    )


@blueprint.get("")
@allow(signed_in)
def index() -> str:
    return page(LanguageForm(formdata=None, language=own_language()))


@blueprint.post("/language")
@allow(signed_in)
def choose_language() -> Response:
    form = LanguageForm()
    if not form.validate_on_submit():
        return make_response(page(form), 422)
    sessions.speak(current_user.id, form.language.data or None)
    return make_response(redirect(url_for("sessions.index"), code=303))


def page(form: LanguageForm) -> str:
    open_here = sessions.open_of(current_user.id, at=g.at)
    return render_template("sessions/index.html", open=open_here, form=form)


def own_language() -> str:
    return or_404(people.person(current_user.id)).language or ""


@blueprint.post("/<int:session_id>/end")
@allow(signed_in)
def end(session_id: int) -> Response:
    """Sign out one device; another person's session is treated as unknown."""
    if session_id not in ids_of_mine():
        abort(404)
    sessions.close([session_id], at=g.at)
    return make_response(redirect(url_for("sessions.index"), code=303))


@blueprint.post("/end")
@allow(signed_in)
def end_others() -> Response:
    """Sign out everywhere except here."""
    sessions.close(ids_of_mine() - {current_user.session_id}, at=g.at)
    return make_response(redirect(url_for("sessions.index"), code=303))


def ids_of_mine() -> set[int]:
    return {row.id for row in sessions.open_of(current_user.id, at=g.at)}
