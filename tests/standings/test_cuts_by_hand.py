"""M1, M2 and M6 to M8 cut by a dimension, as metrics of the company's own, worked out by hand."""

import pytest
from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.models import Dimension, DimensionValue, Kind, Metric, Unit
from leaderboard.publishing.metrics import make_metric
from leaderboard.rules.calendars import Calendar
from leaderboard.rules.metrics import Direction, Measure, Part, Term, Window
from leaderboard.scoring import publish
from tests.standings.by_hand import AT, check, found_company

BELOW, BEFORE = Part.DENOMINATOR, Window.BEFORE


@pytest.fixture(params=list(Calendar))
def owners(request, session, cast):
    return found_company(cast, request.param)


def make(slug, *terms, unit=Unit.RATIO, direction=Direction.LOWER):
    """A metric of these terms that ranks from the first case on."""
    said = {"name": slug, "description": "", "unit": unit, "direction": direction, "min_sample": 1}
    with publish(by_id=None, at=AT) as publication:
        metric_id = make_metric(publication, said, terms)
    assert db.session.get_one(Metric, metric_id).slug == slug


def term(kind, measure=Measure.ENTRIES, part=Part.NUMERATOR, *, value=None, **given):
    """A term of a kind; `value` is written `dimension:value`."""
    kind_id = db.session.scalar(select(Kind.id).where(Kind.slug == kind))
    return Term(kind_id, measure, part, value_id=value and value_id(*value.split(":")), **given)


def value_id(dimension, value):
    return db.session.scalar(
        select(DimensionValue.id)
        .join(Dimension, Dimension.id == DimensionValue.dimension_id)
        .where(Dimension.slug == dimension, DimensionValue.slug == value)
    )


def test_m1_revenue_of_one_deal_type(session, owners):
    won = term("deal-won", Measure.AMOUNT, value="deal-type:upsell")
    make("upsold", won, unit=Unit.MONEY, direction=Direction.HIGHER)
    ledger = """
        10-31  ada   deal-won  amount=100 deal-type:upsell
        11-09  ada   deal-won  amount=200 deal-type:upsell
        11-09  ada   deal-won  amount=900 deal-type:new
        11-10  ada   deal-won  amount=300 deal-type:upsell
        11-21  ben   deal-won  amount=800
        11-22  zoe   deal-won  amount=400 deal-type:upsell
    """
    expected = """
                         ada  ben  north  south  region  company
        upsold  2026-11  500    0    200    300     500      900
        upsold  1405-08  600    0    300    300     600      600
    """
    check(expected, ledger, owners, session)


def test_m2_churn_of_one_kind(session, owners):
    """Customers whose card expired, of all there were; another kind still leaves fewer of them."""
    make(
        "unpaid",
        term("customer-lost", value="churn-kind:payment"),
        term("opening-customers", Measure.QUANTITY, BELOW, window=BEFORE),
        term("customer-lost", Measure.ENTRIES, BELOW, window=BEFORE, sign=-1),
    )
    ledger = """
        09-01  ada   opening-customers  quantity=50
        09-01  otto  opening-customers  quantity=20
        10-20  ada   customer-lost      churn-kind:account
        10-31  ada   customer-lost      churn-kind:payment
        11-09  ada   customer-lost      churn-kind:payment
        11-09  ada   customer-lost x3   churn-kind:user
        11-10  ada   customer-lost      churn-kind:payment
        11-22  otto  customer-lost x2   churn-kind:payment
        11-22  otto  customer-lost
    """
    expected = """
                          ada  ben  north  south  region  company
        unpaid  2026-11  2/48  few   1/48   3/20    4/68     4/68
        unpaid  1405-08  3/49  few   2/49   1/20    3/69     3/69
    """
    check(expected, ledger, owners, session)


def test_m6_losses_to_no_decision_and_to_competitors(session, owners):
    """The share of all deals that nobody decided about, and how many a competitor won."""
    lost = term("deal-lost", value="loss-reason:no-decision")
    everything = term("deal-won", part=BELOW), term("deal-lost", part=BELOW)
    make("no-decision", lost, *everything)
    make("to-competitors", term("deal-lost", value="loss-reason:competitor"), unit=Unit.COUNT)
    ledger = """
        10-31  ada   deal-lost     loss-reason:no-decision
        11-01  ada   deal-won x2   amount=1
        11-09  ada   deal-lost x3  loss-reason:competitor
        11-10  ada   deal-lost     loss-reason:no-decision
        11-12  ben   deal-lost     loss-reason:price
        11-12  otto  deal-won x2   amount=1
        11-22  otto  deal-lost x2  loss-reason:competitor
        11-30  zoe   deal-lost     loss-reason:no-decision
    """
    expected = """
                                 ada  ben  north  south  region  company
        no-decision     2026-11  1/6    0    0/6    1/5    1/11     2/12
        no-decision     1405-08  2/7    0    1/7    1/3    2/10     2/10
        to-competitors  2026-11    3    0      3      2       5        5
        to-competitors  1405-08    3    0      3      0       3        3
    """
    check(expected, ledger, owners, session)


def test_m7_spent_on_one_source(session, owners):
    """What was spent on e-mail by lead from e-mail: what a lead of that source costs."""
    make(
        "e-mail-lead",
        term("cost", Measure.AMOUNT, value="source:email"),
        term("qualified-lead", part=BELOW, value="source:email"),
        unit=Unit.MONEY,
    )
    ledger = """
        10-31  north   cost  amount=120 source:email
        11-01  ada     qualified-lead x2  source:email
        11-02  ben     qualified-lead x5  source:content
        11-05  north   cost  amount=300 source:email
        11-05  north   cost  amount=700 source:content
        11-10  ada     qualified-lead     source:email
        11-12  south   cost  amount=50  source:email
        11-12  region  cost  amount=90  source:email
        11-22  otto    qualified-lead x4  source:email
        11-30  company cost  amount=60  source:email
    """
    expected = """
                              north  south  region  company
        e-mail-lead  2026-11  300/2   50/5   440/7    500/7
        e-mail-lead  1405-08  420/2   50/1   560/3    560/3
    """
    check(expected, ledger, owners, session)


def test_m8_cycle_time_of_one_deal_type(session, owners):
    new = "deal-type:new"
    days = term("deal-won", Measure.DAYS, value=new)
    make("new-cycle", days, term("deal-won", Measure.TIMED, BELOW, value=new), unit=Unit.DAYS)
    ledger = """
        10-31  ada   deal-won  amount=1 days=20 deal-type:new
        11-01  ada   deal-won  amount=1 days=5  deal-type:renewal
        11-09  ada   deal-won  amount=1 days=30 deal-type:new
        11-09  ben   deal-won  amount=1         deal-type:new
        11-10  ada   deal-won  amount=1 days=12 deal-type:new
        11-22  otto  deal-won  amount=1 days=33 deal-type:upsell
        11-22  otto  deal-won  amount=1 days=48 deal-type:new
        11-30  zoe   deal-won  amount=1 days=9  deal-type:new
    """
    expected = """
                             ada  ben  north  south  region  company
        new-cycle  2026-11  42/2  few   30/1   60/2    90/3     99/4
        new-cycle  1405-08  62/3  few   50/2   12/1    62/3     62/3
    """
    check(expected, ledger, owners, session)
