"""The audit in words: one sentence for each change that is recorded."""

from collections.abc import Mapping

from flask_babel import gettext as _

from leaderboard.locale.writing import N_

# By action and noun, as given to `Publication.audit`. `what` is the thing's name.
CHANGES: Mapping[tuple[str, str], str] = {
    ("add", "badge"): N_("%(who)s created the badge “%(what)s”"),
    ("change", "badge"): N_("%(who)s changed the badge “%(what)s”"),
    ("retire", "badge"): N_("%(who)s retired the badge “%(what)s”"),
    ("bring_back", "badge"): N_("%(who)s brought the badge “%(what)s” back"),
    ("add", "rule"): N_("%(who)s created the rule “%(what)s”"),
    ("change", "rule"): N_("%(who)s changed the rule “%(what)s”"),
    ("switch_on", "rule"): N_("%(who)s switched the rule “%(what)s” on"),
    ("switch_off", "rule"): N_("%(who)s switched the rule “%(what)s” off"),
    ("set", "goal"): N_("%(who)s set the goal “%(what)s”"),
    ("change", "goal"): N_("%(who)s changed the goal “%(what)s”"),
    ("drop", "goal"): N_("%(who)s dropped the goal “%(what)s”"),
    ("add", "kind"): N_("%(who)s created the kind “%(what)s”"),
    ("change", "kind"): N_("%(who)s changed the kind “%(what)s”"),
    ("change_dimensions", "kind"): N_("%(who)s changed the form of the kind “%(what)s”"),
    ("retire", "kind"): N_("%(who)s retired the kind “%(what)s”"),
    ("bring_back", "kind"): N_("%(who)s brought the kind “%(what)s” back"),
    ("add", "dimension"): N_("%(who)s created the dimension “%(what)s”"),
    ("rename", "dimension"): N_("%(who)s renamed the dimension “%(what)s”"),
    ("add", "dimension_value"): N_("%(who)s added the value “%(what)s”"),
    ("rename", "dimension_value"): N_("%(who)s renamed the value “%(what)s”"),
    ("add", "metric"): N_("%(who)s created the metric “%(what)s”"),
    ("change", "metric"): N_("%(who)s changed the metric “%(what)s”"),
    ("retire", "metric"): N_("%(who)s retired the metric “%(what)s”"),
    ("bring_back", "metric"): N_("%(who)s brought the metric “%(what)s” back"),
    ("add", "leaderboard"): N_("%(who)s created the board “%(what)s”"),
    ("change", "leaderboard"): N_("%(who)s changed the board “%(what)s”"),
    ("retire", "leaderboard"): N_("%(who)s retired the board “%(what)s”"),
    ("bring_back", "leaderboard"): N_("%(who)s brought the board “%(what)s” back"),
    ("add", "screen"): N_("%(who)s created the screen “%(what)s”"),
    ("change", "screen"): N_("%(who)s changed the screen “%(what)s”"),
    ("change_slides", "screen"): N_("%(who)s changed the slides of the screen “%(what)s”"),
    ("renew_key", "screen"): N_("%(who)s gave the screen “%(what)s” a new address"),
    ("revoke", "screen"): N_("%(who)s revoked the address of the screen “%(what)s”"),
    ("hire", "person"): N_("%(who)s hired %(what)s"),
    ("change", "person"): N_("%(who)s changed the name, address or role of %(what)s"),
    ("move", "person"): N_("%(who)s moved %(what)s to another team"),
    ("hide", "person"): N_("%(who)s hid %(what)s from the boards"),
    ("show", "person"): N_("%(who)s showed %(what)s on the boards again"),
    ("deactivate", "person"): N_("%(who)s noted that %(what)s has left"),
    ("reactivate", "person"): N_("%(who)s noted that %(what)s is back"),
    ("leave", "person"): N_("%(who)s recorded leave for %(what)s"),
    ("ask for leave", "person"): N_("%(who)s asked for leave for %(what)s"),
    ("end leave", "person"): N_("%(who)s withdrew leave of %(what)s"),
    ("set week", "person"): N_("%(who)s changed the working days of %(what)s"),
    ("name", "person"): N_("%(who)s added another name for %(what)s in files"),
    ("unname", "person"): N_("%(who)s removed another name for %(what)s in files"),
    ("choose password", "person"): N_("%(who)s chose a password for %(what)s"),
    ("make", "invite"): N_("%(who)s created a sign-in link for %(what)s"),
    ("make", "team"): N_("%(who)s created the team “%(what)s”"),
    ("change", "team"): N_("%(who)s changed the name or manager of the team “%(what)s”"),
    ("put under", "team"): N_("%(who)s changed the parent of the team “%(what)s”"),
    ("dissolve", "team"): N_("%(who)s dissolved the team “%(what)s”"),
    ("found", "organisation"): N_("%(who)s founded the organisation “%(what)s”"),
    ("change", "organisation"): N_("%(who)s changed the settings of “%(what)s”"),
    ("rebuild", "organisation"): N_("%(who)s rebuilt the numbers of “%(what)s” from the ledger"),
    ("set", "working week"): N_("%(who)s changed the working days of “%(what)s”"),
    ("add", "holiday"): N_("%(who)s added the holiday “%(what)s”"),
    ("remove", "holiday"): N_("%(who)s removed the holiday “%(what)s”"),
    ("import", "person"): N_("%(who)s imported people from “%(what)s”"),
    ("import", "activity"): N_("%(who)s imported activities from “%(what)s”"),
    ("import", "targets"): N_("%(who)s imported targets from “%(what)s”"),
    ("import", "leave"): N_("%(who)s imported leave from “%(what)s”"),
    ("import", "holidays"): N_("%(who)s imported holidays from “%(what)s”"),
}


def audit_sentence(action: str, noun: str, *, who: str, what: str) -> str:
    """Mara Ahmadi changed the rule “First call”."""
    sentence = CHANGES.get((action, noun))
    if sentence is None:
        # Written by a newer version of the product.
        return _(
            "%(who)s: %(action)s, %(noun)s %(what)s", who=who, action=action, noun=noun, what=what
        )
    return _(sentence, who=who, what=what)
