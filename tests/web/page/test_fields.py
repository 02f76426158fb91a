"""What fields say of their own accord, in the reader's language."""

import pytest

from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Person

LONG, GONE = {"name": "x" * 81}, {"name": "Visit", "icon": "nonsense"}


@pytest.mark.parametrize(
    ("language", "fields", "sentence"),
    [
        ("en", LONG, "This is too long: at most 80 letters."),
        ("en", GONE, "Not a valid choice."),
        ("fa_IR", LONG, "حداکثر ۸۰ حرف"),
        ("fa_IR", GONE, "این انتخاب ممکن نیست."),
    ],
)
def test_a_field_speaks_the_readers_language(visitor, cast, session, language, fields, sentence):
    with write_transaction(db.session):
        db.session.get_one(Person, cast.mona).language = language
    told = visitor(cast.mona).post("/kinds", fields)
    assert told.status_code == 422
    assert sentence in told.text
