"""Every part in every state, and pages that prove they fit together: for eyes and for tests.

`python -m tests.look.gallery FOLDER` writes pictures of it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, Response, abort, g, render_template, request
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Browser, Page
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from leaderboard.locale.filters import whole_names
from leaderboard.web.page import frame, parts, sums
from leaderboard.web.request import whole
from tests.browsers import open_browser, served
from tests.look import samples

ROOT = Path(__file__).parent.parent.parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
PHONE, DESK, TELEVISION = (390, 844), (1280, 800), (1920, 1080)
# page: (which frame entry is current, whether it is a manager's, the sizes to look at)
PAGES = {
    "parts": ("overview", True, (PHONE, DESK)),
    "forms": ("settings", True, (PHONE, DESK)),
    "today": ("today", False, (PHONE, DESK)),
    "person": ("people", True, (PHONE, DESK)),
    "overview": ("overview", True, (PHONE, DESK)),
    "rule": ("rewards", True, (PHONE, DESK)),
    "people": ("people", True, (PHONE, DESK)),
    "sheet": ("today", False, (PHONE, DESK)),
    "sign-in": ("", False, (PHONE, DESK)),
    "board-screen": ("", False, (TELEVISION,)),
    "celebration": ("", False, (TELEVISION,)),
}
# What the pages above request while open: the inside of the sheet, the answer to a tap.
REGIONS = ("panel", "tap")
PERSIAN = {
    "Undo": "برگردان",
    "Close": "بستن",
    "More": "بیشتر",
    "active": "فعال",
    "rest day": "استراحت",
    "leave": "مرخصی",
    "Previous": "قبلی",
    "Next": "بعدی",
}


def make_gallery() -> Flask:
    app = Flask(__name__, static_folder=str(ROOT / "static"))
    app.config.update(SECRET_KEY="gallery", TESTING=True)
    folders = (ROOT / "templates", Path(__file__).parent / "templates")
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    Babel(app)
    CSRFProtect(app)
    frame.init_app(app)
    parts.init_app(app)
    sums.init_app(app)
    whole.init_app(app)
    app.add_template_filter(whole_names)
    app.register_blueprint(frame.blueprint)
    app.jinja_env.globals["_"] = translate
    app.add_url_rule("/<page>", view_func=show, methods=["GET", "POST"])
    app.after_request(with_policy)
    return app


def with_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response


def translate(text: str, **values: str) -> str:
    said = PERSIAN.get(text, text) if g.words.is_persian else text
    return said % values if values else said


def show(page: str) -> str:
    if page not in PAGES and page not in REGIONS:
        abort(404)
    here, is_manager, _ = PAGES.get(page, ("", False, ()))
    g.words = words = samples.Words(request.args.get("language") == "fa")
    is_screen = page in ("board-screen", "celebration")
    return render_template(
        f"{page}.html",
        t=words,
        s=samples,
        form=sample_form(words),
        frame=samples.frame(
            words,
            theme="dark" if is_screen else request.args.get("theme", ""),
            here=here,
            is_manager=is_manager,
            has_keys=page == "today",
        ),
    )


def sample_form(t: samples.Words) -> FlaskForm:
    class SampleForm(FlaskForm):
        amount = StringField(t("Amount", "مبلغ"), default=t("4,800", "۸۵٬۰۰۰٬۰۰۰"))
        wrong = StringField(t("Amount", "مبلغ"), default=t("48oo", "۴۸الف"))
        customer = StringField(
            t("Customer", "مشتری"), default=t("Nordwind Logistics", "شرکت حمل‌ونقل پارس‌راه")
        )
        note = TextAreaField(t("Note", "یادداشت"))
        team = SelectField(
            t("Team", "تیم"),
            choices=[
                SelectChoice("1", t("North", "البرز")),
                SelectChoice("2", t("Harbour", "خزر")),
            ],
        )
        deal = RadioField(
            t("Deal type", "نوع فروش"),
            default="new",
            choices=[
                SelectChoice("new", t("New", "مشتری تازه")),
                SelectChoice("upsell", t("Upsell", "فروش بیشتر")),
                SelectChoice("renewal", t("Renewal", "تمدید")),
            ],
        )
        when = RadioField(
            t("When", "چه روزی"),
            default="today",
            choices=[
                SelectChoice("today", t("Today", "امروز")),
                SelectChoice("yesterday", t("Yesterday", "دیروز")),
                SelectChoice("other", t("Other", "روز دیگر")),
            ],
        )
        shows_money = BooleanField(t("Screens may show sums", "نمایشگرها مبلغ را نشان دهند"))
        count = StringField(t("How many", "چند تا"), default=t.digits("10"))
        kind = SelectField(t("What", "چه"), choices=[SelectChoice("call", t("calls", "تماس"))])
        window = SelectField(t("Within", "در"), choices=[SelectChoice("day", t("day", "روز"))])
        points = StringField(t("Points", "امتیاز"), default=t.digits("20"))
        badge = SelectField(
            t("Badge", "نشان"), choices=[SelectChoice("dialer", t("Dialer", "خوش‌تماس"))]
        )
        most = SelectField(t("At most", "حداکثر"), choices=[SelectChoice("1", t("once", "یک بار"))])
        per = SelectField(t("Per", "در"), choices=[SelectChoice("day", t("day", "روز"))])

    form = SampleForm()
    form.wrong.errors = (
        t("Write it in digits, for example 4,800", "آن را به رقم بنویسید، مثلاً ۴٬۸۰۰"),
    )
    return form


def open_page(browser: Browser, address: str, size: tuple[int, int], *, scale: int = 1) -> Page:
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=scale,
        reduced_motion="no-preference" if size == TELEVISION else "reduce",
    )
    answer = page.goto(address)
    assert answer, address
    assert answer.ok, f"{address}: {answer.status}"
    page.evaluate("document.fonts.ready")
    return page


def variants(sizes: tuple[tuple[int, int], ...]) -> Iterator[tuple[tuple[int, int], str, str]]:
    for size in sizes:
        for language in ("en", "fa"):
            for theme in ("dark",) if size == TELEVISION else ("light", "dark"):
                yield size, language, theme


def take_pictures(folder: Path, only: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with served(make_gallery()) as address, open_browser() as browser:
        for name, (_, _, sizes) in PAGES.items():
            if only and name not in only:
                continue
            for size, language, theme in variants(sizes):
                page = open_page(
                    browser, f"{address}/{name}?language={language}&theme={theme}", size
                )
                if size == TELEVISION:
                    page.wait_for_timeout(2500)
                else:
                    # As tall as the page, so that anything fixed to the foot is at its foot.
                    height = page.evaluate("document.documentElement.scrollHeight")
                    page.set_viewport_size({"width": size[0], "height": max(height, size[1])})
                page.screenshot(path=folder / f"{name}-{size[0]}-{language}-{theme}.png")
                page.close()


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]), sys.argv[2:])
