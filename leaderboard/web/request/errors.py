"""Error messages for people: a page, or a band inside a region."""

import logging

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from leaderboard import locale
from leaderboard.configuration import NotFounded
from leaderboard.database import first_line, is_away
from leaderboard.locale import isolate
from leaderboard.locale.writing import N_, Writing, write_as
from leaderboard.web.request import htmx
from leaderboard.web.request.guard import (
    SAFE,
    SET_UP,
    asked_language,
    is_from_here,
    viewer_or_none,
)
from leaderboard.web.request.pace import TooFast
from leaderboard.web.request.place import ForeignForm, asked_path, wrong_setting

log = logging.getLogger(__name__)

# Title and text by status; 400 and 500 also stand for other 4xx and 5xx.
WORDS = {
    400: (
        N_("This request could not be understood"),
        N_("Go back, reload the page and try again. Nothing was changed."),
    ),
    401: (
        N_("You are signed out"),
        N_("Sign in and try again. Nothing was changed."),
    ),
    403: (
        N_("You do not have access to this"),
        N_("Ask your manager if you need it. Nothing was changed."),
    ),
    404: (
        N_("There is nothing here"),
        N_("The link may be old, or the page is gone."),
    ),
    405: (
        N_("This page cannot do that"),
        N_("Go back, reload the page and try again. Nothing was changed."),
    ),
    409: (
        N_("Somebody was faster"),
        N_("What you were changing has changed in the meantime. Reload the page."),
    ),
    413: (
        N_("This is too large"),
        N_("Send something smaller. Nothing was changed."),
    ),
    422: (
        N_("Something in the form is wrong"),
        N_("Go back and check what you typed. Nothing was changed."),
    ),
    429: (
        N_("Too many tries"),
        N_("Wait a few minutes, then try again. Nothing was changed."),
    ),
    500: (
        N_("Something went wrong on our side"),
        N_("Nothing that was saved is lost. Try again in a moment."),
    ),
    503: (
        N_("The database is not responding"),
        N_("Nothing that was saved is lost. Try again in a moment."),
    ),
}
WRONG_SETTING = N_("This form did not arrive as it was sent")
TOO_FAST = (
    N_("That was too fast"),
    N_("Nobody logs this fast. Wait a few seconds and send it again; this one was not saved."),
)
UNKNOWN_HOST = (
    N_("This server does not answer under this name"),
    N_(
        "Use the address you were given. If you run this server, add the name to TRUSTED_HOSTS "
        "and start it again."
    ),
)
# Seconds after which a retry makes sense.
RETRY_AFTER = {429: 300, 503: 5}
# A form's token belongs to the session it was opened in. A region gets a fresh token with the
# answer; on a shared device the session may be somebody else's, so the text names who would send it
# now.
OLD_FORM = (
    N_("This form is too old"),
    N_("Go back, reload the page and send it again. Nothing was changed."),
)
OLD_PAGE = (
    N_("This form is too old"),
    N_("You have signed in again since it was opened, as %(name)s."),
)
OLD_REGION = (
    N_("This form was too old"),
    N_("It has been renewed: send it again as %(name)s. Nothing was lost."),
)
# After these the same request can be sent again; forms with passwords are never kept.
AGAIN = (401, 429, 500, 503)
SECRET_FORMS = ("sign_in", "passwords", "set_up")


def init_app(app: Flask) -> None:
    app.register_error_handler(SecurityError, unknown_host)
    app.register_error_handler(CSRFError, old_form)
    app.register_error_handler(ForeignForm, foreign_form)
    app.register_error_handler(TooFast, too_fast)
    app.register_error_handler(HTTPException, known)
    app.register_error_handler(NotFounded, not_founded)
    app.register_error_handler(Exception, unexpected)
    app.register_error_handler(500, broken)


def known(error: HTTPException) -> Response:
    """Errors that a view or Flask raised on purpose."""
    if error.response is not None or error.code is None:
        return make_response(error.get_response())
    near = 500 if error.code >= 500 else 400
    return answer(error.code, WORDS.get(error.code, WORDS[near]))


def foreign_form(error: ForeignForm) -> Response:
    return answer(403, (WRONG_SETTING, wrong_setting()))


def too_fast(error: TooFast) -> Response:
    return answer(429, TOO_FAST, retry_after=5)


def old_form(error: CSRFError) -> Response:
    if sentence := wrong_setting():
        return answer(400, (WRONG_SETTING, sentence))
    viewer = viewer_or_none()
    if viewer is None or (typed() is None and not htmx.is_htmx()):
        return answer(400, OLD_FORM, is_old_form=True)
    words = OLD_REGION if htmx.is_htmx() else OLD_PAGE
    return answer(400, words, is_old_form=True, name=isolate(viewer.name))


def unexpected(error: Exception) -> Response:
    """If the database is down, log one line instead of a traceback for every request."""
    if not is_away(error):
        raise error
    log.warning("The database does not answer: %s", first_line(error))
    # The error page must not look up the viewer in the database.
    g.is_viewer_asked = True
    return answer(503, WORDS[503])


def broken(error: Exception) -> Response:
    """Everything else; Flask has already logged it."""
    return answer(500, WORDS[500])


def not_founded(error: NotFounded) -> Response:
    return make_response(redirect(request.script_root + SET_UP, code=303))


def unknown_host(error: SecurityError) -> Response:
    """A page by itself: under a host that is not trusted no address can be built, so it has no
    menu and no stylesheet, and the context of other pages would fail. It asks the database
    nothing, so it is in the browser's language."""
    writing = Writing(language=asked_language())
    write_as(writing)
    page = current_app.jinja_env.get_template("errors/unknown_host.html").render(
        language=writing.tag,
        direction=writing.direction,
        title=_(UNKNOWN_HOST[0]),
        text=_(UNKNOWN_HOST[1]),
        status=_("Error %(status)s, request", status=locale.number(400, writing)),
        request_id=g.request_id,
    )
    return Response(page, 400)


def typed() -> list[tuple[str, str]] | None:
    """The form as sent, so that the page can send it again; None if there is nothing to keep, or
    another site may have sent it."""
    is_form = request.method not in SAFE and request.blueprint not in SECRET_FORMS
    if not is_form or not is_from_here():
        return None
    return [(name, text) for name, text in request.form.items(multi=True) if name != "csrf_token"]


def answer(
    status: int,
    words: tuple[str, str],
    *,
    is_old_form: bool = False,
    retry_after: int = 0,
    **values: str,
) -> Response:
    """A band for a region, a page otherwise, with the form's content if there was a form."""
    title, text = words
    response = make_response(
        render_template(
            htmx.fragment_or_page("errors/_error.html", "errors/error.html"),
            status=status,
            title=_(title),
            text=_(text, **values),
            request_id=g.request_id,
            is_old_form=is_old_form,
            is_write=request.method not in SAFE,
            typed=typed() if is_old_form or status in AGAIN else None,
            send_url=asked_path(),
        ),
        status,
    )
    if seconds := retry_after or RETRY_AFTER.get(status):
        response.headers["Retry-After"] = str(seconds)
    return response
