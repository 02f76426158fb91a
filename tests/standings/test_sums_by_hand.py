"""M1, M3, M5 and M10: sums of a month and of a quarter, in both calendars, worked out by hand.

November is from the 1st on, Aban 1405 from 23 October to 21 November; the quarters end with
December and with 21 December.
"""

import pytest

from leaderboard.rules.calendars import Calendar
from tests.standings.by_hand import check, found_company


@pytest.fixture(params=list(Calendar))
def owners(request, session, cast):
    return found_company(cast, request.param)


def test_m1_revenue(session, owners):
    ledger = """
        09-23  ada   deal-won  amount=100
        10-22  ben   deal-won  amount=200
        10-31  ada   deal-won  amount=300
        11-01  ada   deal-won  amount=400
        11-09  ada   deal-won  amount=500
        11-10  ada   deal-won  amount=600
        11-22  otto  deal-won  amount=700
        11-30  zoe   deal-won  amount=800
        12-21  ben   deal-won  amount=900
        12-31  ada   deal-won  amount=50
    """
    expected = """
                            ada  ben  north  south  region  company
        revenue  2026-11   1500    0    900   1300    2200     3000
        revenue  1405-08   1800    0   1200    600    1800     1800
        revenue  2026-Q4   1850 1100   2300   1350    3650     4450
        revenue  1405-Q3   1900 1100   2400   1300    3700     4500
    """
    check(expected, ledger, owners, session)


def test_m3_units(session, owners):
    ledger = """
        09-23  ada   deal-won  amount=1 quantity=1
        10-22  ben   deal-won  amount=1 quantity=2
        10-31  ada   deal-won  amount=1 quantity=3
        11-01  ada   deal-won  amount=1 quantity=4
        11-09  ada   deal-won  amount=1 quantity=5
        11-10  ada   deal-won  amount=1 quantity=6
        11-15  ben   deal-won  amount=1
        11-22  otto  deal-won  amount=1 quantity=7
        11-30  zoe   deal-won  amount=1 quantity=8
        12-21  ben   deal-won  amount=1 quantity=9
        12-31  ada   deal-won  amount=1 quantity=20
    """
    expected = """
                         ada  ben  north  south  region  company
        units  2026-11    15    0      9     13      22       30
        units  1405-08    18    0     12      6      18       18
        units  2026-Q4    38   11     23     33      56       64
        units  1405-Q3    19   11     24     13      37       45
    """
    check(expected, ledger, owners, session)


def test_m5_qualified_leads(session, owners):
    ledger = """
        09-23  ada   qualified-lead     source:email
        10-22  ben   qualified-lead x2
        10-31  ada   qualified-lead x3  source:content
        11-01  ada   qualified-lead x4
        11-10  ada   qualified-lead x5
        11-21  otto  qualified-lead     source:email
        11-22  otto  qualified-lead x6
        11-30  zoe   qualified-lead x2
        12-21  ben   qualified-lead x3
        12-22  ben   qualified-lead x4
    """
    expected = """
                                   ada  ben  north  south  region  company
        qualified-leads  2026-11     9    0      4     12      16       18
        qualified-leads  1405-08    12    0      7      6      13       13
        qualified-leads  2026-Q4    12    9     16     12      28       30
        qualified-leads  1405-Q3    13    5     13     12      25       27
    """
    check(expected, ledger, owners, session)


def test_m10_pure_activity(session, owners):
    ledger = """
        09-23  ada   call
        10-22  ben   call x2
        10-31  ada   call x3
        11-01  ada   call x4
        11-09  ada   demo
        11-10  ada   call x5
        11-10  ada   demo x2
        11-12  ben   meeting x2
        11-22  otto  call x6
        11-22  otto  meeting
        11-30  zoe   call x7
        11-30  zoe   demo x3
        12-21  ben   call x8
        12-31  ada   call x9
        12-31  ada   meeting x4
    """
    expected = """
                                   ada  ben  north  south  region  company
        calls     week:2026-11-10    5    0      0      5       5        5
        calls     2026-11            9    0      4     11      15       22
        calls     1405-08           12    0      7      5      12       12
        calls     2026-Q4           21   10     17     20      37       44
        calls     1405-Q3           13   10     18     11      29       36
        demos     week:2026-11-10    3    0      1      2       3        3
        demos     2026-11            3    0      1      2       3        6
        demos     1405-08            3    0      1      2       3        3
        demos     2026-Q4            3    0      1      2       3        6
        demos     1405-Q3            3    0      1      2       3        6
        meetings  week:2026-11-10    0    2      2      0       2        2
        meetings  2026-11            0    2      2      1       3        3
        meetings  1405-08            0    2      2      0       2        2
        meetings  2026-Q4            4    2      2      5       7        7
        meetings  1405-Q3            0    2      2      1       3        3
    """
    check(expected, ledger, owners, session)
