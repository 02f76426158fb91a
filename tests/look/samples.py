"""Believable values for the gallery, in English and Persian; all people are invented."""

from dataclasses import dataclass
from types import SimpleNamespace as Thing

from leaderboard.web.page.frame import Frame, LogKey, MenuEntry, Viewer

LRM = "\u200e"
DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@dataclass
class Words:
    """Chooses between a sample's English and Persian text."""

    is_persian: bool

    def __call__(self, english: str, persian: str) -> str:
        return persian if self.is_persian else english

    def digits(self, text: str) -> str:
        return text.translate(DIGITS) if self.is_persian else text

    def plus(self, points: int) -> str:
        text = self.digits(f"{abs(points)}")
        sign = "+" if points >= 0 else "−"
        return f"{LRM}{sign}{text}" if self.is_persian else sign + text

    def share(self, number: float) -> str:
        return self.digits(f"{number:g}".replace(".", "٫" if self.is_persian else ".")) + (
            "٪" if self.is_persian else " %"
        )


@dataclass
class Bar:
    name: str
    value_text: str
    target_text: str
    state_text: str
    left_text: str
    value: float | None
    target: float | None
    stretch: float | None
    state: str
    milestones: tuple[tuple[float, bool, bool], ...] = ()
    pace: float | None = None
    baseline: float | None = None
    scale_end: float | None = None
    lower_is_better: bool = False
    team_mark: int | None = None
    key: str = ""


def stones(*values: float, got: float) -> tuple[tuple[float, bool, bool], ...]:
    return tuple((value, value <= got, True) for value in values)


def frame(t: Words, *, theme: str, here: str, is_manager: bool, has_keys: bool = False) -> Frame:
    pages = [
        ("overview", t("Overview", "نمای کلی"), "layout-dashboard"),
        ("boards", t("Boards", "جدول‌ها"), "list-ordered"),
        ("goals", t("Goals", "هدف‌ها"), "git-fork"),
        ("rewards", t("Rewards", "پاداش‌ها"), "sparkles"),
        ("people", t("People", "افراد"), "users"),
        ("screens", t("Screens", "نمایشگرها"), "monitor-play"),
        ("settings", t("Settings", "تنظیمات"), "settings"),
    ]
    tabs = [
        ("today", t("Today", "امروز"), "house"),
        ("boards", t("Board", "جدول"), "list-ordered"),
        ("goals", t("Goals", "هدف‌ها"), "target"),
        ("me", t("Me", "من"), "user"),
    ]
    keys = [
        ("call", t("Call", "تماس"), "phone", 7),
        ("e-mail", t("E-mail", "ایمیل"), "mail", 5),
        ("meeting", t("Meeting", "جلسه"), "users", 2),
        ("demo", t("Demo", "دمو"), "presentation", 1),
        ("deal", t("Deal", "فروش"), "trophy", 0),
    ]
    return Frame(
        language="fa" if t.is_persian else "en",
        direction="rtl" if t.is_persian else "ltr",
        theme=theme,
        organisation=t("Brightwater", "روشنا"),
        menu=tuple(
            MenuEntry(label, f"#{name}", icon, is_here=name == here)
            for name, label, icon in (pages if is_manager else tabs)
        ),
        tabs=tuple(
            MenuEntry(label, f"#{name}", icon, is_here=name == here) for name, label, icon in tabs
        ),
        keys=tuple(
            LogKey(
                label,
                icon,
                url="/panel" if name in ("meeting", "demo", "deal") else "/tap",
                count=t.digits(str(count)) if count else "",
                count_spoken=t(f"{count} today", f"{count} تا امروز"),
                is_deal=name == "deal",
                opens_sheet=name in ("meeting", "demo", "deal"),
                fields=(("kind", name), ("client_id", f"sample-{name}")),
            )
            for name, label, icon, count in (keys if has_keys else [])
        ),
        viewer=Viewer(
            name=t("Ruth Calder", "پریسا ملکی"),
            role=t("Sales manager", "مدیر فروش"),
            initials=t("RC", "پ‌م"),
            url="#me",
            sign_out_url="#sign-out",
        ),
    )


