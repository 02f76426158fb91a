"""Whatever anybody sets, on whatever day, the ledger gives what is stored at that same moment.

INVARIANTS A25, and with it A4 to A7, A13, A14, B10. Everything that can be set changes here, in any
order, with entries on the day of each change; after every step `verify` finds nothing, and at the
end a rebuild changes nothing.
"""

from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from leaderboard import clock, configuration, publishing, scoring
from leaderboard.extensions import db
from leaderboard.imports.maps import read_document
from leaderboard.imports.people import import_people, open_people
from leaderboard.imports.people_map import read_people_map
from leaderboard.models import (
    Activity,
    Award,
    DimensionValue,
    Goal,
    GoalKind,
    Holiday,
    Kind,
    Leave,
    Metric,
    Organisation,
    Rule,
    Total,
    Void,
    WorkingWeek,
)
from leaderboard.publishing import goals
from leaderboard.publishing.rules import BadRulebook, load_rules, switch_rule
from leaderboard.rules.periods import DAY, PeriodKind, period_of, previous_period
from tests.imports.desk import sheet_text
from tests.visitor import Visitor

# Mostly the day of the change: days long before it are left to test_ledger.
DAYS_BACK = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 5, 9, 31])
PEOPLE = st.sampled_from(["ada", "ben", "otto"])
TEAMS = st.sampled_from(["north", "south"])
HEIGHTS = st.sampled_from([1, 2, 3, 4, 6, 9, 14, 20, 40])
PERIODS = st.sampled_from([PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH, None])

RULES = {
    "each": {"trigger": "per_activity", "kind": "call", "points": 1},
    "three": {"trigger": "reach", "kind": "call", "target": 3, "points": 5, "repeated": True},
    "week": {"trigger": "reach", "kind": "call", "target": 4, "window": "week", "points": 7},
    "row": {"trigger": "streak", "kind": "call", "target": 2, "points": 11, "repeated": True},
    "first": {"trigger": "first_in_team", "kind": "call", "points": 13},
    "best": {"trigger": "personal_best", "kind": "call", "points": 17},
    "new": {"trigger": "per_activity", "kind": "deal-won", "points": 19},
    "way": {"trigger": "goal_milestone", "milestones": [25, 50, 75, 100], "points": 10},
}
SLUGS = st.sampled_from(sorted(RULES))
STAFF = read_document(
    {"source": "hr", "name": "who", "team": "team", "since": "since", "parent": "above"},
    read_people_map,
)
ASKED = ("amount", "quantity", "profit", "minutes", "days", "customer")


