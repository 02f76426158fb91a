"""Bad lines are kept in groups: as many as anybody reads, whatever a file holds."""

from leaderboard.scoring import Bad, BadLines


class Wrong(ValueError):
    def __init__(self, family, word=""):
        super().__init__(f"{family} {word}")
        self.family, self.word = family, word


def groups_of(*errors):
    bad = BadLines()
    for line, error in enumerate(errors, start=1):
        bad.add(Bad(line, error))
    assert bad.count == len(errors) == sum(group.count for group in bad.groups.values())
    return list(bad.groups.values())


def test_lines_with_the_same_thing_wrong_are_one_group_with_its_first_three():
    (group,) = groups_of(*[Wrong("date") for _ in range(9)])
    assert (group.count, [bad.line for bad in group.first]) == (9, [1, 2, 3])


def test_each_word_is_a_group_up_to_a_number():
    groups = groups_of(*[Wrong("nobody", f"name {n % 50}") for n in range(100)])
    assert [group.is_mixed for group in groups] == [False] * 20 + [True]
    assert (groups[0].count, groups[-1].count) == (2, 60)


def test_a_family_that_comes_late_is_told_beside_many_words():
    groups = groups_of(*[Wrong("nobody", str(n)) for n in range(100)], Wrong("date"))
    assert groups[-1].first[0].line == 101


def test_errors_that_tell_no_family_do_not_fill_the_report():
    groups = groups_of(*[ValueError(f"at {n}") for n in range(5000)])
    assert len(groups) == 101
    assert (groups[-1].is_mixed, groups[-1].count) == (True, 4900)
    assert len(groups_of(ValueError("same"), ValueError("same"))) == 1