def state_bars(t: Words) -> list[Bar]:
    d = t.digits
    of_20 = t("of 20", "از ۲۰")
    three = (5, 10, 15)
    return [
        Bar(
            t("Just begun", "تازه آغاز شده"),
            d("1"),
            of_20,
            t("4 calls to go for the first +20", f"۴ تماس مانده تا اولین {LRM}+۲۰"),
            "",
            1,
            20,
            24,
            "begun",
            stones(*three, got=1),
            pace=0.8,
        ),
        Bar(
            t("On pace", "طبق برنامه"),
            d("9"),
            of_20,
            t("On pace", "طبق برنامه"),
            t("1 call to go for +20", f"۱ تماس مانده تا {LRM}+۲۰"),
            9.2,
            20,
            24,
            "on_pace",
            stones(*three, got=9),
            pace=9,
        ),
        Bar(
            t("Ahead", "جلوتر"),
            d("14"),
            of_20,
            t("Ahead of pace", "جلوتر از برنامه"),
            t("1 call to go for +20", f"۱ تماس مانده تا {LRM}+۲۰"),
            14,
            20,
            24,
            "ahead",
            stones(*three, got=14),
            pace=11,
        ),
        Bar(
            t("Behind", "عقب‌تر"),
            d("7"),
            of_20,
            t("5 calls to be on pace", "۵ تماس تا رسیدن به برنامه"),
            t("3 more for +20", f"۳ دیگر: {LRM}+۲۰"),
            7.2,
            20,
            24,
            "behind",
            stones(*three, got=7),
            pace=12.4,
        ),
        Bar(
            t("Reached", "رسیده"),
            d("20"),
            of_20,
            t("Goal reached", "به هدف رسید"),
            t("4 more to reach 24", "۴ مانده به ۲۴"),
            20,
            20,
            24,
            "reached",
            stones(*three, got=20),
        ),
        Bar(
            t("In stretch", "فراتر از هدف"),
            d("21"),
            of_20,
            t("Goal reached, into stretch", "به هدف رسید و از آن گذشت"),
            t("3 more to reach 24", "۳ مانده به ۲۴"),
            21.4,
            20,
            24,
            "in_stretch",
            stones(*three, got=21),
        ),
        Bar(
            t("Past stretch", "بالاتر از هدف بلندپروازانه"),
            d("26"),
            of_20,
            t("130 %, past stretch", "۱۳۰٪، بالاتر از هدف بلندپروازانه"),
            "",
            26,
            20,
            24,
            "past_stretch",
            stones(*three, got=26),
        ),
        Bar(
            t("Past the target, no stretch", "گذشته از هدف"),
            d("26"),
            of_20,
            t("130 %", "۱۳۰٪"),
            "",
            26,
            20,
            None,
            "past_stretch",
            stones(*three, got=26),
        ),
        Bar(
            t("Closed", "بسته"),
            d("17"),
            of_20,
            t("Ended at 85 %", "پایان با ۸۵٪"),
            t("October", "مهر"),
            17,
            20,
            24,
            "closed",
            ((5, True, True), (10, True, False), (15, True, True), (18, False, False)),
        ),
        Bar(
            t("Churn, lower is better", "ریزش، کمتر بهتر"),
            t.share(1.2),
            t("down to 1 %", "(هدف: ۱٪ یا کمتر)"),
            t("Ahead of pace", "جلوتر از برنامه"),
            t("from 1.6 %, 0.2 percentage points to go", "از ۱٫۶٪، ۰٫۲ واحد درصد مانده"),
            1.2,
            1.0,
            None,
            "ahead",
            ((1.3, True, True),),
            pace=1.24,
            baseline=1.6,
            lower_is_better=True,
        ),
        Bar(
            t("Win rate", "نرخ برد"),
            d("3"),
            t("of 10 cases", "از ۱۰ مورد"),
            t("Shown once there are 10 cases", "برای نمایش دست‌کم ۱۰ مورد لازم است"),
            "",
            None,
            0.45,
            None,
            "few_cases",
        ),
        Bar(
            t("Proposals", "پیشنهادها"),
            "",
            "",
            t("Set one with your manager", "با مدیرتان یکی تعیین کنید"),
            "",
            None,
            None,
            None,
            "no_goal",
        ),
    ]


def my_goals(t: Words) -> list[Bar]:
    return [
        Bar(
            t("November revenue", "فروش پاییز"),
            t("€31,200", "۷۲۰"),
            t("of €40,000", "از ۱٬۰۰۰ میلیون تومان"),
            t("€2,000 to be on pace", "۲۰ میلیون تا رسیدن به برنامه"),
            t("€3,800 more for +50", f"۸۰ میلیون دیگر: {LRM}+۵۰"),
            31.2,
            40,
            48,
            "behind",
            stones(10, 20, 35, got=31),
            pace=33.2,
            key="revenue",
        ),
        Bar(
            t("Meetings this week", "جلسه‌های این هفته"),
            t.digits("6"),
            t("of 8", "از ۸"),
            t("Ahead of pace", "جلوتر از برنامه"),
            t("2 meetings to your goal, +40", f"۲ جلسه تا هدفتان، {LRM}+۴۰"),
            6,
            8,
            10,
            "ahead",
            stones(3, 6, got=6),
            pace=4,
        ),
        Bar(
            t("Demos in November", "دموی محصول، پاییز"),
            t.digits("13"),
            t("of 12", "از ۱۲"),
            t("Goal reached, into stretch", "به هدف رسید و از آن گذشت"),
            t("2 more to reach 15", "۲ مانده به ۱۵"),
            13.2,
            12,
            15,
            "in_stretch",
            stones(4, 8, got=13),
        ),
    ]


