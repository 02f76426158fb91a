"""The commands around imports: what they print, how they end, and what they leave behind."""

import json
import re

import pytest
from sqlalchemy import func, select

from leaderboard import scoring
from leaderboard.extensions import db
from leaderboard.models import Activity, Award, Void
from leaderboard.scoring import applying
from tests.commands import run
from tests.imports.desk import CALLS


@pytest.fixture
def written(tmp_path):
    """A file beside its map; their names as arguments."""

    def write(*lines, plan=CALLS, encoding="utf-8"):
        (tmp_path / "calls.csv").write_bytes("\r\n".join(["id,who,day", *lines]).encode(encoding))
        (tmp_path / "map.toml").write_text(plan)
        return str(tmp_path / "calls.csv"), "--map", str(tmp_path / "map.toml")

    return write


def live():
    voided = select(func.count(Void.id))
    return db.session.scalar(select(func.count(Activity.id))) - db.session.scalar(voided)


def test_an_import_says_what_it_did(app, cast, session, written):
    told = run(app, "import", "activities", *written("1,Ada,2026-02-02", "2,Ben,2026-02-03"))
    assert [line.split() for line in told.splitlines() if line.startswith(("added", "bad"))] == [
        ["added", "2"],
        ["bad", "lines", "0"],
    ]
    assert live() == 2


def test_a_persian_terminal_is_told_all_in_persian(app, cast, session, written, monkeypatch):
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    lines = ["x,Ada,2026-02-02", *(f"{n},Nobody,2026-02-02" for n in range(90))]
    *reasons, advice, last = run(app, "import", "activities", *written(*lines), code=1).splitlines()
    assert "۹۰ سطر (۳، ۴، ۵ ...): این‌جا کسی به نام «Nobody» نیست." in reasons
    assert "flask import people" in advice
    assert last == (
        "خطا: ۹۰ سطر نادرست است، پس چیزی تغییر نکرد. با \u200e--skip-bad نادیده گرفته می‌شود."
    )
    told = run(app, "import", "activities", *written(*lines), "--skip-bad")
    counts = dict(line.rsplit(maxsplit=1) for line in told.splitlines()[-7:])
    assert (counts["افزوده‌شده"], counts["سطرهای نادرست"]) == ("۱", "۹۰")


def test_signs_that_keep_a_persian_sentence_in_order_reach_the_terminal(
    app, cast, session, written, monkeypatch
):
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    path, *rest = written(plan=CALLS.replace("call", "deal-won") + 'amount = "n"\n')
    with open(path, "w") as file:
        file.write("id,who,day,n\n1,Ada,2026-02-02,much\a\n")
    told = run(app, "import", "activities", path, *rest, code=1)
    assert "۴٬۸۰۰ یا ۴٫۸ هزار" in told
    assert "much\N{REPLACEMENT CHARACTER}" in told
    assert told.count("\N{REPLACEMENT CHARACTER}") == 1


def test_a_dry_run_says_that_it_was_one(app, cast, session, written):
    told = run(app, "import", "activities", *written("1,Ada,2026-02-02"), "--dry-run")
    assert "nothing was changed" in told
    assert live() == 0


def test_bad_lines_are_listed_and_end_with_1(app, cast, session, written):
    lines = [f"{n},Nobody,2026-02-02" for n in range(90)]
    told = run(app, "import", "activities", *written("x,Ada,2026-02-02", *lines), code=1)
    assert "90 lines (3, 4, 5 ...): Nobody here is called “Nobody”." in told.splitlines()
    assert told.count("Add new people under People or with flask import people.") == 1
    assert "90 bad lines, so nothing was changed. --skip-bad skips them." in told
    assert live() == 0
    told = run(app, "import", "activities", *written("x,Ada,2026-02-02", *lines), "--skip-bad")
    assert "90 lines (3, 4, 5 ...): Nobody here is called “Nobody”." in told.splitlines()
    assert live() == 1


