"""Whatever people and managers do, in any order, what is stored equals a replay of the ledger.

INVARIANTS A1, A4 to A10, A13 to A16, A20, A22, A23, B10. After every step `verify` finds nothing;
at the end a rebuild changes nothing.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select

from leaderboard import configuration, scoring
from leaderboard.extensions import db
from leaderboard.models import (
    Activity,
    Award,
    Badge,
    By,
    Dimension,
    DimensionValue,
    Goal,
    GoalVersion,
    Kind,
    Leave,
    Membership,
    Metric,
    MetricTerm,
    Rule,
    RuleVersion,
    Total,
    Void,
)
from leaderboard.rules.periods import Span
from leaderboard.scoring.beginnings import Beginning
from leaderboard.scoring.replaying import earned_from, goals_of, pasts_of
from tests.properties.moments import assert_moments_belong_to_scores, reached
from tests.properties.promises import (
    assert_bars_say_the_same,
    assert_promises_hold,
    exactly,
    steps_promised,
)

TODAY = date(2026, 3, 20)
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
# Around the end of a month, the middle of a quarter, the end of a week and of a Jalali year.
DAYS = st.integers(0, 24).map(lambda back: TODAY - timedelta(days=back))
MONTHS = Span(date(2026, 2, 1), date(2026, 4, 1))
PEOPLE = st.sampled_from(["ada", "ben", "mona", "otto"])

RULES = [
    ("per_activity", {"kind": "call"}, {}, 5),
    ("per_activity", {"kind": "deal-won", "per_amount": 1000}, {"most": 3, "per": "day"}, 2),
    ("reach", {"kind": "call", "target": 3, "is_repeated": True}, {"most": 2, "per": "week"}, 20),
    ("reach", {"kind": "call", "target": 5, "window": "month"}, {}, 30),
    (
        "reach",
        {
            "kind": "deal-won",
            "measure": "amount",
            "target": 4000,
            "window": "week",
            "least_amount": 500,
        },
        {},
        40,
    ),
    ("streak", {"kind": "call", "target": 2, "is_repeated": True}, {}, 7),
    ("first_in_team", {"kind": "call"}, {"most": 2, "per": "month"}, 11),
    ("personal_best", {"kind": "call"}, {}, 13),
    ("personal_best", {"kind": "deal-won", "measure": "amount", "window": "week"}, {}, 17),
    (
        "reach",
        {"kind": "email", "target": 2, "window": "month", "is_repeated": True},
        {"most": 3, "per": "month"},
        19,
    ),
    ("personal_best", {"kind": "email", "target": 2}, {"most": 1, "per": "week"}, 23),
    ("streak", {"kind": "deal-won", "target": 2, "values": ["new"]}, {}, 29),
    ("first_in_team", {"kind": "deal-won", "values": ["new"]}, {"most": 1, "per": "week"}, 31),
    (
        "personal_best",
        {"kind": "deal-won", "measure": "profit", "window": "week", "values": ["new"]},
        {},
        37,
    ),
    (
        "reach",
        {
            "kind": "deal-won",
            "measure": "profit",
            "target": 300,
            "window": "week",
            "is_repeated": True,
        },
        {},
        41,
    ),
    (
        "several_kinds",
        {"together": [("call", 2), ("deal-won", 1)], "window": "week"},
        {},
        43,
    ),
    (
        "several_kinds",
        {"together": [("email", 1), ("call", 1)]},
        {"most": 2, "per": "month"},
        47,
    ),
    ("goal_milestone", {"milestones": [250, 500, 1000], "pays_stretch": True}, {}, 50),
    ("goal_milestone", {"milestones": [500, 750]}, {"most": 1, "per": "month"}, 53),
]

SAID = st.integers(0, len(RULES) - 1)


class Company(RuleBasedStateMachine):
    """Four people in two teams, their rules and goals, and everything that can happen to them."""

    restorable = None

    @initialize()
    def begin(self):
        self.restorable.restore()
        self.context = self.restorable.app.app_context()
        self.context.push()
        self.cast = self.restorable.cast
        self.kinds = dict(db.session.execute(select(Kind.slug, Kind.id)).all())
        self.values = dict(
            db.session.execute(
                select(DimensionValue.slug, DimensionValue.id)
                .join(Dimension)
                .where(Dimension.slug == "deal-type")
            ).all()
        )
        self.clock = NOON
        self.lines = []
        with scoring.publish(by_id=None, at=self.clock) as publication:
            badge = Badge(slug="tried", name="Tried", icon="star")
            db.session.add(badge)
            db.session.flush()
            for number, (trigger, wanted, limits, points) in enumerate(RULES):
                line = Rule(slug=f"tried-{number}", name=trigger, created_at=self.clock)
                db.session.add(line)
                db.session.flush()
                self.add_version(line.id, 1, trigger, wanted, limits, points, badge.id)
                self.lines.append(line.id)
                publication.audit("publish", "rule", line.id)
            self.add_goal("deals-won", self.cast.ada, 4)
            self.add_goal("revenue", self.cast.ben, 5000)
            self.let_count("calls", "email")
            self.add_goal("calls", self.cast.ada, 6)
            # Several goals of one person that share what a limit allows, the further ones first.
            self.add_goal("revenue", self.cast.ada, 9000)
            self.add_goal("calls", self.cast.ben, 9)
            self.add_goal("calls", self.cast.ben, 6)
            self.add_goal("revenue", self.cast.ben, 2500)
            publication.audit("set", "goal", 1)
        self.badge_id = badge.id

    def add_version(
        self, line_id, number, trigger, wanted, limits, points, badge_id, *, since=None, is_on=True
    ):
        wanted = dict(wanted)
        if "values" in wanted:
            wanted["value_ids"] = [self.values[slug] for slug in wanted.pop("values")]
        if "together" in wanted:
            wanted["together"] = [[self.kinds[slug], n] for slug, n in wanted["together"]]
        if "kind" in wanted:
            wanted["kind_id"] = self.kinds[wanted.pop("kind")]
        db.session.add(
            RuleVersion(
                rule_id=line_id,
                number=number,
                since=since or date(2020, 1, 1),
                trigger=trigger,
                condition=wanted,
                limits=limits,
                points=points,
                badge_id=badge_id if trigger == "reach" else None,
                is_on=is_on,
                made_at=self.clock,
            )
        )
        db.session.flush()

    def let_count(self, slug, kind):
        """Let a metric of one kind count another kind as well."""
        metric = db.session.scalars(select(Metric).where(Metric.slug == slug)).one()
        [own] = metric.terms
        metric.terms.append(
            MetricTerm(
                kind_id=self.kinds[kind], measure=own.measure, part=own.part, window=own.window
            )
        )

    def add_goal(self, slug, owner_id, target):
        metric_id = db.session.scalar(select(Metric.id).where(Metric.slug == slug))
        goal = Goal(
            kind="individual",
            name=slug,
            metric_id=metric_id,
            owner_id=owner_id,
            period_kind="month",
            since=date(2026, 1, 1),
            created_at=self.clock,
        )
        db.session.add(goal)
        db.session.flush()
        db.session.add(
            GoalVersion(
                goal_id=goal.id,
                since=date(2026, 1, 1),
                target=target,
                stretch=target * 2,
                milestones=[250, 500, 750, 1000],
            )
        )

    def tick(self):
        self.clock += timedelta(seconds=1)
        return self.clock

    def live(self):
        return list(
            db.session.scalars(
                select(Activity.id)
                .where(~select(Void.id).where(Void.activity_id == Activity.id).exists())
                .order_by(Activity.id)
            )
        )

    @rule(who=PEOPLE, day=DAYS, again=st.integers(1, 3))
    def call(self, who, day, again):
        for _ in range(again):
            self.log(who, "call", day)

    @rule(who=PEOPLE, day=DAYS)
    def email(self, who, day):
        self.log(who, "email", day)

    @rule(who=PEOPLE)
    def call_today(self, who):
        self.log(who, "call", TODAY)

    @rule(
        who=PEOPLE,
        day=DAYS,
        amount=st.sampled_from([1, 499, 500, 1000, 2500, 9000]),
        value=st.sampled_from([None, "new", "upsell"]),
    )
    def win(self, who, day, amount, value):
        values = frozenset() if value is None else frozenset({self.values[value]})
        said = {"amount": amount, "profit": amount // 2 - 700, "days": amount % 40}
        self.log(who, "deal-won", day, value_ids=values, **said)

    def log(self, who, kind, day, **content):
        new = scoring.NewActivity(getattr(self.cast, who), self.kinds[kind], day, **content)
        client_id = uuid4().hex
        first = scoring.log_activity(
            new, client_id=client_id, by_id=None, at=self.tick(), is_late_allowed=True
        )
        again = scoring.log_activity(
            new, client_id=client_id, by_id=None, at=self.tick(), is_late_allowed=True
        )
        assert again.is_repeat
        assert again.activity.id == first.activity.id
        assert {line.key for line in again.awards} == {line.key for line in first.awards}

    @precondition(lambda self: self.live())
    @rule(data=st.data())
    def undo(self, data):
        chosen = data.draw(st.sampled_from(self.live()))
        scoring.void_activity(chosen, by_id=None, reason="undo", at=self.tick())
        scoring.void_activity(chosen, by_id=None, reason="undo", at=self.tick())

    @precondition(lambda self: self.live())
    @rule(data=st.data(), day=DAYS)
    def correct(self, data, day):
        chosen = data.draw(st.sampled_from(self.live()))
        scoring.correct_activity(
            chosen,
            by_id=None,
            reason="wrong day",
            at=self.tick(),
            client_id=uuid4().hex,
            is_late_allowed=True,
            occurred_on=day,
        )

    @precondition(lambda self: self.live())
    @rule(data=st.data())
    def correct_what_does_not_count(self, data):
        """A correction that keeps its place changes no total and nobody's points."""
        chosen = data.draw(st.sampled_from(self.live()))
        before = points()
        scoring.correct_activity(
            chosen,
            by_id=None,
            reason="a note",
            at=self.tick(),
            client_id=uuid4().hex,
            is_late_allowed=True,
            note=uuid4().hex,
        )
        assert points() == before

    @precondition(lambda self: self.live())
    @rule(
        data=st.data(),
        by=st.sampled_from([By.REP, By.TEAM]),
        changes=st.sampled_from(
            [{"amount": 700}, {"amount": 9000}, {"days": 9}, {"profit": 5}, {"note": "agreed"}]
        ),
    )
    def correct_what_may_move_no_score(self, data, by, changes):
        """Whoever has as much as before has it since when they had it before."""
        chosen = data.draw(st.sampled_from(self.live()))
        is_deal = db.session.get_one(Activity, chosen).kind_id == self.kinds["deal-won"]
        names = ("ada", "ben", "mona", "otto") if by is By.REP else ("north", "south")
        asked = ([getattr(self.cast, name) for name in names], MONTHS, by)
        before = reached(*asked)
        scoring.correct_activity(
            chosen,
            by_id=None,
            reason="",
            at=self.tick(),
            client_id=uuid4().hex,
            is_late_allowed=True,
            **(changes if is_deal else {"note": "agreed"}),
        )
        assert_moments_belong_to_scores(before, reached(*asked))

    @rule(who=PEOPLE, team=st.sampled_from(["north", "south", None]), since=DAYS)
    def move(self, who, team, since):
        person_id = getattr(self.cast, who)
        with scoring.publish(by_id=None, at=self.tick()) as publication:
            db.session.execute(
                delete(Membership).where(
                    Membership.person_id == person_id, Membership.since == since
                )
            )
            team_id = getattr(self.cast, team) if team else None
            db.session.add(Membership(person_id=person_id, since=since, team_id=team_id))
            publication.audit("move", "person", person_id)
            publication.move_entries(person_id, since=since)

    @rule(index=SAID, said=SAID, since=DAYS, is_on=st.booleans())
    def publish(self, index, said, since, is_on):
        """A new version, of whatever kind, from today or (as the command line may) from a
        past day."""
        trigger, wanted, limits, points = RULES[said]
        if "target" in wanted:
            wanted = {**wanted, "target": wanted["target"] + 1}
        line_id = self.lines[index]
        with scoring.publish(by_id=None, at=self.tick()) as publication:
            number = 1 + len(
                list(db.session.scalars(select(RuleVersion).where(RuleVersion.rule_id == line_id)))
            )
            self.add_version(
                line_id,
                number,
                trigger,
                wanted,
                limits,
                points + number,
                self.badge_id,
                since=since,
                is_on=is_on,
            )
            publication.audit("publish", "rule", line_id)
            publication.rescore_line(line_id, since=since)

    @rule(data=st.data(), day=DAYS)
    def drop_goal(self, data, day):
        """A goal ends on a day, perhaps a different one than before."""
        goal_ids = list(db.session.scalars(select(Goal.id).order_by(Goal.id)))
        with scoring.publish(by_id=None, at=self.tick()) as publication:
            goal = db.session.get_one(Goal, data.draw(st.sampled_from(goal_ids)))
            goal.retired_at = datetime.combine(day, NOON.timetz())
            publication.audit("drop", "goal", goal.id)
            publication.rescore([goal.owner_id])

    @rule(data=st.data(), day=DAYS, height=st.sampled_from([1, 2, 5, 9, 4000]))
    def ask_for_another_target(self, data, day, height):
        """A target from a day on, replacing one that was set for the same day."""
        goal_ids = list(db.session.scalars(select(Goal.id).order_by(Goal.id)))
        with scoring.publish(by_id=None, at=self.tick()) as publication:
            goal = db.session.get_one(Goal, data.draw(st.sampled_from(goal_ids)))
            row = db.session.get(GoalVersion, (goal.id, day))
            if row is None:
                row = GoalVersion(goal_id=goal.id, since=day, milestones=[250, 500, 1000])
                db.session.add(row)
            row.target, row.stretch = height, height * 3
            publication.audit("change", "goal", goal.id)
            publication.rescore([goal.owner_id])

    @rule(who=PEOPLE, day=DAYS)
    def go_on_leave(self, who, day):
        person_id = getattr(self.cast, who)
        with scoring.publish(by_id=None, at=self.tick()) as publication:
            if db.session.get(Leave, (person_id, day)) is None:
                db.session.add(Leave(person_id=person_id, day=day))
            publication.audit("leave", "person", person_id)
            publication.rescore([person_id])

    @rule(who=PEOPLE, day=DAYS)
    def give(self, who, day):
        scoring.give_badge(
            getattr(self.cast, who),
            badge_id=self.badge_id,
            points=25,
            day=day,
            client_id=uuid4().hex,
            by_id=None,
            at=self.tick(),
            reason="well done",
        )

    @rule(data=st.data())
    def take_back(self, data):
        reversed_ids = select(Award.reverses_id).where(Award.reverses_id.is_not(None))
        live = list(
            db.session.scalars(
                select(Award.id)
                .where(Award.reverses_id.is_(None), Award.id.not_in(reversed_ids))
                .order_by(Award.id)
            )
        )
        if live:
            chosen = data.draw(st.sampled_from(live))
            scoring.take_back(chosen, by_id=None, at=self.tick(), reason="not deserved")

    @rule(
        who=PEOPLE,
        kind=st.sampled_from(["call", "email", "deal-won"]),
        amount=st.sampled_from([1, 500, 1000, 4000]),
        value=st.sampled_from([None, "new"]),
    )
    def ask_what_the_next_step_pays(self, who, kind, amount, value):
        values = frozenset({self.values[value]}) if value else frozenset()
        is_deal = kind == "deal-won"
        said = {"amount": amount, "profit": amount // 2, "days": 3, "value_ids": values}
        assert_promises_hold(
            scoring.NewActivity(
                getattr(self.cast, who), self.kinds[kind], TODAY, **(said if is_deal else {})
            )
        )

    @rule(who=PEOPLE, data=st.data())
    def take_a_step_that_is_promised(self, who, data):
        """Whatever bars and Today promise is paid to the one who does just that."""
        person_id = getattr(self.cast, who)
        assert_bars_say_the_same(person_id, TODAY)
        steps = steps_promised(person_id, TODAY)
        if not steps:
            return
        step = data.draw(st.sampled_from(steps))
        for _ in range(min(step.left, 6)):
            new = exactly(step, TODAY)
            paid = assert_promises_hold(new)
            logged = scoring.log_activity(
                new, client_id=uuid4().hex, by_id=None, at=self.tick(), is_late_allowed=True
            )
            assert slots_said(logged.awards) == slots_said(paid)

    @rule(day=DAYS)
    def begin_a_replay_there(self, day):
        """A replay that begins on a day gives the same from there on as one from the first
        entry."""
        now = configuration.current()
        people = [getattr(self.cast, who) for who in ("ada", "ben", "mona", "otto")]
        goals = goals_of(people, now.rules, now)
        found, whole = (
            earned_from(beginning, now.rules, pasts_of(now.rules, beginning))
            for beginning in (Beginning(since, people, goals, now) for since in (day, date.min))
        )
        for person_id, awards in whole.items():
            later = [award for award in awards if award.day >= day]
            assert sorted(found[person_id], key=repr) == sorted(later, key=repr)

    @invariant()
    def what_is_kept_equals_a_replay(self):
        if hasattr(self, "cast"):
            assert scoring.verify() == []

    def teardown(self):
        if not hasattr(self, "cast"):
            return
        before = kept()
        scoring.rebuild(at=self.tick())
        assert kept() == before
        db.session.remove()
        self.context.pop()


def slots_said(awards):
    """What was paid for, an activity itself whatever its number."""
    return {
        (line.rule_id, line.window_start, line.cause.partition("activity:")[0]) for line in awards
    }


def points():
    """What everybody has, by owner and day."""
    return {
        (row.subject_id, row.occurred_on): int(row.points)
        for row in db.session.execute(
            select(Award.subject_id, Award.occurred_on, func.sum(Award.points).label("points"))
            .group_by(Award.subject_id, Award.occurred_on)
            .having(func.sum(Award.points) != 0)
        )
    }


def kept():
    """Every total and every award line, as values; a row of zeros does not count."""
    totals = {tuple(row) for row in db.session.execute(select(Total.__table__)) if any(row[6:])}
    awards = {(row.key, row.points) for row in db.session.execute(select(Award.__table__))}
    return totals, awards


@pytest.mark.parametrize("steps", [12, 40])
def test_what_is_kept_always_equals_a_replay(restorable, steps):
    run(restorable, examples=max(1, settings().max_examples // steps), steps=steps)


@pytest.mark.postgres
def test_what_postgresql_keeps_always_equals_a_replay(postgresql_app):
    run(postgresql_app, examples=max(1, settings().max_examples // 60), steps=15)


def run(restorable, *, examples, steps):
    machine = type("Company", (Company,), {"restorable": restorable})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=examples, stateful_step_count=steps)
    )
