"""Everything the log and correction pages show around the form."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from leaderboard.locale.money import pattern
from leaderboard.models import Asked
from leaderboard.standings.names import KindName
from leaderboard.standings.receipts import ReceiptEntry
from leaderboard.web.activities.forms import EntryForm, dimension
from leaderboard.web.activities.gains import Gain, gain_of
from leaderboard.web.activities.owners import is_others
from leaderboard.web.request.here import Here


@dataclass(frozen=True)
class EntryPage:
    """A form and its surroundings. `name` is set when it is logged for somebody else."""

    form: Any
    kind: KindName
    title: str
    name: str
    action_url: str
    close_url: str
    save_text: str
    unit: str
    is_unit_first: bool
    sums: tuple[str, ...]
    asked: tuple[str, ...]
    extra: tuple[str, ...]
    dimensions: tuple[str, ...]
    needs_reason: bool
    has_note: bool = True
    gain_url: str = ""
    gain: Gain | None = None

    @property
    def has_open_extra(self) -> bool:
        """Whether a field behind "More" has a value or an error."""
        names = [*self.extra, "note"] if self.has_note else self.extra
        return any(
            self.form[name].data not in (None, "") or self.form[name].errors for name in names
        )


def page_of_kind(kind: KindName, whose: int, form: EntryForm, now: Here) -> EntryPage:
    """The page that logs an activity of this kind."""
    given: dict[str, Any] = {"for": whose} if is_others(whose) else {}
    return EntryPage(
        title=kind.name,
        action_url=url_for("activities.create", slug=kind.slug, **given),
        close_url=url_for("activities.choose", **given) if given else url_for("today.index"),
        save_text=_("Save %(kind)s", kind=now.speaker.one(kind.id)),
        needs_reason=bool(given),
        has_note=not given,
        gain_url=url_for("activities.gain", slug=kind.slug, **given),
        gain=gain_of(form, kind.id, whose, now),
        **around(form, kind, whose, now),
    )


def page_of_entry(entry: ReceiptEntry, form: Any, now: Here) -> EntryPage:
    """The page that corrects an entry."""
    activity = entry.activity
    kind = now.speaker.names.kinds[activity.kind_id]
    is_correction = isinstance(form, EntryForm)
    endpoint = "activities.replace" if is_correction else "activities.void"
    return EntryPage(
        title=_("Correct %(kind)s", kind=now.speaker.one(kind.id))
        if is_correction
        else _("Undo %(kind)s", kind=now.speaker.one(kind.id)),
        action_url=url_for(endpoint, activity_id=activity.id),
        close_url=url_for("activities.show", activity_id=activity.id),
        save_text=_("Save correction") if is_correction else _("Undo"),
        needs_reason=is_others(activity.subject_id),
        **around(form, kind, activity.subject_id, now),
    )


def around(form: Any, kind: KindName, whose: int, now: Here) -> dict[str, Any]:
    """What both pages say about the kind and its fields."""
    asked: tuple[str, ...] = getattr(form, "asked", ())
    writing = now.speaker.writing
    sum_of_money = pattern(writing.currency, writing.language)
    is_first = not sum_of_money.startswith("{amount}")
    return {
        "form": form,
        "kind": kind,
        "name": now.speaker.subject(whose) if is_others(whose) else "",
        "unit": sum_of_money.format(amount="").strip("\N{NO-BREAK SPACE}"),
        "is_unit_first": is_first,
        "sums": ("amount", "profit"),
        "asked": tuple(name for name in asked if is_in_front(name, kind, now)),
        "extra": tuple(name for name in asked if not is_in_front(name, kind, now)),
        "dimensions": tuple(dimension(choice) for choice in getattr(form, "choices", ())),
    }


def is_in_front(name: str, kind: KindName, now: Here) -> bool:
    """Whether a field is always visible; optional ones wait behind "More"."""
    need = now.settings.kinds[kind.id].asked(name)
    return need is Asked.REQUIRED or name in ("amount", "customer")