def test_every_kind_of_problem_is_told_once(app, cast, session, written):
    """However many lines the first of them fills."""
    lines = [f"{n},Nobody,2026-02-02" for n in range(90)]
    lines += ["x,Someone,2026-02-02", "y,Ada,1.1.2026", "z,Ada,2.1.2026", "0,Ben,2026-02-03"]
    lines += ["w,Ada,2099-01-01", "v,Ada,2099-01-01"]
    told = run(app, "import", "activities", *written(*lines), code=1).splitlines()
    assert told[1:6] == [
        "90 lines (2, 3, 4 ...): Nobody here is called “Nobody”.",
        "Line 92: Nobody here is called “Someone”.",
        "Lines 93, 94: “1.1.2026” is not a date like 2026-04-28. To read it, "
        'set this in the map: date_format = "d/m/y" or "m/d/y"',
        "Line 95: The id “0” appears more than once.",
        "Lines 96, 97: The date is in the future.",
    ]


def test_what_other_keys_would_mend_is_another_problem(app, cast, session, written):
    """A file's one way to write dates does not hide the cells that are no dates."""
    plan = CALLS.replace("call", "deal-won") + 'amount = "n"\n'
    path, *rest = written(plan=plan)
    lines = ["28.4.2026,5", "29.4.2026,5", "n/a,5", "2026-04-28,$5", "2026-04-28,£5"]
    with open(path, "w") as file:
        file.write(
            "\n".join(["id,who,day,n", *(f"{n},Ada,{line}" for n, line in enumerate(lines))])
        )
    told = run(app, "import", "activities", path, *rest, code=1).splitlines()
    assert [sentence.split(": ")[0] for sentence in told[1:5]] == [
        "Lines 2, 3",
        "Line 4",
        "Line 5",
        "Line 6",
    ]


def test_the_key_of_a_column_with_a_format_of_its_own_is_named(app, cast, session, written):
    plan = CALLS.replace('"day"', '{ column = "day", format = "m/d/y" }')
    told = run(app, "import", "activities", *written("1,Ada,28/4/2026", plan=plan), code=1)
    assert 'set this in the map: format = "d/m/y"' in told


def test_lines_that_repeat_others_are_counted(app, cast, session, written):
    lines = ["1,Ada,2026-02-02", "1,Ada,2026-02-02", "2,Ada,2026-02-02", "1,Ada,2026-02-02"]
    told = run(app, "import", "activities", *written(*lines))
    assert "2 lines repeat others and count once with them." in told
    assert live() == 2


def test_a_total_below_the_table_is_told_how_to_leave_it_out(app, cast, session, written):
    told = run(app, "import", "activities", *written("1,Ada,2026-02-02", "Total (1),,"), code=1)
    assert 'If the data ends above line 3, say so in the map: stop_at = "Total (1)"' in told


def test_many_wrong_words_are_told_up_to_a_number(app, cast, session, written):
    lines = [f"{n},Nobody {n},2026-02-02" for n in range(90)]
    told = run(app, "import", "activities", *written(*lines), code=1)
    assert told.count("Nobody here is called") == 21
    assert (
        "70 more lines like these (22, 23, 24 ...), such as: Nobody here is called “Nobody 20”."
        in told.splitlines()
    )


def test_allowed_values_and_where_to_add_one_are_told_once(app, cast, session, written):
    plan = CALLS.replace("call", "deal-won") + 'amount = "n"\ndimensions = { deal-type = "t" }\n'
    path, *rest = written(plan=plan)
    lines = [f"{n},Ada,2026-02-02,5,{'Barter' if n else 'Swap'}" for n in range(9)]
    with open(path, "w") as file:
        file.write("\n".join(["id,who,day,n,t", *lines]))
    told = run(app, "import", "activities", path, *rest, code=1).splitlines()
    assert told[1:3] == [
        "Line 2: “Swap” is not a value of Deal type.",
        "8 lines (3, 4, 5 ...): “Barter” is not a value of Deal type.",
    ]
    assert told[3] == (
        "Deal type can be: new, upsell, renewal. Add more under Kinds of activity, or "
        'say in the map what the word means: deal-type = { column = "...", values = { '
        '"..." = "new" } }'
    )


@pytest.mark.parametrize(
    ("by", "said", "advice"),
    [
        ("name", "Nobody here is called “114”.", '[aliases] "Lovelace, A." = "Ada Lovelace"'),
        ("email", "Nobody here has the e-mail address “114”.", '= "ada@example.com"'),
        ("alias", "“114” is nobody’s alias here.", "from a column that the map calls alias"),
    ],
)
def test_who_is_not_found_is_told_as_the_map_names_people(
    app, cast, session, written, by, said, advice
):
    plan = CALLS.replace('"who"', f'{{ column = "who", by = "{by}" }}')
    told = run(app, "import", "activities", *written("1,114,2026-02-02", plan=plan), code=1)
    assert f"Line 2: {said}" in told.splitlines()
    assert advice in told


