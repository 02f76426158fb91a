"""The people in the tests: Ada and Ben sell in Mona's team North, Otto in Olga's team South.

Otto and Olga are outsiders to anything of North's; Iris is the admin.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from argon2 import PasswordHasher

from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.locale import fold
from leaderboard.models import Membership, Person, Role, SubjectKind, Team
from leaderboard.publishing.founding import Charter, add_person, add_subject, found

FOUNDED = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
SINCE = date(2020, 1, 1)
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Cast:
    """Everybody's id; a person's address is their name at example.com."""

    iris: int
    mona: int
    ada: int
    ben: int
    north: int
    olga: int
    otto: int
    south: int


def gather() -> Cast:
    """Found the organisation in an empty database and hire everybody."""
    charter = Charter(name="Example")
    iris = found(charter, admin_name="Iris", admin_email="iris@example.com", at=FOUNDED)
    with write_transaction(db.session):
        mona, olga = hire("Mona", role=Role.MANAGER), hire("Olga", role=Role.MANAGER)
        ada, ben, otto = hire("Ada"), hire("Ben"), hire("Otto")
        north = add_team("North", mark=1, manager_id=mona, person_ids=[mona, ada, ben])
        south = add_team("South", mark=2, manager_id=olga, person_ids=[olga, otto])
        # A password that is slow to check would slow down every test.
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        for person in db.session.scalars(db.select(Person)):
            person.password_hash = quick
    return Cast(iris, mona, ada, ben, north, olga, otto, south)


def hire(name: str, *, role: Role = Role.REP) -> int:
    return add_person(name=name, email=f"{name.lower()}@example.com", role=role, at=FOUNDED)


def add_team(name: str, *, mark: int, manager_id: int, person_ids: list[int]) -> int:
    team = Team(
        id=add_subject(SubjectKind.TEAM),
        name=name,
        folded=fold(name),
        mark=mark,
        manager_id=manager_id,
        created_at=FOUNDED,
    )
    db.session.add(team)
    db.session.flush()
    for person_id in person_ids:
        db.session.add(Membership(person_id=person_id, since=SINCE, team_id=team.id))
    return team.id
