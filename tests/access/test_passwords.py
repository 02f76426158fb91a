"""What makes a password too easy, and what does not."""

import pytest

from leaderboard.access.passwords import WORDS, Weakness, weakness
from leaderboard.locale import fold

ADA = ["Ada Lovelace", "ada.l@engine.example", "Engine Works"]


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("sevenly", Weakness.SHORT),
        ("é" * 7, Weakness.SHORT),
        ("e\u0301" * 7, Weakness.SHORT),
        ("w9 " * 86, Weakness.LONG),
        ("password", Weakness.GUESSED),
        ("P@ssw0rd", Weakness.GUESSED),
        ("Welcome-2026!", Weakness.GUESSED),
        ("dragon dragon dragon", Weakness.GUESSED),
        ("12345678", Weakness.GUESSED),
        ("۱۲۳۴۵۶۷۸", Weakness.GUESSED),
        ("87654321", Weakness.GUESSED),
        ("qwertyuiop", Weakness.GUESSED),
        ("1q2w3e4r5t", Weakness.GUESSED),
        ("aaaaaaaaaa", Weakness.GUESSED),
        ("abcabcabc", Weakness.GUESSED),
        ("!@#$%^&*", Weakness.GUESSED),
        ("گذرواژه۱۲۳", Weakness.GUESSED),
        ("lovelace1815", Weakness.PERSONAL),
        ("Ada_Lovelace!", Weakness.PERSONAL),
        ("engineworks 99", Weakness.PERSONAL),
        ("Ada's password", Weakness.PERSONAL),
        ("orange tiger cookie monday", None),
        ("correct horse battery staple", None),
        ("قوری چینی روی میز", None),
        (")*&@#!(^", None),
        ("🐎🔋📎🐎 horses", None),
        ("8jJ!k2x9", None),
        ("ada likes brass cogs", None),
    ],
)
def test_security_07_a_password_is_weighed(password, expected):
    assert weakness(password, about=ADA) is expected


def test_security_07_the_list_of_guessed_words_is_folded_and_holds_no_word_twice():
    assert [word for word in WORDS if fold(word) != word] == []
    assert len(set(WORDS)) == len(WORDS) > 200