def test_bad_lines_are_told_in_their_order(app, cast, session, written):
    lines = ["1,Ada,2999-01-01", "2,Nobody,2026-02-02", "3,Ada,2026-02-02"]
    told = run(app, "import", "activities", *written(*lines), code=1)
    assert re.findall(r"^Line (\d+)", told, re.MULTILINE) == ["2", "3"]
    told = run(app, "import", "activities", *written(lines[0]), code=1)
    assert "One bad line, so nothing was changed. --skip-bad skips it." in told


def test_an_old_encoding_is_named(app, cast, session, written):
    lines = [f"{n},Ada,2026-02-02" for n in range(3)] + ["x,Ada,2026-02-02 "]
    text = CALLS + 'note = "text"\n'
    arguments = written(*lines, plan=text)
    path = arguments[0]
    content = "id,who,day,text\r\n" + "".join(f"{n},Ada,2026-02-02,كتاب خوب\r\n" for n in range(9))
    with open(path, "wb") as file:
        file.write(content.encode("cp1256"))
    assert "Read as cp1256." in run(app, "import", "activities", *arguments)


def test_mistakes_in_a_map_are_all_told(app, cast, session, written):
    plan = CALLS.replace('date = "day"', 'dat = "day"')
    told = run(app, "import", "activities", *written("1,Ada,2026-02-02", plan=plan), code=1)
    assert "activity, date: is missing" in told
    assert "activity, dat: is not a key here; did you mean date?" in told
    assert "The map has errors. Nothing was changed." in told


def test_a_file_that_cannot_be_read_says_why(app, cast, session, written):
    path, *rest = written()
    with open(path, "w") as file:
        file.write("who,day\r\n")
    told = run(app, "import", "activities", path, *rest, code=1)
    assert "The file has no column “id”. It has: who, day. Nothing was changed." in told


def test_no_line_steers_the_terminal(app, cast, session, written):
    told = run(app, "import", "activities", *written("1,\x1b]0;x\aNo\u202ebody,2026-02-02"), code=1)
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_people_are_imported_by_command(app, cast, session, tmp_path):
    (tmp_path / "people.csv").write_text("agent,boss\nZane,Summer\n")
    (tmp_path / "map.toml").write_text(
        'source = "crm"\nname = "agent"\nteam = "boss"\nmanager = "boss"\n'
    )
    arguments = (str(tmp_path / "people.csv"), "--map", str(tmp_path / "map.toml"))
    told = run(app, "import", "people", *arguments)
    assert [line.split()[-1] for line in told.splitlines() if line.startswith("added")] == ["2"]
    told = run(app, "import", "people", *arguments)
    assert [line.split()[-1] for line in told.splitlines() if "unchanged" in line] == ["1"]


@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--yes",)])
def test_moves_that_later_ones_end_are_said_whether_saved_or_not(
    app, cast, session, tmp_path, written, options
):
    """The first five are named and the sixth is counted."""
    names = ["Ada", "Ben", "Zane", "Yara", "Xena", "Will"]
    map_, file = tmp_path / "hr.toml", tmp_path / "people.csv"
    map_.write_text('source = "hr"\nname = "name"\nteam = "team"\nsince = "since"\n')
    run(app, "import", "activities", *written("1,Ada,2026-02-02"))

    def tell(team, since, *options, code=0):
        file.write_text("\n".join(["name,team,since", *(f"{n},{team},{since}" for n in names)]))
        told = run(app, "import", "people", str(file), "--map", str(map_), *options, code=code)
        return re.sub("[\u2066-\u2069]", "", told)

    assert "already recorded" not in tell("South", "2036-12-10", "--yes")
    told = tell("West", "2020-11-10", *options, code=0 if options else 1)
    assert ("Nothing was changed. Add --yes" in told) is (not options)
    for name in names[:5]:
        assert f"From 10 Dec 2036 on, {name} is in South: that move is already" in told
    assert "Will" not in told
    assert "The same is true of one more change." in told


