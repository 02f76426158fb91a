"""M2, M3, M4 and M6 to M9: ratios of a month and of a quarter, in both calendars, worked out by
hand. A team's ratio is that of its sums.

November is from the 1st on, Aban 1405 from 23 October to 21 November; the quarters end with
December and with 21 December.
"""

import pytest

from leaderboard.rules.calendars import Calendar
from tests.standings.by_hand import check, found_company


@pytest.fixture(params=list(Calendar))
def owners(request, session, cast):
    return found_company(cast, request.param)


def test_m2_churn(session, owners):
    """Those lost, of the customers at the period's start; a renewal makes no customer."""
    ledger = """
        09-01  ada   opening-customers  quantity=50
        09-01  ben   opening-customers  quantity=30
        09-01  otto  opening-customers  quantity=20
        09-01  zoe   opening-customers  quantity=10
        09-23  ada   customer-lost      churn-kind:payment
        10-05  ben   deal-won x2        amount=1 deal-type:new
        10-22  otto  customer-lost      churn-kind:account
        10-31  ada   customer-lost      churn-kind:user
        11-02  ada   customer-lost      churn-kind:payment
        11-12  ada   customer-lost x2   churn-kind:account
        11-13  ada   deal-won           amount=1 deal-type:renewal
        11-25  otto  customer-lost      churn-kind:payment
        12-21  ben   customer-lost
        12-22  zoe   customer-lost
    """
    expected = """
                         ada   ben  north  south  region  company
        churn  2026-11  3/48     0   1/80   3/19    4/99    4/109
        churn  1405-08  4/49     0   2/81   2/19   4/100    4/110
        churn  2026-Q4  4/49  1/30   3/79   4/20    7/99    8/109
        churn  1405-Q3  5/50  1/30   4/80   4/20   8/100    8/110
    """
    check(expected, ledger, owners, session)


def test_m3_margin(session, owners):
    """Profit by the revenue whose profit is known; a loss counts below zero."""
    ledger = """
        09-23  ada   deal-won  amount=100 profit=50
        10-22  ben   deal-won  amount=200 profit=20
        10-31  ada   deal-won  amount=300 profit=60
        11-01  ada   deal-won  amount=400
        11-09  ada   deal-won  amount=500 profit=250
        11-10  ada   deal-won  amount=600 profit=-60
        11-22  otto  deal-won  amount=200 profit=100
        11-30  zoe   deal-won  amount=800 profit=400
        12-21  ben   deal-won  amount=300 profit=30
        12-31  ada   deal-won  amount=100 profit=100
    """
    expected = """
                             ada     ben     north    south    region   company
        margin  2026-11 190/1100     few   250/500   40/800  290/1300  690/2100
        margin  1405-08 250/1400     few   310/800  -60/600  250/1400  250/1400
        margin  2026-Q4 350/1500  50/500  360/1300  140/900  500/2200  900/3000
        margin  1405-Q3 300/1500  50/500  410/1400   40/800  450/2200  850/3000
    """
    check(expected, ledger, owners, session)


def test_m4_lifetime_value(session, owners):
    """All that was sold up to the period's end, upsells and renewals too, by customer won."""
    ledger = """
        06-01  ada   deal-won  amount=1000 deal-type:new
        09-23  ben   deal-won  amount=600  deal-type:new
        10-22  ada   deal-won  amount=500  deal-type:upsell
        10-31  otto  deal-won  amount=300  deal-type:new
        11-09  ada   deal-won  amount=200  deal-type:renewal
        11-10  ada   deal-won  amount=400  deal-type:new
        11-22  ben   deal-won  amount=900  deal-type:upsell
        11-30  zoe   deal-won  amount=700  deal-type:new
        12-21  ada   deal-won  amount=100  deal-type:renewal
        12-22  otto  deal-won  amount=50   deal-type:renewal
    """
    expected = """
                         ada     ben    north  south  region  company
        ltv  2026-11  2100/2  1500/1   3200/2  700/2  3900/4   4600/5
        ltv  1405-08  2100/2   600/1   2300/2  700/2  3000/4   3000/4
        ltv  2026-Q4  2200/2  1500/1   3200/2  850/2  4050/4   4750/5
        ltv  1405-Q3  2200/2  1500/1   3200/2  800/2  4000/4   4700/5
    """
    check(expected, ledger, owners, session)


def test_m4_opening_customers_share_in_what_all_of_them_bought(session, owners):
    """Ben began with four customers, won a fifth, and gave one to Otto, who sold to it."""
    ledger = """
        06-01  ben   opening-customers  quantity=4
        06-10  ben   deal-won  amount=600  deal-type:new
        11-05  ben   deal-won  amount=900  deal-type:upsell
        11-12  ben   customers-given     quantity=1
        11-12  otto  customers-received  quantity=1
        11-20  otto  deal-won  amount=500  deal-type:renewal
    """
    expected = """
                      ada     ben   north  south  region  company
        ltv  2026-11  few  1500/4  1500/4  500/1  2000/5   2000/5
        ltv  1405-08  few  1500/4  1500/4  500/1  2000/5   2000/5
        ltv  2026-Q3  few   600/5   600/5    few   600/5    600/5
    """
    check(expected, ledger, owners, session)


