"""What fields do on their own, in the reader's language."""

import pytest
from wtforms import PasswordField, StringField, TextAreaField

from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Person
from leaderboard.web.page.fields import PageForm

LONG, GONE = {"name": "x" * 81}, {"name": "Visit", "icon": "nonsense"}


@pytest.mark.parametrize(
    ("language", "fields", "sentence"),
    [
        ("en", LONG, "This is too long: at most 80 characters."),
        ("en", GONE, "Not a valid choice."),
        ("fa_IR", LONG, "حداکثر ۸۰ نویسه"),
        ("fa_IR", GONE, "این انتخاب ممکن نیست."),
    ],
)
def test_a_field_speaks_the_readers_language(visitor, cast, session, language, fields, sentence):
    with write_transaction(db.session):
        db.session.get_one(Person, cast.mona).language = language
    told = visitor(cast.mona).post("/kinds", fields)
    assert told.status_code == 422
    assert sentence in told.text


def test_what_people_write_is_kept_without_what_cannot_be_seen(app, cast, visitor, session):
    ada = visitor(cast.ada)
    sent = {
        "client_id": "a" * 32,
        "amount": "5",
        "note": "pay \u202e0001\u2066\r\n\u200bnow \u2764\ufe0f",
    }
    assert ada.post("/activities/new/deal-won", sent).status_code == 303
    [entry] = session.scalars(db.select(Activity))
    assert entry.note == "pay 0001\nnow \u2764\ufe0f"


def test_every_free_text_of_every_form_is_cleaned(app):
    """Including future forms: `PageForm` binds the fields."""

    class Form(PageForm):
        line, lines, password = StringField(), TextAreaField(), PasswordField()

    typed = "\u202eab\u200bc"
    with app.test_request_context(
        "/", method="POST", data={"line": typed, "lines": typed, "password": typed}
    ):
        form = Form()
    assert (form.line.data, form.lines.data) == ("abc", "abc")
    assert form.password.data == typed