def team_goals(t: Words) -> list[Bar]:
    def team(name, mark, value, target, stretch, state, state_text, share, pace):
        thirds = (target * 0.26, target * 0.51, target * 0.76)
        return Bar(
            name,
            t(f"€{value}k", t.digits(f"{value * 10:,}".replace(",", "٬"))),
            t(f"of €{target}k", "از " + t.digits(f"{target * 10:,}".replace(",", "٬")) + " میلیون"),
            state_text,
            t.share(share),
            value,
            target,
            stretch,
            state,
            stones(*thirds, got=value),
            pace=pace,
            team_mark=mark,
        )

    ahead = t("Ahead of pace", "جلوتر از برنامه")
    reached = t("Goal reached, into stretch", "به هدف رسید و از آن گذشت")
    return [
        team(t("Harbour", "خزر"), 2, 228, 250, 290, "ahead", ahead, 91, 208),
        team(t("North", "البرز"), 1, 172, 200, 231, "ahead", ahead, 86, 166),
        team(t("Summit", "دماوند"), 3, 189, 180, 211, "in_stretch", reached, 105, 150),
    ]


def all_of_us(t: Words) -> Bar:
    return Bar(
        t("All of us", "همهٔ ما"),
        t("€589k", "۵٬۸۹۰"),
        t("of €630k", "از ۶٬۳۰۰ میلیون"),
        t("€41k to the shared goal", "۴۱۰ میلیون تا هدف مشترک"),
        t.share(93),
        589,
        630,
        700,
        "on_pace",
        stones(160, 315, 472, got=589),
        pace=524,
    )


@dataclass
class Row:
    rank_text: str
    name: str
    initials: str
    value_text: str
    move: str
    move_text: str
    move_spoken: str
    mark: int
    team: str
    share: float | None
    is_own: bool = False
    is_new: bool = False
    is_top: bool = False
    is_leader: bool = False
    url: str = ""
    detail: str = ""


PEOPLE = (
    (1, "Daniel Osei", "علی رضایی", 2, 1, 1860),
    (2, "Priya Nair", "نگار موسوی", 3, 0, 1720),
    (2, "Elena Rossi", "مریم حسینی", 1, 3, 1720),
    (4, "Tom Becker", "امیر کریمی", 2, -2, 1655),
    (5, "Yusuf Demir", "رضا شریفی", 3, 1, 1590),
    (6, "Maya Lindqvist", "سارا احمدی", 1, 2, 1540),
    (7, "Chloe Martin", "الهام نوری", 1, -2, 1505),
    (8, "Jonas Weber", "حامد یوسفی", 3, 0, 1430),
    (9, "Ana Sousa", "زهرا کاظمی", 2, 1, 1310),
    (10, "Leila Haddad", "شیرین فرهادی", 1, -1, 1245),
)


def board(t: Words, *, own: str = "") -> list[Row]:
    teams = (t("North", "البرز"), t("Harbour", "خزر"), t("Summit", "دماوند"))
    rows = []
    for rank, english, persian, mark, moved, value in PEOPLE:
        name = t(english, persian)
        tie = (LRM if t.is_persian else "") + "=" if rank == 2 else ""
        way = "up" if moved > 0 else "down" if moved < 0 else "same"
        joiner = "\u200c" if t.is_persian else ""
        rows.append(
            Row(
                rank_text=tie + t.digits(str(rank)),
                name=name,
                initials=joiner.join(part[0] for part in name.split()),
                value_text=t.digits(f"{value:,}".replace(",", t(",", "٬"))),
                move=way,
                move_text=t.digits(str(abs(moved))) if moved else "",
                move_spoken={
                    "up": t(f"up {moved}", f"{moved} پله بالاتر"),
                    "down": t(f"down {-moved}", f"{-moved} پله پایین‌تر"),
                    "same": t("no change", "بی‌تغییر"),
                }[way],
                mark=mark,
                team=teams[mark - 1],
                share=value / 1860,
                is_own=english == own,
                is_new=english == "Elena Rossi" and not own,
                is_top=rank <= 3,
                is_leader=rank == 1,
            )
        )
    return rows