def test_m6_win_rate(session, owners):
    ledger = """
        09-23  ada   deal-won      amount=1
        10-22  ben   deal-lost     loss-reason:no-decision
        10-31  ada   deal-lost     loss-reason:price
        11-01  ada   deal-won x2   amount=1
        11-09  ada   deal-lost     loss-reason:competitor
        11-10  ada   deal-won      amount=1
        11-12  ben   deal-won      amount=1
        11-12  otto  deal-lost x2  loss-reason:no-decision
        11-22  ben   deal-lost     loss-reason:no-decision
        11-30  zoe   deal-won      amount=1
        12-21  ada   deal-lost     loss-reason:competitor
        12-22  otto  deal-won x4   amount=1
    """
    expected = """
                           ada  ben  north  south  region  company
        win-rate  2026-11  3/4  1/2    3/5    1/3     4/8      5/9
        win-rate  1405-08  3/5  1/1    3/5    1/3     4/8      4/8
        win-rate  2026-Q4  3/6  1/3    3/7    5/8    8/15     9/16
        win-rate  1405-Q3  4/7  1/3    4/8    1/4    5/12     6/13
    """
    check(expected, ledger, owners, session)


def test_m7_acquisition_cost(session, owners):
    """What a team, those above it and the company spent, by new customer. Nobody spends alone."""
    ledger = """
        09-23  north    cost         amount=100 source:email
        10-05  ben      deal-won x2  amount=1 deal-type:new
        10-22  south    cost         amount=200
        10-31  ada      deal-won     amount=1 deal-type:new
        11-01  north    cost         amount=300 source:email
        11-09  ada      deal-won x2  amount=1 deal-type:new
        11-10  ada      deal-won     amount=1 deal-type:new
        11-12  ada      deal-won     amount=1 deal-type:renewal
        11-15  region   cost         amount=500 source:content
        11-20  south    cost         amount=60
        11-22  otto     deal-won x2  amount=1 deal-type:new
        11-25  north    cost         amount=150 source:landing-page
        11-30  company  cost         amount=700
        11-30  zoe      deal-won     amount=1 deal-type:new
        12-21  ben      deal-won     amount=1 deal-type:new
        12-22  south    cost         amount=90
    """
    expected = """
                      ada  ben  north  south  region  company
        cac  2026-11  few  few  450/2   60/3  1010/5   1710/6
        cac  1405-08  few  few  300/3   60/1   860/4    860/4
        cac  2026-Q4  few  few  450/6  350/3  1300/9  2000/10
        cac  1405-Q3  few  few  550/6  260/3  1310/9  2010/10
    """
    check(expected, ledger, owners, session)


def test_m8_cycle_time(session, owners):
    """Mean days from lead to won, of the deals whose days are known."""
    ledger = """
        09-23  ada   deal-won  amount=1 days=10 deal-type:new
        10-22  ben   deal-won  amount=1 days=40 deal-type:new
        10-31  ada   deal-won  amount=1 days=20 deal-type:renewal
        11-01  ada   deal-won  amount=1 days=30 deal-type:new
        11-09  ada   deal-won  amount=1         deal-type:new
        11-10  ada   deal-won  amount=1 days=6  deal-type:renewal
        11-22  otto  deal-won  amount=1 days=12 deal-type:new
        11-22  otto  deal-won  amount=1 days=33 deal-type:upsell
        11-30  zoe   deal-won  amount=1 days=9  deal-type:new
        12-21  ben   deal-won  amount=1 days=50 deal-type:new
        12-31  ada   deal-won  amount=1 days=4  deal-type:renewal
    """
    expected = """
                              ada   ben  north  south  region  company
        cycle-time  2026-11  36/2   few   30/1   51/3    81/4     90/5
        cycle-time  1405-08  56/3   few   50/2    6/1    56/3     56/3
        cycle-time  2026-Q4  60/4  90/2  140/4   55/4   195/8    204/9
        cycle-time  1405-Q3  66/4  90/2  150/5   51/3   201/8    210/9
    """
    check(expected, ledger, owners, session)


def test_m9_selling_time(session, owners):
    """Minutes selling by minutes worked; the week is the one of Ada's move, in which no day at its
    edge was worked."""
    ledger = """
        09-23  ada   working-time  minutes=60  time-use:selling
        10-22  ben   working-time  minutes=90  time-use:selling
        10-31  ada   working-time  minutes=120 time-use:other
        11-02  ada   working-time  minutes=180 time-use:selling
        11-02  ada   working-time  minutes=300 time-use:other
        11-10  ada   working-time  minutes=240 time-use:selling
        11-10  ada   working-time  minutes=160 time-use:other
        11-12  ben   working-time  minutes=100 time-use:selling
        11-12  ben   working-time  minutes=300 time-use:other
        11-22  otto  working-time  minutes=200 time-use:selling
        11-23  otto  working-time  minutes=50  time-use:other
        11-30  zoe   working-time  minutes=30  time-use:selling
        11-30  zoe   working-time  minutes=90  time-use:other
        12-21  ben   working-time  minutes=110 time-use:other
        12-22  ada   working-time  minutes=50  time-use:selling
    """
    expected = """
                                      ada      ben     north    south    region   company
        selling-time  week:2026-11-10 240/400  100/400 100/400  240/400  340/800  340/800
        selling-time  2026-11         420/880  100/400 280/880  440/650  720/1530 750/1650
        selling-time  1405-08         420/1000 100/400 280/1000 240/400  520/1400 520/1400
        selling-time  2026-Q4         470/1050 190/600 370/1200 490/700  860/1900 890/2020
        selling-time  1405-Q3         480/1060 190/600 430/1260 440/650  870/1910 900/2030
    """
    check(expected, ledger, owners, session)
