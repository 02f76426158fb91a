"""The boards of a real CRM file against answers computed twice without us."""

import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from leaderboard.extensions import db
from leaderboard.models import Activity, Award, Kind, Person, Void
from tests import crm
from tests.crm import PERIODS, SLUGS, Company, board_of, expected, six, sums_by

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("crm")]
GROUPS = {"rep": "agent", "team": "manager", "parent": "region"}


@pytest.fixture(scope="module")
def truth():
    crm.need_file()
    return crm.truth()


@pytest.fixture(scope="module")
def imported(truth, tmp_path_factory):
    return crm.company_on_sqlite(tmp_path_factory.mktemp("crm"))


@pytest.fixture
def company(imported):
    """The company as it is after both imports."""
    yield imported
    imported.restore()


@pytest.fixture(params=["import", "rebuild", "there and back"], scope="module")
def settled(request, imported, tmp_path_factory):
    """The same company after the import; after a rebuild; after 500 lines changed and back."""
    if request.param == "rebuild":
        imported.run("rebuild")
    if request.param == "there and back":
        rows = changed(crm.pipeline(), count=500, seed=7)
        path = crm.write_pipeline(tmp_path_factory.mktemp("changed") / "pipeline.csv", rows)
        imported.import_activities(path)
        imported.import_activities()
    yield imported
    imported.restore()


def changed(rows, *, count, seed):
    """The same number of lines with another amount, date or stage."""
    dice = random.Random(seed)
    picked = set(dice.sample(range(len(rows)), count))
    return [change(row, dice) if n in picked else row for n, row in enumerate(rows)]


def change(row, dice):
    """Anything that somebody in sales may do to a line, except leaving it as it was."""
    engaged = row["engage_date"] or "2017-02-01"
    closed = str(date.fromisoformat(engaged) + timedelta(days=dice.randrange(0, 140)))
    closed = min(closed, "2017-12-31")
    won = {"deal_stage": "Won", "close_value": str(dice.randrange(38, 30000))}
    lost = {"deal_stage": "Lost", "close_value": "0"}
    open_again = {"deal_stage": "Engaging", "close_date": "", "close_value": ""}
    kinds = [
        {**row, **won, "engage_date": engaged, "close_date": closed},
        {**row, **lost, "engage_date": engaged, "close_date": closed},
        {**row, **open_again, "engage_date": engaged},
        {**row, **open_again, "deal_stage": "Prospecting", "engage_date": ""},
        {**row, "sales_agent": "Zane Levy", "account": "Acme Corporation"},
    ]
    return dice.choice([kind for kind in kinds if kind != row])


# --- everything in the truth, by the command ---------------------------------------------------


@pytest.mark.parametrize("by", GROUPS)
@pytest.mark.parametrize("key", PERIODS)
def test_boards_of_every_period_equal_the_truth(settled, truth, key, by):
    known = truth["by_period"][key].get(GROUPS[by])
    if known is None:
        assert key in ("iso_week", "sat_week"), "the truth has weeks for agents alone"
        known = by_week(key, by, truth)
    _, spelled, options = PERIODS[key]
    for period in truth["by_period"][key]["total"]:
        won, lost = known["won"].get(period, {}), known["lost"].get(period, {})
        revenue = known["revenue"].get(period, {})
        rates = {
            name: (Fraction(won.get(name, 0), closed), closed)
            for name in won.keys() | lost.keys()
            if (closed := won.get(name, 0) + lost.get(name, 0))
        }
        asked = {"by": by, "period": spelled.format(period)}
        assert settled.board("revenue", *options, **asked) == expected(
            {name: (Fraction(value), won[name]) for name, value in revenue.items()}
        )
        assert settled.board("deals-won", *options, **asked) == expected(
            {name: (Fraction(value), value) for name, value in won.items()}
        )
        assert settled.board("win-rate", *options, **asked) == expected(rates, least=10)


def by_week(key, by, truth):
    """Teams and regions by week: the sums of their agents."""
    of = crm.groups()[by]
    return {
        name: {
            period: dict(sum_up(values, of))
            for period, values in truth["by_period"][key]["agent"][name].items()
        }
        for name in ("revenue", "won", "lost")
    }


def sum_up(values, of):
    found = Counter()
    for agent, value in values.items():
        found[of[agent]] += value
    return found


