"""Many writers at once, on both databases: INVARIANTS A1 to A4, A10, A11, A13, A16."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from leaderboard import publishing, scoring
from leaderboard.extensions import db
from leaderboard.models import (
    Activity,
    Award,
    Badge,
    DimensionValue,
    Kind,
    Person,
    Role,
    Rule,
    RuleVersion,
    Total,
    Void,
)
from tests.cast import add_team, hire

pytestmark = pytest.mark.usefixtures("any_database")

TODAY = date(2026, 3, 20)
IN_NORTH, IN_SOUTH = date(2026, 3, 16), date(2026, 3, 18)
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
WRITERS = 16


def at_once(app, jobs):
    """Run the jobs in threads that start together; returns their results in order."""
    barrier = Barrier(min(len(jobs), WRITERS))

    def run(index, job):
        with app.app_context():
            if index < WRITERS:
                barrier.wait(timeout=30)
            return job()

    with ThreadPoolExecutor(WRITERS) as pool:
        futures = [pool.submit(run, index, job) for index, job in enumerate(jobs)]
        results = [future.result(timeout=120) for future in futures]
    # Otherwise the test's own session would go on seeing the database as it was.
    db.session.rollback()
    return results


def kind_id(slug):
    return db.session.scalar(select(Kind.id).where(Kind.slug == slug))


def add_rule(trigger, condition, points, **limits):
    with scoring.publish(by_id=None, at=NOON) as publication:
        rule = Rule(slug=f"{trigger}-{points}", name=trigger, created_at=NOON)
        db.session.add(rule)
        db.session.flush()
        db.session.add(
            RuleVersion(
                rule_id=rule.id,
                number=1,
                since=date(2026, 1, 1),
                trigger=trigger,
                condition=condition,
                limits=limits,
                points=points,
                made_at=NOON,
            )
        )
        publication.audit("publish", "rule", rule.id)
    return rule.id


def call(person_id, call_id, client_id, *, day=TODAY, **content):
    new = scoring.NewActivity(person_id, call_id, day, **content)
    return scoring.log_activity(new, client_id=client_id, by_id=person_id, at=NOON)


def live_awards(rule_id):
    undone = select(Award.reverses_id).where(Award.reverses_id.is_not(None))
    return list(
        db.session.scalars(
            select(Award).where(
                Award.rule_id == rule_id, Award.reverses_id.is_(None), Award.id.not_in(undone)
            )
        )
    )


def test_400_parallel_logs_lose_none(app, cast, session):
    call_id = kind_id("call")
    per_call = add_rule("per_activity", {"kind_id": call_id}, 5)
    people = [cast.ada, cast.ben, cast.otto, cast.mona]
    jobs = [lambda n=n: call(people[n % len(people)], call_id, f"log-{n}") for n in range(400)]
    at_once(app, jobs)
    entries = session.scalar(
        select(func.sum(Total.entries)).where(Total.period_kind == "day", Total.kind_id == call_id)
    )
    assert entries == 400
    assert len(live_awards(per_call)) == 400
    assert scoring.verify() == []


def test_two_reps_crossing_one_line_together_pay_one_of_them(app, cast, session):
    call_id = kind_id("call")
    first = add_rule("first_in_team", {"kind_id": call_id}, 7)
    jobs = [
        lambda person_id=person_id: call(person_id, call_id, f"first-{person_id}")
        for person_id in (cast.ada, cast.ben)
    ]
    at_once(app, jobs)
    assert len(live_awards(first)) == 1
    assert scoring.verify() == []


def test_16_writers_on_60_award_keys_pay_60(app, cast, session):
    call_id = kind_id("call")
    ten = add_rule("reach", {"kind_id": call_id, "target": 4}, 20)
    people = [cast.ada, cast.ben, cast.otto, *hire_many(56)]
    jobs = [
        lambda person_id=person_id, n=n: call(person_id, call_id, f"{person_id}-{n}")
        for n in range(5)
        for person_id in [*people, cast.mona]
    ]
    at_once(app, jobs)
    assert len(live_awards(ten)) == 60
    assert scoring.verify() == []


def hire_many(count):
    with scoring.publish(by_id=None, at=NOON) as publication:
        ids = [hire(f"Rep {n}", role=Role.REP) for n in range(count)]
        add_team("Crowd", mark=3, manager_id=db.session.scalar(select(Person.id)), person_ids=ids)
        publication.audit("hire", "person", ids[0])
    return ids


def test_the_same_log_sent_by_many_at_once_is_one(app, cast, session):
    call_id = kind_id("call")
    per_call = add_rule("per_activity", {"kind_id": call_id}, 5)
    answers = at_once(app, [lambda: call(cast.ada, call_id, "same") for _ in range(WRITERS)])
    assert len({answer.activity.id for answer in answers}) == 1
    assert sum(not answer.is_repeat for answer in answers) == 1
    assert len(live_awards(per_call)) == 1
    assert session.scalar(select(func.count()).select_from(Activity)) == 1


def made_or_refused(write):
    """Whether the write went through; False if the id already belonged to somebody else."""
    try:
        write()
    except scoring.Conflict:
        return False
    return True


def test_one_client_made_id_by_several_people_at_once_is_one_entry(app, cast, session):
    call_id = kind_id("call")
    people = (cast.ada, cast.ben, cast.otto, cast.mona)

    def log(person_id, n):
        return made_or_refused(lambda: call(person_id, call_id, f"made-up-{n}"))

    made = at_once(app, [lambda p=p, n=n: log(p, n) for n in range(8) for p in people])
    assert sum(made) == 8
    assert session.scalar(select(func.count()).select_from(Activity)) == 8
    assert scoring.verify() == []


def test_one_client_made_id_of_two_corrections_at_once_corrects_one_of_them(app, cast, session):
    call_id = kind_id("call")
    pairs = [
        [call(p, call_id, f"first-{p}-{n}").activity.id for p in (cast.ada, cast.ben)]
        for n in range(8)
    ]

    def correct(activity_id, n):
        return made_or_refused(
            lambda: scoring.correct_activity(
                activity_id,
                by_id=cast.mona,
                reason="",
                at=NOON,
                client_id=f"made-up-{n}",
                note="Mended",
            )
        )

    made = at_once(app, [lambda a=a, n=n: correct(a, n) for n in range(8) for a in pairs[n]])
    assert sum(made) == 8
    assert session.scalar(select(func.count()).select_from(Void)) == 8
    assert scoring.verify() == []


def test_one_client_made_id_gives_one_of_two_people_the_badge(app, cast, session):
    with scoring.publish(by_id=None, at=NOON) as publication:
        badge = Badge(slug="stand", name="Stand", icon="star")
        db.session.add(badge)
        db.session.flush()
        badge_id = badge.id
        publication.audit("add", "badge", badge_id)

    def give(person_id, n):
        return made_or_refused(
            lambda: scoring.give_badge(
                person_id,
                badge_id=badge_id,
                points=5,
                day=TODAY,
                client_id=f"made-up-{n}",
                by_id=cast.iris,
                at=NOON,
                reason="For the stand",
            )
        )

    people = (cast.ada, cast.ben)
    made = at_once(app, [lambda p=p, n=n: give(p, n) for n in range(8) for p in people])
    assert sum(made) == 8
    assert session.scalar(select(func.count()).select_from(Award)) == 8
    assert scoring.verify() == []


def test_log_and_undo_by_many_at_once_nets_what_the_rest_would(app, cast, session):
    call_id = kind_id("call")
    add_rule("per_activity", {"kind_id": call_id}, 5)
    add_rule("reach", {"kind_id": call_id, "target": 3, "is_repeated": True}, 20)
    add_rule("first_in_team", {"kind_id": call_id}, 7)

    def log_and_undo(person_id, n):
        kept = call(person_id, call_id, f"kept-{person_id}-{n}")
        undone = call(person_id, call_id, f"undone-{person_id}-{n}")
        scoring.void_activity(undone.activity.id, by_id=person_id, reason="undo", at=NOON)
        return kept

    people = (cast.ada, cast.ben, cast.otto)
    at_once(app, [lambda p=p, n=n: log_and_undo(p, n) for n in range(7) for p in people])
    assert scoring.verify() == []
    ada = session.scalar(select(func.sum(Award.points)).where(Award.subject_id == cast.ada))
    # Seven calls, two times three of them, and perhaps the first of the day.
    assert ada in (7 * 5 + 2 * 20, 7 * 5 + 2 * 20 + 7)


def test_two_who_undo_where_the_other_was_too_do_not_wait_in_a_circle(app, cast, session):
    """Whoever stood next to them is locked too, always in the same order."""
    add_rule("first_in_team", {"kind_id": kind_id("call")}, 7)
    calls = {
        (who, day): [call(who, kind_id("call"), f"{who}-{day}-{n}", day=day) for n in range(8)]
        for who in (cast.ada, cast.ben)
        for day in (IN_NORTH, IN_SOUTH)
    }
    for who in (cast.ada, cast.ben):
        with scoring.publish(by_id=None, at=NOON) as publication:
            publishing.move(publication, who, team_id=cast.south, since=IN_SOUTH)

    def undo(who, day):
        for logged in calls[who, day]:
            scoring.void_activity(logged.activity.id, by_id=who, reason="undo", at=NOON)

    at_once(app, [lambda: undo(cast.ada, IN_NORTH), lambda: undo(cast.ben, IN_SOUTH)])
    assert scoring.verify() == []


def test_publishing_while_others_log_leaves_nothing_unpaid(app, cast, session):
    call_id = kind_id("call")
    jobs = [lambda n=n: call(cast.ada, call_id, f"log-{n}") for n in range(40)]

    def publish_while_they_log():
        line = add_rule("per_activity", {"kind_id": call_id}, 3)
        with scoring.publish(by_id=None, at=NOON) as publication:
            publication.audit("apply", "rule", line)
            publication.rescore_line(line, since=date.min)
        return line

    jobs.insert(20, publish_while_they_log)
    line = at_once(app, jobs)[20]
    assert len(live_awards(line)) == 40
    assert scoring.verify() == []


def test_new_combinations_of_values_met_at_once_become_one_cut(app, cast, session):
    deal = kind_id("deal-won")
    new_value = session.scalar(select(DimensionValue.id).where(DimensionValue.slug == "new"))
    jobs = [
        lambda n=n: call(
            (cast.ada, cast.ben, cast.otto)[n % 3],
            deal,
            f"deal-{n}",
            amount=100,
            value_ids=frozenset({new_value}),
        )
        for n in range(24)
    ]
    at_once(app, jobs)
    assert session.scalar(select(func.count(func.distinct(Activity.cut_id)))) == 1
    assert scoring.verify() == []


def test_a_late_log_and_a_log_of_today_at_once_agree_with_a_replay(app, cast, session):
    call_id = kind_id("call")
    add_rule("streak", {"kind_id": call_id, "target": 2}, 9)
    add_rule("personal_best", {"kind_id": call_id}, 4)

    def log(n):
        day = TODAY - timedelta(days=n % 5)
        new = scoring.NewActivity(cast.ada, call_id, day)
        return scoring.log_activity(new, client_id=f"mixed-{n}", by_id=None, at=NOON)

    at_once(app, [lambda n=n: log(n) for n in range(40)])
    assert scoring.verify() == []
