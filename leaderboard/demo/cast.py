"""Who works in the demo's company: four teams, in English and Persian."""

from dataclasses import dataclass

from leaderboard.models import Role
from leaderboard.publishing.founding import Charter
from leaderboard.rules.calendars import Calendar

ENGLISH, PERSIAN = "en", "fa_IR"


@dataclass(frozen=True)
class Words:
    """The same text in both languages."""

    en: str
    fa_IR: str

    def __getitem__(self, language: str) -> str:
        return str(getattr(self, language))


@dataclass(frozen=True)
class Company:
    """The organisation in one language. `unit` is the number of the currency's smallest units in a
    euro of the amounts below."""

    charter: Charter
    domain: str
    unit: int


COMPANIES = {
    ENGLISH: Company(
        Charter("Brightwater", timezone="Europe/Berlin", currency="EUR"),
        domain="brightwater.example",
        unit=100,
    ),
    PERSIAN: Company(
        Charter(
            "روشنا",
            timezone="Asia/Tehran",
            calendar=Calendar.JALALI,
            currency="IRT",
            language=PERSIAN,
            first_weekday=5,
        ),
        domain="roshana.example",
        unit=10_000,
    ),
}


@dataclass(frozen=True)
class TeamPart:
    """A team; `target` is its monthly revenue in euros, `form` how well this month is going."""

    key: str
    name: Words
    mark: int
    manager: str
    target: int
    form: float


TEAMS = (
    TeamPart("north", Words("North", "البرز"), 1, "ruth", 200_000, 1.02),
    TeamPart("harbour", Words("Harbour", "خزر"), 2, "henrik", 250_000, 1.07),
    TeamPart("summit", Words("Summit", "دماوند"), 3, "amara", 180_000, 1.42),
    TeamPart("valley", Words("Valley", "زاگرس"), 4, "paul", 150_000, 0.93),
)


@dataclass(frozen=True)
class CastPart:
    """A person; `pace` is how much they do in a day, `share` their share of the team's revenue,
    `wins` the fraction of decided deals they win."""

    key: str
    name: Words
    # The local part of their e-mail address, in each language.
    address: Words
    role: Role = Role.REP
    team: str = ""
    pace: float = 1.0
    share: int = 10
    wins: float = 0.47


def manager(key: str, name: Words, address: Words, role: Role = Role.MANAGER) -> CastPart:
    return CastPart(key, name, address, role)


def rep(
    key: str, team: str, en: str, fa: str, address: str, *, pace: float, share: int, wins: float
) -> CastPart:
    return CastPart(key, Words(en, fa), Words(key, address), Role.REP, team, pace, share, wins)


ADMIN = manager("nora", Words("Nora Finch", "مهناز پارسا"), Words("nora", "mahnaz"), Role.ADMIN)
MANAGERS = (
    manager("ruth", Words("Ruth Calder", "پریسا ملکی"), Words("ruth", "parisa")),
    manager("henrik", Words("Henrik Dahl", "فرهاد توکلی"), Words("henrik", "farhad")),
    manager("amara", Words("Amara Diallo", "شهره انصاری"), Words("amara", "shohreh")),
    manager("paul", Words("Paul Keller", "بابک احدی"), Words("paul", "babak")),
)
REPS = (
    rep("elena", "north", "Elena Rossi", "مریم حسینی", "maryam", pace=1.2, share=14, wins=0.55),
    rep("maya", "north", "Maya Lindqvist", "سارا احمدی", "sara", pace=1.05, share=10, wins=0.49),
    rep("chloe", "north", "Chloe Martin", "الهام نوری", "elham", pace=1.05, share=11, wins=0.5),
    rep("leila", "north", "Leila Haddad", "شیرین فرهادی", "shirin", pace=0.95, share=9, wins=0.45),
    rep("sam", "north", "Sam Whitfield", "پویا صادقی", "pouya", pace=1.15, share=6, wins=0.36),
    rep("omar", "north", "Omar Farouk", "کیان بهرامی", "kian", pace=0.8, share=6, wins=0.41),
    rep("daniel", "harbour", "Daniel Osei", "علی رضایی", "ali", pace=1.25, share=15, wins=0.58),
    rep("tom", "harbour", "Tom Becker", "امیر کریمی", "amir", pace=1.1, share=13, wins=0.51),
    rep("ana", "harbour", "Ana Sousa", "زهرا کاظمی", "zahra", pace=1.0, share=11, wins=0.48),
    rep(
        "viktor", "harbour", "Viktor Hansen", "بهرام رستمی", "bahram", pace=0.9, share=9, wins=0.44
    ),
    rep("priya", "summit", "Priya Nair", "نگار موسوی", "negar", pace=1.2, share=14, wins=0.56),
    rep("yusuf", "summit", "Yusuf Demir", "رضا شریفی", "reza", pace=1.1, share=11, wins=0.5),
    rep("jonas", "summit", "Jonas Weber", "حامد یوسفی", "hamed", pace=1.05, share=8, wins=0.38),
    rep("ines", "summit", "Ines Moreau", "نازنین قاسمی", "nazanin", pace=0.95, share=9, wins=0.47),
    rep("petra", "summit", "Petra Novak", "مهسا اکبری", "mahsa", pace=0.85, share=7, wins=0.43),
    rep("hannah", "valley", "Hannah Berg", "فاطمه مرادی", "fatemeh", pace=1.1, share=11, wins=0.5),
    rep("luca", "valley", "Luca Conti", "سینا جعفری", "sina", pace=1.0, share=9, wins=0.46),
    rep(
        "aoife", "valley", "Aoife Byrne", "نیلوفر زمانی", "niloufar", pace=0.95, share=9, wins=0.48
    ),
    rep("mateo", "valley", "Mateo Silva", "آرش نعمتی", "arash", pace=0.9, share=7, wins=0.42),
    rep("keiko", "valley", "Keiko Mori", "آیدا سلطانی", "aida", pace=1.0, share=8, wins=0.49),
    rep("grace", "valley", "Grace Mbeki", "لیلا رحیمی", "leila", pace=1.0, share=8, wins=0.47),
)
PEOPLE = (ADMIN, *MANAGERS, *REPS)
# The people with a password: the admin, the managers and one rep per team. The others can be
# invited.
SIGNING_IN = ("nora", "ruth", "henrik", "amara", "paul", "maya", "daniel", "priya", "keiko")
# The people whose sign-in is shown, by role.
GUIDES = {Role.REP: "maya", Role.MANAGER: "ruth", Role.ADMIN: "nora"}