def test_void_takes_back_what_a_line_gave_and_it_stays_so(app, cast, session, written):
    arguments = written("1,Ada,2026-02-02", "2,Ben,2026-02-03", "3,Ben,2026-02-03")
    run(app, "import", "activities", *arguments)
    ids = ("--external-id", "1", "--external-id", "2")
    assert "2 activities voided." in run(
        app, "void", "--source", "phones", *ids, "--reason", "Test"
    )
    assert db.session.scalars(select(Void.reason)).all() == ["Test", "Test"]
    assert "0 activities voided." in run(app, "void", "--source", "phones", *ids)
    assert "kept void" in run(app, "import", "activities", *arguments)
    assert live() == 1
    assert scoring.verify() == []


def test_void_names_what_it_does_not_know_and_changes_nothing(app, cast, session, written):
    run(app, "import", "activities", *written("1,Ada,2026-02-02"))
    told = run(
        app, "void", "--source", "phones", "--external-id", "1", "--external-id", "9", code=1
    )
    assert "Nothing came from phones with the id 9. Nothing was changed." in told
    assert live() == 1


def test_a_reason_longer_than_it_is_kept_is_refused(app, cast, session, written):
    run(app, "import", "activities", *written("1,Ada,2026-02-02"))
    void = ("void", "--source", "phones", "--external-id", "1", "--reason")
    assert "longer than 200 signs" in run(app, *void, "x" * 201, code=2)
    assert "One activity voided." in run(app, *void, "x" * 200)


def test_imports_are_silent(app, cast, session, written):
    """What a file earns is not celebrated."""
    starter = f"{app.root_path}/publishing/starter/rules.toml"
    run(app, "rules", "load", starter, "--since", "2026-01-01")
    lines = [f"{n},Ada,2026-02-02" for n in range(30)]
    run(app, "import", "activities", *written(*lines))
    silent = db.session.scalars(select(Award.is_silent)).all()
    assert silent
    assert all(silent)


def test_a_second_import_is_refused_in_a_sentence(app, cast, session, written):
    arguments = written("1,Ada,2026-02-02")
    with scoring.only_import():
        told = run(app, "import", "activities", *arguments, code=1)
        assert "Another import is running. Try again when it is done." in told
        assert "added" in run(app, "import", "activities", *arguments, "--dry-run")
    assert live() == 0
    run(app, "import", "activities", *arguments)
    assert live() == 1


def test_who_breaks_off_while_it_writes_is_told_that_the_rest_follows(
    app, cast, session, written, monkeypatch
):
    arguments = written("1,Ada,2026-02-02", "2,Ben,2026-02-02", "3,Otto,2026-02-02")
    monkeypatch.setattr("leaderboard.scoring.stage.MOST_ROWS", 1)
    give_way, times = applying.give_way, []

    def break_off(held):
        times.append(held)
        if len(times) == 2:
            raise KeyboardInterrupt
        give_way(held)

    monkeypatch.setattr(applying, "give_way", break_off)
    told = run(app, "import", "activities", *arguments, code=1)
    assert told.splitlines()[-1] == (
        "Error: Stopped. The next import, or the next start of the server, writes the rest."
    )
    assert live() == 2
    assert scoring.verify() == []
    run(app, "import", "activities", *arguments)
    assert live() == 3


def test_a_file_that_ends_early_says_where(app, cast, session, written):
    arguments = written("1,Ada,2026-02-02", "Total,1,", plan='stop_at = "total"' + CALLS)
    assert "The file was read up to line 3." in run(app, "import", "activities", *arguments)
    assert live() == 1


def test_kinds_dimensions_and_their_values_are_listed_as_maps_name_them(app, cast, session):
    told = run(app, "kinds")
    rows = [re.split(r"  +", line) for line in told.splitlines()]
    assert ["call", "Call", "customer"] in rows
    fields = "amount (required), customer, quantity, profit, days, deal-type"
    assert ["deal-won", "Deal", fields] in rows
    assert ["deal-type", "Deal type", "new, upsell, renewal"] in rows


def test_kinds_are_listed_for_other_programs(app, cast, session):
    found = json.loads(run(app, "kinds", "--format", "json"))
    kinds = {kind["slug"]: kind for kind in found["kinds"]}
    assert kinds["deal-won"]["asks"]["amount"] == "required"
    assert "points" not in kinds
    assert found["dimensions"][0].keys() == {"slug", "name", "values"}
