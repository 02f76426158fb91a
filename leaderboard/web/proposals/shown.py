"""A proposal as its page shows it: its progress, or its effect and on whom."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard.models import Proposal, ProposalState
from leaderboard.publishing.proposals import store
from leaderboard.scoring.moved import PointsMoved
from leaderboard.scoring.team_sums import TeamMoved
from leaderboard.sentences import Speaker, why_refused
from leaderboard.sentences.proposals import badges_moved, ended_by, points_moved, proposal_title
from leaderboard.web.goals import page_of_new
from leaderboard.web.request.here import Here

# How many people to list, largest changes first; the rest is a sum.
MOST_ROWS = 200


@dataclass(frozen=True)
class ProposalRow:
    """What a person gains or loses."""

    person_id: int
    name: str
    points: str
    badges: str
    is_loss: bool


@dataclass(frozen=True)
class ProposedTeam:
    """What a team gains or loses."""

    name: str
    points: str
    activities: str


@dataclass(frozen=True)
class ProposalLine:
    id: int
    title: str
    who: str
    is_ready: bool


@dataclass(frozen=True)
class ShownProposal:
    """`is_working` while the page has to poll; `may_save` once it can be decided."""

    id: int
    title: str
    text: str
    badges: str
    done: int
    total: int
    back: str
    is_working: bool
    may_save: bool
    may_drop: bool
    is_refused: bool
    rows: tuple[ProposalRow, ...] = ()
    left_out: str = ""
    teams: tuple[ProposedTeam, ...] = ()
    # What is recorded for a later day and ends it.
    later: str = ""

    @property
    def has_badges(self) -> bool:
        """Whether people's badges have a column; beside teams always, so both tables line up."""
        return bool(self.teams) or any(row.badges for row in self.rows)


def shown_proposal(proposal: Proposal, now: Here) -> ShownProposal:
    state = ProposalState(proposal.state)
    is_ready = state is ProposalState.READY
    total = store.sum_of(proposal.id) if is_ready else None
    speaker = now.speaker
    left_out = total.people - MOST_ROWS if total else 0
    teams = store.teams_of(proposal) if is_ready else {}
    return ShownProposal(
        id=proposal.id,
        title=proposal_title(proposal.use_case, store.arguments_of(proposal), speaker),
        text=words_of(proposal, state, total, speaker, has_teams=bool(teams)),
        badges=(
            badges_moved(up=total.badges_up, down=total.badges_down, speaker=speaker)
            if total
            else ""
        ),
        done=proposal.done,
        total=proposal.total,
        back=place_after(proposal),
        is_working=state in store.WORKED_ON,
        may_save=is_ready,
        may_drop=state in (ProposalState.READY, ProposalState.COMPUTING),
        is_refused=state is ProposalState.REFUSED,
        rows=tuple(row_of(row, speaker) for row in store.moved(proposal.id, most=MOST_ROWS))
        if is_ready
        else (),
        left_out=(
            ngettext(
                "and %(count)s more", "and %(count)s more", left_out, count=speaker.number(left_out)
            )
            if left_out > 0
            else ""
        ),
        teams=tuple(team_of(team_id, team, speaker) for team_id, team in teams.items()),
        later=later_told(proposal, speaker) if is_ready else "",
    )


def place_after(proposal: Proposal) -> str:
    """Where to go on: to the one goal that it made, else to where it was asked."""
    made = store.made_by(proposal) if proposal.use_case == "goals" else []
    return page_of_new(made) if len(made or []) == 1 else proposal.back


def line_of(proposal: Proposal, now: Here) -> ProposalLine:
    said = store.arguments_of(proposal)
    return ProposalLine(
        proposal.id,
        proposal_title(proposal.use_case, said, now.speaker),
        now.speaker.author(proposal.by_id),
        is_ready=proposal.state == ProposalState.READY,
    )


def later_told(proposal: Proposal, speaker: Speaker) -> str:
    """What ends it on a later day; empty if nothing does."""
    later, said = store.later_of(proposal), store.arguments_of(proposal)
    return ended_by(proposal.use_case, said, later.day, later.value, speaker) if later else ""


def words_of(
    proposal: Proposal,
    state: ProposalState,
    total: PointsMoved | None,
    speaker: Speaker,
    *,
    has_teams: bool,
) -> str:
    """Its progress or its effect, in one sentence."""
    if total is not None and total.is_none and not has_teams:
        return _("Nobody’s points change.")
    if total is not None and total.is_none:
        return _("Nobody’s own points change, but these teams’ sums do.")
    if total is not None:
        return points_moved(people=total.people, up=total.up, down=total.down, speaker=speaker)
    done, of = speaker.number(proposal.done), speaker.number(proposal.total)
    if state is ProposalState.COMPUTING:
        if not proposal.total:
            return _("Finding out who this affects.")
        return _("Calculating what this changes: %(done)s of %(of)s people.", done=done, of=of)
    if state is ProposalState.SAVING:
        return _("Saving. Nothing takes effect until it is done.")
    if state is ProposalState.REFUSED:
        return why_not_saved(proposal.refusal)
    if state is ProposalState.DONE:
        return _("Saved.")
    return _("Not saved: everything stays as it was.")


def why_not_saved(refusal: str) -> str:
    """Why it can no longer be saved."""
    field, _slash, reason = refusal.partition("/")
    if reason == "overtaken":
        return _(
            "Somebody changed this in the meantime. Look at the change, then submit yours again."
        )
    return why_refused(field, reason)


def row_of(row: store.Moved, speaker: Speaker) -> ProposalRow:
    return ProposalRow(
        row.person_id,
        speaker.person(row.person_id),
        speaker.points(row.points),
        speaker.points(row.badges) if row.badges else "",
        is_loss=row.points < 0,
    )


def team_of(team_id: int, moved: TeamMoved, speaker: Speaker) -> ProposedTeam:
    return ProposedTeam(
        speaker.team(team_id),
        speaker.points(moved.points) if moved.points else "",
        speaker.points(moved.activities) if moved.activities else "",
    )