class Settings(RuleBasedStateMachine):
    """A company in which everything that can be set is set again and again."""

    restorable = None

    @initialize()
    def begin(self):
        self.restorable.restore()
        self.context = self.restorable.app.app_context()
        self.context.push()
        self.cast = self.restorable.cast
        self.iris = Visitor(self.restorable.app, self.cast.iris)
        self.kinds = dict(db.session.execute(select(Kind.slug, Kind.id)).all())
        self.metrics = dict(db.session.execute(select(Metric.slug, Metric.id)).all())
        self.dimensions = list(db.session.scalars(select(DimensionValue.dimension_id).distinct()))
        self.held = []
        self.goal_ids = []
        documents = [{"slug": slug, "name": slug, **says} for slug, says in RULES.items()]
        load_rules({"rule": documents}, at=clock.now(), since=self.today() - 60 * DAY)
        for who in ("ada", "ben"):
            self.aim_at(who, "calls", 4, PeriodKind.MONTH, None, day=self.today())
            self.log(who, "call", 0, times=2)

    def today(self):
        return clock.business_date(clock.now(), configuration.current().zone)

    def open_everything(self):
        """On a day with entries, as pages do that show what they are about to change: what is
        loaded stays loaded."""
        self.log("ada", "call", 0)
        db.session.rollback()
        self.held = [
            row
            for table in (Goal, Rule, Organisation, WorkingWeek, Holiday, Kind, Metric)
            for row in db.session.scalars(select(table))
        ]
        assert all(goal.versions for goal in self.held if isinstance(goal, Goal))

    def publish(self, change, *arguments, at=None, **named):
        """Change something by its use case; a refusal changes nothing."""
        self.open_everything()
        with (
            suppress(goals.Refused, publishing.Refused),
            scoring.publish(by_id=None, at=at or clock.now()) as publication,
        ):
            return change(publication, *arguments, **named)

    def post(self, url, data):
        """Change something by its page."""
        self.open_everything()
        answer = self.iris.post_and_save(url, data | {"seen": "999999"})
        assert answer.status_code in (303, 422), answer.text

    # --- entries ---------------------------------------------------------------------------------

    @rule(who=PEOPLE, back=DAYS_BACK, times=st.integers(1, 3))
    def call(self, who, back, times):
        self.log(who, "call", back, times=times)

    @rule(who=PEOPLE, back=DAYS_BACK, amount=st.sampled_from([100, 2500]))
    def win(self, who, back, amount):
        self.log(who, "deal-won", back, amount=amount)

    def log(self, who, slug, back, *, times=1, **said):
        new = scoring.NewActivity(
            getattr(self.cast, who), self.kinds[slug], self.today() - back * DAY, **said
        )
        for _ in range(times):
            with suppress(scoring.BadActivity):
                scoring.log_activity(
                    new, client_id=uuid4().hex, by_id=None, at=clock.now(), is_late_allowed=True
                )

    @rule(who=PEOPLE, rows=st.lists(st.tuples(st.integers(1, 6), DAYS_BACK), min_size=1))
    def bring_in(self, who, rows):
        """A file, which may say something else about a row than last time."""
        said = {number: self.today() - back * DAY for number, back in rows}
        kind_id, person_id = self.kinds["call"], getattr(self.cast, who)
        lines = [
            scoring.SourceRow(str(number), kind_id, scoring.NewActivity(person_id, kind_id, day))
            for number, day in sorted(said.items())
        ]
        scoring.write_batch(lines, source="file", by_id=None, at=clock.now(), skips_bad=True)

    @rule(data=st.data())
    def undo(self, data):
        voids = select(Void.id).where(Void.activity_id == Activity.id)
        live = list(
            db.session.scalars(select(Activity.id).where(~voids.exists()).order_by(Activity.id))
        )
        if live:
            chosen = data.draw(st.sampled_from(live))
            scoring.void_activity(chosen, by_id=None, reason="undo", at=clock.now())

    # --- goals -----------------------------------------------------------------------------------

    @rule(
        who=PEOPLE,
        metric=st.sampled_from(["calls", "calls", "revenue", "deals-won"]),
        height=HEIGHTS,
        period_kind=PERIODS,
        stretch=st.sampled_from([None, 2]),
    )
    def aim(self, who, metric, height, period_kind, stretch):
        self.aim_at(who, metric, height, period_kind, stretch, day=self.today())

    @rule(
        who=PEOPLE, height=HEIGHTS, period_kind=st.sampled_from([PeriodKind.DAY, PeriodKind.WEEK])
    )
    def aim_for_last_period_only(self, who, height, period_kind):
        almanac = configuration.current().almanac
        running = period_of(period_kind, self.today(), almanac)
        last = previous_period(running, almanac).last
        self.aim_at(who, "calls", height, period_kind, None, day=last, repeats=False)

    def aim_at(self, who, metric, height, period_kind, stretch, *, day, repeats=True):
        wish = goals.NewGoal(
            kind=GoalKind.INDIVIDUAL,
            name=f"Goal {len(self.goal_ids)}",
            metric_id=self.metrics[metric],
            owner_id=getattr(self.cast, who),
            target=goals.NewTarget(height, stretch=stretch and height * stretch),
            period_kind=period_kind,
            since=day if period_kind else day - 3 * DAY,
            until=None if period_kind else day + 4 * DAY,
            repeats=repeats,
        )
        at = clock.now() - (self.today() - day)
        made = self.publish(goals.set_goal, wish, at=at)
        if made is not None:
            self.goal_ids.append(made)

    @rule()
    def copy_goals(self):
        self.post("/goals/copy", {})
        self.find_goals()

    @rule(
        heights=st.tuples(HEIGHTS, HEIGHTS),
        period_kind=st.sampled_from(["day", "week", "month", "own"]),
        back=st.sampled_from([0, 0, 1, 2, 5]),
        repeats=st.sampled_from(["", "y"]),
    )
    def aim_for_everyone_in_a_team(self, heights, period_kind, back, repeats):
        data = {
            "metric": str(self.metrics["calls"]),
            "name": f"Goal {len(self.goal_ids)}",
            "period_kind": period_kind,
            "since": (self.today() - back * DAY).isoformat(),
            "until": (self.today() + 3 * DAY).isoformat() if period_kind == "own" else "",
            "repeats": repeats,
            "parent": "",
            "impact": "2",
            "milestones": ["250", "500", "1000"],
        }
        for person_id, height in zip((self.cast.ada, self.cast.ben), heights, strict=True):
            data |= {f"target_{person_id}": str(height), f"stretch_{person_id}": ""}
            data |= {f"baseline_{person_id}": ""}
        self.open_everything()
        # Everybody may have left it.
        answer = self.iris.post_and_save(
            f"/goals?kind=activity&for=everyone-{self.cast.north}", data
        )
        assert answer.status_code in (303, 404, 422), answer.text
        self.find_goals()

    def find_goals(self):
        db.session.rollback()
        self.goal_ids = list(db.session.scalars(select(Goal.id).order_by(Goal.id)))

    @rule(
        data=st.data(),
        height=HEIGHTS,
        back=st.sampled_from([0, 0, 0, 1, 2]),
        stretch=st.sampled_from([None, 2]),
        milestones=st.sampled_from([(250, 500, 750, 1000), (500,), ()]),
    )
    def change_target(self, data, height, back, stretch, milestones):
        asked = goals.NewTarget(height, stretch and height * stretch, milestones)
        self.publish(
            goals.change_goal,
            data.draw(st.sampled_from(self.goal_ids)),
            at=clock.now() - back * DAY,
            name="Another name",
            target=asked,
            parent_id=None,
            impact=2,
        )

    @rule(data=st.data(), back=st.sampled_from([0, 0, 1]))
    def drop_goal(self, data, back):
        goal_id = data.draw(st.sampled_from(self.goal_ids))
        self.publish(goals.drop_goal, goal_id, at=clock.now() - back * DAY)

    # --- rules -----------------------------------------------------------------------------------

    @rule(
        slug=SLUGS,
        said=SLUGS,
        more=st.integers(0, 3),
        limit=st.sampled_from([{}, {"at_most": 1, "per": "day"}, {"at_most": 2, "per": "week"}]),
        teams=st.sampled_from([{}, {"teams": ["North"]}, {"teams": ["South"]}]),
        back=st.sampled_from([0, 0, 3]),
    )
    def edit_rule(self, slug, said, more, limit, teams, back):
        self.open_everything()
        says = {**RULES[said], "points": RULES[said]["points"] + more, **limit, **teams}
        document = {"rule": [{"slug": slug, "name": slug, **says}]}
        # A kind that is retired can no longer be chosen.
        with suppress(BadRulebook):
            load_rules(document, at=clock.now(), since=self.today() - back * DAY)

    @rule(slug=SLUGS, is_on=st.booleans())
    def switch(self, slug, is_on):
        self.open_everything()
        rule_id = db.session.scalar(select(Rule.id).where(Rule.slug == slug))
        switch_rule(rule_id, is_on=is_on, at=clock.now(), by_id=None)

    # --- people and teams ------------------------------------------------------------------------

    @rule(who=PEOPLE, team=st.sampled_from(["north", "south", None]), back=DAYS_BACK)
    def move(self, who, team, back):
        team_id = getattr(self.cast, team) if team else None
        since = self.today() - back * DAY
        self.publish(publishing.move, getattr(self.cast, who), team_id=team_id, since=since)

    @rule(team=TEAMS, parent=st.sampled_from(["north", "south", None]), back=DAYS_BACK)
    def put_under(self, team, parent, back):
        parent_id = getattr(self.cast, parent) if parent else None
        since = self.today() - back * DAY
        self.publish(
            publishing.put_under, getattr(self.cast, team), parent_id=parent_id, since=since
        )

    @rule(
        lines=st.lists(
            st.tuples(st.sampled_from(["Ada", "Ben", "Otto", "Zoe"]), TEAMS, DAYS_BACK), min_size=1
        ),
        above=st.sampled_from(["", "West", "North"]),
    )
    def bring_in_people(self, lines, above):
        """A file that says who is in which team since when, and where the teams belong."""
        said = [
            f"{who},{team.title()},{self.today() - back * DAY},{above}" for who, team, back in lines
        ]
        self.open_everything()
        with NamedTemporaryFile(suffix=".csv") as file:
            file.write(sheet_text(["who,team,since,above", *said]))
            file.flush()
            sheet = open_people(Path(file.name), STAFF)
            with suppress(scoring.RefusedLines):
                import_people(sheet, STAFF, by_id=None, at=clock.now(), is_sure=True)

    @rule(
        who=PEOPLE,
        change=st.sampled_from(
            [publishing.deactivate, publishing.reactivate, publishing.hide, publishing.show]
        ),
    )
    def let_go(self, who, change):
        self.publish(change, getattr(self.cast, who))

    # --- working time ----------------------------------------------------------------------------

    @rule(days=st.sampled_from(["01234", "56012", "0123456", "2"]), back=DAYS_BACK)
    def set_week(self, days, back):
        since = self.today() - back * DAY
        self.post("/organisation/week", {"days": list(days), "since": since.isoformat()})

    @rule(back=DAYS_BACK)
    def come_and_go(self, back):
        """A holiday, or no longer a holiday."""
        day = self.today() - back * DAY
        if db.session.get(Holiday, day) is None:
            self.post("/organisation/holidays", {"first": day.isoformat(), "name": "A feast"})
        else:
            self.post(f"/organisation/holidays/{day}/remove", {})

    @rule(who=PEOPLE, back=DAYS_BACK)
    def go_on_leave(self, who, back):
        person_id, day = getattr(self.cast, who), self.today() - back * DAY
        self.publish(self.leave_or_stay, person_id, day)

    @staticmethod
    def leave_or_stay(publication, person_id, day):
        row = db.session.get(Leave, (person_id, day))
        if row is None:
            db.session.add(Leave(person_id=person_id, day=day))
        else:
            db.session.delete(row)
        publication.audit("leave", "person", person_id)
        publication.rescore([person_id])

    # --- the organisation and its words ----------------------------------------------------------

    @rule(
        calendar=st.sampled_from(["gregorian", "jalali"]),
        first_weekday=st.sampled_from(["0", "5", "6"]),
        zone=st.sampled_from(["UTC", "Asia/Tehran", "Pacific/Auckland", "America/Los_Angeles"]),
    )
    def organise(self, calendar, first_weekday, zone):
        self.post(
            "/organisation",
            {
                "name": "Example",
                "timezone": zone,
                "language": "en",
                "calendar": calendar,
                "first_weekday": first_weekday,
                "late_days": "7",
                "most_goals": "3",
                "big_deal": "0",
            },
        )

    @rule(slug=st.sampled_from(["call", "deal-won"]), name=st.sampled_from(["Ring", "Chat"]))
    def rename_kind(self, slug, name):
        asked = {**dict.fromkeys(ASKED, "no"), "amount": "optional", "customer": "optional"}
        values = {f"dimension-{number}": "optional" for number in self.dimensions}
        said = {"name": name, "plural": f"{name}s", "icon": "phone", "position": "1"}
        self.post(f"/kinds/{self.kinds[slug]}", said | asked | values)

    @rule(slug=st.sampled_from(["email", "call"]), is_retired=st.booleans())
    def retire_kind(self, slug, is_retired):
        self.post(f"/kinds/{self.kinds[slug]}/retire", {"retired": "1" if is_retired else ""})

    @rule(name=st.sampled_from(["Fresh", "Old"]))
    def rename_value(self, name):
        value = db.session.scalars(select(DimensionValue).order_by(DimensionValue.id)).first()
        self.post(f"/dimensions/{value.dimension_id}/values/{value.id}", {"name": name})

    @invariant()
    def what_is_kept_equals_a_replay(self):
        if hasattr(self, "cast"):
            assert scoring.verify() == []

    def teardown(self):
        if not hasattr(self, "cast"):
            return
        before = kept()
        scoring.rebuild(at=clock.now())
        assert kept() == before
        db.session.remove()
        self.context.pop()


def kept():
    """Every total and every award line, as values; a row of zeros does not count."""
    totals = {tuple(row) for row in db.session.execute(select(Total.__table__)) if any(row[6:])}
    awards = {(row.key, row.points) for row in db.session.execute(select(Award.__table__))}
    return totals, awards


@pytest.mark.parametrize("steps", [8, 30])
def test_after_every_change_of_a_setting_the_ledger_gives_what_is_kept(restorable, steps):
    run(restorable, examples=max(1, settings().max_examples // 10), steps=steps)


@pytest.mark.postgres
def test_on_postgresql_as_well(postgresql_app):
    run(postgresql_app, examples=max(1, settings().max_examples // 60), steps=15)


def run(restorable, *, examples, steps):
    machine = type("Settings", (Settings,), {"restorable": restorable})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=examples, stateful_step_count=steps)
    )