@pytest.mark.parametrize("key", PERIODS)
def test_whole_periods_equal_the_truth(settled, truth, key):
    _, spelled, options = PERIODS[key]
    for period, total in truth["by_period"][key]["total"].items():
        asked = {"period": spelled.format(period)}
        revenue = settled.board("revenue", *options, **asked)
        rates = settled.board("win-rate", *options, **asked)
        won, closed = sum(row["sample"] for row in revenue), sum(row["sample"] for row in rates)
        assert sum(row["value"] for row in revenue) == total["revenue"]
        assert (won, closed - won) == (total["won"], total["lost"])
        assert six(Fraction(won, closed)) == total["win_rate"]


@pytest.mark.parametrize(
    ("by", "key"), [("rep", "agents"), ("team", "managers"), ("parent", "regions")]
)
def test_the_year_equals_the_truth(settled, truth, by, key):
    known = {name: own for name, own in truth[key].items() if own["won"] + own["lost"]}
    boards = {what: settled.board(slug, by=by, period="2017") for what, slug in SLUGS.items()}
    rows = {what: {row["name"]: row for row in board} for what, board in boards.items()}
    assert all(set(found) == set(known) for found in rows.values())
    for name, own in known.items():
        assert rows["revenue"][name]["value"] == own["revenue"]
        assert rows["won"][name]["value"] == own["won"]
        assert rows["rate"][name]["value"] == own["win_rate"]
        assert rows["rate"][name]["sample"] == own["won"] + own["lost"]
        assert rows["cycle"][name]["value"] == own["cycle_won"]["avg_days"]
        assert rows["cycle"][name]["sample"] == own["cycle_won"]["n"]


def test_agents_without_deals_have_no_row(settled, truth):
    listed = {row["name"] for row in settled.board("revenue", period="2017")}
    assert listed.isdisjoint(truth["agents_without_deals"])
    assert len(truth["agents_without_deals"]) == 5
    with settled.app.app_context():
        names = set(db.session.scalars(select(Person.name)))
    assert names >= set(truth["agents_without_deals"])


def test_the_agents_win_rates_and_cycles_by_quarter_equal_the_truth(settled, truth):
    for quarter, rates in truth["agent_quarter_win_rate"].items():
        board = settled.board("win-rate", "--min-sample", "0", period=quarter)
        assert {row["name"]: row["value"] for row in board} == rates
        assert None not in {row["rank"] for row in board}
    for quarter, cycles in truth["agent_quarter_cycle_won"].items():
        board = settled.board("cycle-time", period=quarter)
        values = {
            name: (Fraction(own["sum_days"], own["n"]), own["n"]) for name, own in cycles.items()
        }
        assert board == expected(values, least=5, is_lower_better=True)
        assert {row["name"]: row["value"] for row in board} == {
            name: own["avg_days"] for name, own in cycles.items()
        }


def test_the_ranks_and_ties_of_the_tops_equal_the_truth(settled, truth):
    periods = {**truth["top10"]["quarter"], **truth["top10"]["month"]}
    periods["2017"] = truth["top10"]["year_2017"]
    tied = {**truth["ties"]["agent_month_won"], **truth["ties"]["agent_quarter_won"]}
    for period, tops in periods.items():
        for what, rows in tops.items():
            top = [row for row in settled.board(SLUGS[what], period=period) if row["rank"] <= 10]
            assert [(r["rank"], r["name"], r["value"], r["tied"]) for r in top] == [
                (r["rank"], r["name"], r["score"], r["tied"]) for r in rows
            ]
            if what == "won" and period in tied:
                assert sum(row["tied"] for row in top) == tied[period]


def test_the_board_of_teams_equals_the_truth(settled, truth):
    for quarter, rows in truth["team_board"].items():
        board = settled.board("revenue", by="team", period=quarter)
        assert [(r["rank"], r["name"], r["value"], r["tied"]) for r in board] == [
            (r["rank"], r["name"], r["score"], r["tied"]) for r in rows
        ]


def test_qualified_leads_equal_the_truth(settled, truth):
    for month, engaged in truth["engaged_per_month"].items():
        board = settled.board("qualified-leads", period=month)
        assert {row["name"]: row["value"] for row in board} == engaged
        assert sum(engaged.values()) == truth["engaged_total_per_month"][month]


