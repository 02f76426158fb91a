"""SECURITY 11 and 12: nothing in a template that the policy forbids or that trusts text."""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from uuid import uuid4

import pytest

from leaderboard import scoring
from leaderboard.clock import now
from leaderboard.extensions import db
from leaderboard.models import Kind
from tests.security.routes import ask, routes

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
FORBIDDEN = {
    "an inline style": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=",
    "an htmx handler": r"\bhx-on\b",
    "an htmx expression": r"""["']\s*js:""",
    "a script in an address": r"javascript:",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "a script from elsewhere": r"<script[^>]*\ssrc=[\"'](?!\{\{)",
    "trusted text": r"\|\s*safe\b",
    "unescaped text": r"autoescape\s+false|Markup\(",
    # Views decide who may see what: a partial is a page anyone can request.
    "a decision on who may": r"current_user\.is_",
    "a filter in a trigger": r"hx-trigger=\"[^\"]*\[",
}
# Columns that hold what people typed.
WRITTEN = {"name", "plural", "note", "customer", "reason", "device"}
HOSTILE_PLACE = re.compile(r"//evil|/x$|x$|javascript:")
HOSTILE = (
    '<script src="//evil.example/x.js"></script>',
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "{{ 7 * 7 }}{% raw %}",
    "</title><svg/onload=alert(1)>",
    "<b hx-get=/x>&lt;",
)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_security_11_no_template_holds(what):
    found = [
        f"{path.relative_to(TEMPLATES)}: {match[0][:60]}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for match in re.finditer(FORBIDDEN[what], without_comments(path.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "sample"),
    [
        ("an inline style", '<p class="a" style="color: red">'),
        ("an inline handler", '<a href="/" onclick="x()">'),
        ("an htmx handler", '<a hx-on:click="x()">'),
        ("an htmx expression", """<a hx-vals='js:{a: 1}'>"""),
        ("an inline script", "<script>x()</script>"),
        ("a script from elsewhere", '<script src="//x/y.js"></script>'),
        ("trusted text", "{{ name|safe }}"),
        ("a decision on who may", "{% if current_user.is_admin %}"),
        ("a filter in a trigger", '<a hx-trigger="click[ctrlKey]">'),
    ],
)
def test_security_11_the_lint_sees_what_it_looks_for(what, sample):
    assert re.search(FORBIDDEN[what], sample)


def without_comments(text):
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


class Elements(HTMLParser):
    """What a browser would make of a page: its elements with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def problems(text):
    """Whatever could run: handlers, foreign sources, scripts without a source."""
    for tag, attributes in Elements(text).found:
        for name, value in attributes.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                yield f"<{tag} {name}>"
            if name in ("src", "href", "action", "hx-get") and HOSTILE_PLACE.match(value or ""):
                yield f"<{tag} {name}={value}>"
        if tag == "script" and not attributes.get("src", "").startswith("/static/"):
            yield "<script>"


@pytest.mark.parametrize("text", HOSTILE)
def test_security_12_hostile_text_stays_text_on_every_page(app, cast, visitor, things, text):
    write_everywhere(text)
    shown = 0
    for person_id in (None, cast.ada, cast.mona, cast.iris):
        for route in routes(app, **things):
            if route.method == "GET":
                answer = ask(visitor(person_id), route)
                if answer.mimetype == "text/html":
                    assert list(problems(answer.text)) == [], route
                    shown += text in unescape(answer.text)
    assert shown > 10


def log_a_call(person_id):
    kind_id = db.session.scalar(db.select(Kind.id).where(Kind.slug == "call"))
    call = scoring.NewActivity(person_id, kind_id, now().date(), customer="x", note="x")
    scoring.log_activity(call, client_id=uuid4().hex, by_id=person_id, at=now())


def write_everywhere(text):
    """Put it wherever people can write a name or a note, bypassing every form."""
    with scoring.publish(by_id=None, at=now()) as publication:
        for table in db.metadata.tables.values():
            columns = WRITTEN & set(table.columns.keys())
            if columns:
                db.session.execute(table.update().values(dict.fromkeys(columns, text)))
        publication.audit("change", "organisation", 1)


def test_security_12_the_look_for_hostile_markup_sees_it():
    for text in (HOSTILE[0], HOSTILE[1], HOSTILE[4], HOSTILE[5]):
        assert list(problems(f'<p title="">{text}</p>')), text