def receipt_lines(t: Words) -> list[Thing]:
    def line(what, why, points, action="", *, is_void=False):
        is_undo = action == "undo"
        return Thing(
            what=what,
            why=why,
            points_text=t.plus(points),
            is_void=is_void,
            action_text=t("Undo", "لغو ثبت") if is_undo else t("Rule", "قاعده"),
            action_url=f"#{action}" if action else "",
            action_icon="undo-2" if is_undo else "",
            is_post=is_undo,
        )

    return [
        line(
            t("Demo held", "دموی برگزارشده"),
            t("Kestrel Foods, 10:15", "صنایع غذایی آوند، ۱۰:۱۵"),
            40,
            "undo",
        ),
        line(
            t("5 e-mails before noon", "۵ ایمیل پیش از ظهر"),
            t(
                "Rule “Early bird”, version 2. Fifth e-mail at 9:48.",
                "قاعدهٔ «سحرخیز»، نسخهٔ ۲. ایمیل پنجم: ۹:۴۸",
            ),
            40,
            "rule",
        ),
        line(
            t("Call undone", "تماس باطل شد"),
            t("Logged twice at 9:30. You, 9:33.", "۹:۳۰ دو بار ثبت شده بود. خودتان، ۹:۳۳"),
            -5,
            is_void=True,
        ),
        line(t("Call", "تماس"), t("Ahlborg AB, 9:31", "پخش البرزیار، ۹:۳۱"), 5, "undo"),
        line(
            t("Call", "تماس"),
            t("Ahlborg AB, 9:30, undone", "پخش البرزیار، ۹:۳۰، باطل‌شده"),
            5,
            is_void=True,
        ),
    ]


def badges(t: Words) -> list[Thing]:
    found = [
        (4, "rocket", t("Beyond", "بلندپروازانه"), t("stretch, Q3", "فصل تابستان"), None),
        (3, "handshake", t("Big Fish", "صید بزرگ"), t("deal over €20k", "فروش بالای ۲۰۰"), None),
        (3, "flame", t("On a roll", "بی‌وقفه"), t("20 days", "۲۰ روز"), None),
        (2, "presentation", t("Showtime", "روی صحنه"), t("10 demos", "۱۰ دمو"), None),
        (2, "users", t("Connector", "پیونددهنده"), t("40 meetings", "۴۰ جلسه"), None),
        (1, "phone", t("Dialer", "خوش‌تماس"), t("12 times", "۱۲ بار"), None),
        (1, "hand-heart", t("Good hand", "یار خوب"), t("from Tom", "از طرف امیر"), None),
        (2, "mail", t("Wordsmith", "خوش‌قلم"), t("18 of 20", "۱۸ از ۲۰"), 0.9),
        (3, "sprout", t("New ground", "زمین تازه"), t("2 of 3", "۲ از ۳"), 0.667),
        (4, "gem", t("All year", "همهٔ سال"), t("10 of 12 months", "۱۰ از ۱۲ ماه"), 0.83),
    ]
    return [
        Thing(tier=tier, icon=icon, name=name, detail=detail, progress=progress, url="")
        for tier, icon, name, detail, progress in found
    ]


def streak_weeks(t: Words) -> list[list[Thing]]:
    weeks = (
        ("amaaarr", "aaaamrr", "aalaarr", "aat  rr")
        if not t.is_persian
        else (
            *("aaamarr", "amaaarr", "amlaarr"),
            "aaaatrr",
        )
    )
    states = {"a": "active", "m": "missed", "r": "rest", "l": "leave", "t": "today", " ": "ahead"}
    return [[Thing(state=states[day], spoken=states[day]) for day in week] for week in weeks]


@dataclass
class Chart:
    points: list[tuple[float, float]]
    target: float
    stretch: float | None
    top: float
    pace: tuple[tuple[float, float], tuple[float, float]]
    projection: tuple[float, float] | None
    ticks: list[tuple[float, str]]
    goal_text: str
    stretch_text: str
    pace_text: str
    today_text: str
    summary: str


def chart(t: Words) -> Chart:
    values = (0, 32, 60, 142, 165, 192, 263, 292, 304, 362, 382, 404, 440, 500, 510, 530, 565, 589)
    return Chart(
        points=[(0.82 * n / 17, value) for n, value in enumerate(values)],
        target=630,
        stretch=700,
        top=712,
        pace=((0.1, 62), (1, 630)),
        projection=(1, 695),
        ticks=[
            (0, t("2 Nov", "۱ مهر")),
            (0.41, t("13 Nov", "۱۵ آبان")),
            (1, t("30 Nov", "۳۰ آذر")),
        ],
        goal_text=t("goal €630k", "هدف: ۶٬۳۰۰"),
        stretch_text=t("stretch €700k", "بلندپروازانه: ۷٬۰۰۰"),
        pace_text=t("even pace", "خط برنامه"),
        today_text=t("today", "امروز"),
        summary=t("Revenue: €589k of €630k, ahead", "فروش: ۵٬۸۹۰ از ۶٬۳۰۰، جلوتر"),
    )


def weekdays(t: Words) -> list[str]:
    return list("شیدسچپج") if t.is_persian else ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
