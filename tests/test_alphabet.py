"""The order of names, in Python and in both databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from leaderboard.alphabet import in_alphabet
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.locale import fold
from leaderboard.models import Person
from leaderboard.rules.alphabet import alphabetical

LETTERS = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
NAMES = [
    *("Ada", "ben", "Zoe", "آرش", "ابراهیم", "بهرام", "پارسا", "تارا", "جواد", "چنگیز", "حمید"),
    *("زهرا", "ژاله", "سارا", "قاسم", "کاوه", "گلنار", "لاله", "نیما", "وحید", "هما", "یاسمن"),
]


def test_the_letters_stand_as_in_the_alphabet():
    assert sorted(LETTERS, key=lambda letter: alphabetical(fold(letter))) == list(LETTERS)


def test_a_letter_comes_after_all_words_with_the_one_before_it():
    words = ["بیتا", "پارسا", "قیصر", "کاوه", "کیان", "گلنار", "ویدا", "هما"]
    assert sorted(reversed(words), key=lambda word: alphabetical(fold(word))) == words


@given(st.lists(st.text(LETTERS, max_size=6)))
def test_words_stand_as_their_letters_do(words):
    by_letters = sorted(words, key=lambda word: [LETTERS.index(letter) for letter in word])
    assert sorted(words, key=alphabetical) == by_letters


@pytest.mark.usefixtures("any_database")
def test_a_query_sorts_as_python_does(session, cast):
    with write_transaction(db.session):
        people = db.session.scalars(select(Person).order_by(Person.id)).all()
        for person, name in zip(people, reversed(NAMES), strict=False):
            person.name, person.folded = name, fold(name)
    session.expire_all()
    found = db.session.scalars(select(Person.folded).order_by(in_alphabet(Person.folded))).all()
    assert len(found) >= 6
    assert list(found) == sorted(found, key=alphabetical)
    assert list(found) != sorted(found)
