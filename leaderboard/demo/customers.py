"""Invented customers: as far as we know, none of these companies exists."""

from random import Random

from leaderboard.demo.cast import ENGLISH, PERSIAN

FIRST = {
    ENGLISH: (
        *("Kestrel", "Ahlborg", "Lindow", "Marrow", "Tessel", "Quill", "Brantley", "Orsa"),
        *("Fenwick", "Solveig", "Tamarind", "Halden", "Pembury", "Castor", "Ruddle", "Inver"),
        *("Larkfield", "Mossley", "Varga", "Oakenhill", "Perrin", "Saltmarsh", "Thorne", "Wexley"),
        *("Zander", "Bellweather", "Corvid", "Dunmore", "Elmstead", "Farrow"),
    ),
    PERSIAN: (
        *("آوند", "البرزیار", "سپیدرود", "نیک‌ساز", "آبان", "مهرگان", "پگاه‌نو", "کاویان"),
        *("رایان‌مهر", "سروستان", "تابان‌گستر", "هیراد", "آذرنوش", "بهین‌کار", "پویش", "دیبا"),
        *("رهاورد", "ژیوان", "شایان", "کهن‌دژ", "گلبهار", "مهرآوا", "نوین‌راد", "واران"),
        *("یکتاپرداز", "آریان‌مهر", "برنا", "پارسان", "ترنج", "چکاوک"),
    ),
}
LAST = {
    ENGLISH: ("Foods", "Dental", "Logistics", "Works", "Systems", "Textiles", "Books", "Energy"),
    PERSIAN: ("صنایع غذایی", "پخش", "شرکت", "گروه", "بازرگانی", "کارخانهٔ", "فروشگاه", "مهندسی"),
}


def customers(language: str, rng: Random) -> list[str]:
    """Every name, shuffled."""
    names = [
        f"{first} {last}" if language == ENGLISH else f"{last} {first}"
        for first in FIRST[language]
        for last in LAST[language]
    ]
    rng.shuffle(names)
    return names