def test_the_ledger_equals_the_truth(settled, truth):
    """What no board shows: customers, the largest deals, the days of lost deals."""
    with settled.app.app_context():
        live = ~select(Void.id).where(Void.activity_id == Activity.id).exists()
        rows = db.session.execute(
            select(Kind.slug, Activity.customer, Person.name, Activity.amount, Activity.days)
            .join(Kind, Kind.id == Activity.kind_id)
            .join(Person, Person.id == Activity.subject_id)
            .where(live, Kind.slug != "qualified-lead")
        ).all()
    for account, own in truth["accounts"].items():
        won = [row.amount for row in rows if row.customer == account and row.slug == "deal-won"]
        lost = [row for row in rows if row.customer == account and row.slug == "deal-lost"]
        assert (sum(won), len(won), len(lost)) == (own["revenue"] * 100, own["won"], own["lost"])
    for agent, own in truth["agents"].items():
        won = [row.amount for row in rows if row.name == agent and row.slug == "deal-won"]
        lost = [row.days for row in rows if row.name == agent and row.slug == "deal-lost"]
        assert max(won, default=0) == (own["largest_won_value"] or 0) * 100
        assert (len(lost), sum(lost)) == (own["cycle_lost"]["n"], own["cycle_lost"]["sum_days"])


def test_everything_equals_the_ledger(settled):
    assert "differ" not in settled.run("verify")
    with settled.app.app_context():
        assert db.session.scalar(select(func.count(Award.id))) > 1000, "the rules reach back"


# --- what changes and what does not ------------------------------------------------------------


def test_the_same_file_again_changes_nothing(company, truth):
    told = company.import_activities()
    totals = truth["totals"]
    closed = totals["won"] + totals["lost"]
    assert counts(told)["unchanged"] == closed + closed + totals["engaging"]
    assert sum(counts(told).values()) == counts(told)["unchanged"]
    assert counts(company.import_people())["unchanged"] == 35


def test_500_changed_lines_are_corrected_and_voided(company, tmp_path):
    rows = changed(crm.pipeline(), count=500, seed=3)
    told = counts(company.import_activities(crm.write_pipeline(tmp_path / "new.csv", rows)))
    assert told["added"] > 50
    assert told["corrected"] > 100
    assert told["voided"] > 50
    check(company, rows)


def test_500_lines_voided_by_hand_are_gone_and_stay_so(company):
    rows = crm.pipeline()
    gone = {row["opportunity_id"] for row in random.Random(11).sample(given(rows), 500)}
    ids = [part for name in sorted(gone) for part in ("--external-id", name)]
    company.run("void", "--source", "crm", *ids, "--reason", "Never happened")
    left = [row for row in rows if row["opportunity_id"] not in gone]
    check(company, left)
    told = counts(company.import_activities())
    assert told["kept_void"] > 500
    assert told["added"] + told["corrected"] + told["voided"] == 0
    check(company, left)


def given(rows):
    """The lines that give an activity."""
    return [row for row in rows if row["engage_date"]]


def counts(told):
    """The numbers of a report, by name."""
    lines = [line.rsplit(maxsplit=1) for line in told.splitlines()]
    return {
        words[0].replace(" ", "_"): int(words[1])
        for words in lines
        if words[1:] and words[1].isdigit()
    }


def check(company: Company, rows) -> None:
    """Months, quarters and weeks of both calendars against what these lines come to."""
    for by, of in crm.groups().items():
        for key, (name_of, spelled, options) in PERIODS.items():
            for period in (name_of(date(2017, 3, 14)), name_of(date(2017, 10, 30))):
                sums = sums_by(rows, of, lambda day, n=name_of, p=period: n(day) == p)
                for what, slug in SLUGS.items():
                    least = {"rate": 10, "cycle": 5}.get(what, 0)
                    board = company.board(slug, *options, by=by, period=spelled.format(period))
                    assert board == board_of(sums, what, least=least), (by, key, period, what)
    company.run("verify")


# --- PostgreSQL --------------------------------------------------------------------------------


@pytest.mark.postgres
def test_the_main_boards_on_postgresql(truth, postgres, tmp_path):
    company = Company(crm.make_app(postgres.make("crm"), data=tmp_path))
    try:
        company.found()
        company.import_people()
        company.import_activities()
        rows = changed(crm.pipeline(), count=500, seed=5)
        check(company, crm.pipeline())
        company.import_activities(crm.write_pipeline(tmp_path / "new.csv", rows))
        check(company, rows)
        company.import_activities()
        test_the_year_equals_the_truth(company, truth, "rep", "agents")
        test_the_ranks_and_ties_of_the_tops_equal_the_truth(company, truth)
        test_the_board_of_teams_equals_the_truth(company, truth)
        company.run("rebuild")
        company.run("verify")
    finally:
        with company.app.app_context():
            db.engine.dispose()
        postgres.drop("crm")
