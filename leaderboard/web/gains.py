"""What an entry would bring, in words, while its form is being filled in."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _

from leaderboard import scoring
from leaderboard.rules.model import Award
from leaderboard.scoring import BadActivity, NewActivity
from leaderboard.web.activity_forms import EntryForm
from leaderboard.web.here import Here
from leaderboard.web.sentences import Speaker, award_title


@dataclass(frozen=True)
class Gain:
    """The reward and the sentence beside it."""

    reward: str
    sentence: str


def gain_of(form: EntryForm, kind_id: int, whose: int, now: Here) -> Gain | None:
    """What saving the form as it stands would bring; None when that is not exactly known."""
    entry = typed_entry(form, kind_id, whose, now)
    awards = scoring.preview_activity(entry) if entry else None
    return gain_words(awards, now.speaker) if awards else None


def typed_entry(form: EntryForm, kind_id: int, whose: int, now: Here) -> NewActivity | None:
    """The entry as far as it was typed; None while it could not be saved so."""
    fields = (form[name] for name in (*form.asked, "other_day"))
    if any(field.process_errors for field in fields):
        return None
    if form.when.data == "other" and form.other_day.data is None:
        return None
    entry = NewActivity(whose, kind_id, **form.content(today=now.today))
    try:
        # Whatever the customer is called, it pays the same.
        named = replace(entry, customer="-") if "customer" in form.asked else entry
        scoring.check_activity(named, now.settings, at=now.at, is_late_allowed=True)
    except BadActivity:
        return None
    return entry


def gain_words(awards: list[Award], speaker: Speaker) -> Gain:
    """+45 for a call and for 10 calls in a day."""
    points = sum(award.points for award in awards)
    titles = [award_title(award, speaker) for award in awards]
    badges = [speaker.badge(award.badge_id) for award in awards if award.badge_id]
    said = _(", ").join(dict.fromkeys(titles))
    if badges:
        names = _(", ").join(badges)
        said = _("%(what)s, with the badge “%(badges)s”", what=said, badges=names)
    return Gain(speaker.points(points) if points else "", said)
