"""Each person reads the language they choose; everything else stays the organisation's."""

from leaderboard.extensions import db
from leaderboard.models import Person


def test_whoever_chooses_persian_reads_persian_and_nobody_else_does(visitor, cast, session):
    ada, ben = visitor(cast.ada), visitor(cast.ben)
    assert ada.post("/sessions/language", {"language": "fa_IR"}).status_code == 303
    assert 'lang="fa"' in ada.get("/").text or 'dir="rtl"' in ada.get("/today").text
    assert 'dir="rtl"' not in ben.get("/today").text
    assert db.session.get_one(Person, cast.ada).language == "fa_IR"


def test_the_organisations_language_comes_back(visitor, cast, session):
    ada = visitor(cast.ada)
    ada.post("/sessions/language", {"language": "fa_IR"})
    ada.post("/sessions/language", {"language": ""})
    assert db.session.get_one(Person, cast.ada).language is None


def test_a_language_that_is_not_offered_changes_nothing(visitor, cast, session):
    ada = visitor(cast.ada)
    assert ada.post("/sessions/language", {"language": "xx"}).status_code == 422
    assert db.session.get_one(Person, cast.ada).language is None