# Grace moved from harbour to valley this many working days ago and handed customers over.
MOVED, MOVED_FROM, MOVED_DAYS_AGO, TAKEN_OVER_BY = "grace", "harbour", 26, "tom"
# How many working days ago somebody was away.
AWAY = {
    "maya": (8,),
    "yusuf": (13, 14, 15, 16, 17),
    "jonas": (4, 5),
    "leila": (20, 21, 22),
    "mateo": (31, 32, 33, 34, 35),
    "aoife": (9,),
}
# How many working days ago the whole company was away.
COMPANY_DAY, COMPANY_DAY_NAME = 40, Words("Company day", "روز شرکت")
# How many working days ago these people logged nothing, which fixes their streak since then.
MISSED = {"maya": (6, 29), "elena": (10,), "priya": (20,), "keiko": (4,)}

# Today's calls, e-mails, meetings, demos, leads and proposals. Maya and Grace are three calls short
# of a reward, Elena and Keiko one; Petra has not started.
TODAY_KINDS = ("call", "email", "meeting", "demo", "qualified-lead", "proposal")
TODAY = {
    "elena": (9, 4, 2, 1, 1, 1),
    "maya": (7, 5, 1, 1, 0, 0),
    "chloe": (6, 4, 1, 0, 1, 0),
    "leila": (5, 3, 0, 1, 0, 0),
    "sam": (12, 6, 1, 0, 1, 0),
    "omar": (4, 2, 1, 0, 0, 0),
    "daniel": (10, 5, 2, 1, 1, 1),
    "tom": (8, 6, 1, 1, 0, 1),
    "ana": (8, 3, 1, 1, 1, 0),
    "viktor": (3, 2, 0, 0, 0, 0),
    "priya": (11, 4, 2, 1, 1, 1),
    "yusuf": (9, 5, 1, 0, 0, 0),
    "jonas": (10, 3, 1, 0, 1, 0),
    "ines": (6, 4, 1, 0, 0, 0),
    "hannah": (8, 4, 1, 1, 1, 0),
    "luca": (6, 3, 1, 0, 0, 1),
    "aoife": (7, 2, 0, 1, 0, 0),
    "mateo": (5, 4, 1, 0, 1, 0),
    "keiko": (9, 5, 1, 0, 0, 0),
    "grace": (7, 3, 1, 0, 1, 0),
}
TODAY_DEALS = (("daniel", 12_600, "new"), ("priya", 21_500, "new"), ("ana", 9_400, "upsell"))
# The newest entries on the screen, oldest first.
TODAY_ENDS = (("ana", "deal-won"), ("jonas", "call"), ("elena", "demo"))

# A reason that somebody gives for it.
LOGGED_TWICE = Words("Logged twice", "دو بار ثبت شده بود")
DISCOUNT = Words("The discount was missing", "تخفیف حساب نشده بود")
THANKS = Words("Great help on the Ahlborg offer", "ممنون برای کمک به پیشنهاد البرزیار")
FAIR = Words("Held our stand at the trade fair", "نگه‌داشتن غرفهٔ ما در نمایشگاه")
