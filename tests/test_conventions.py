"""What the code promises about its own shape."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "leaderboard"
# Each package may import itself and the rows above it; packages in one row never meet.
LAYERS = (
    ("rules",),
    ("alphabet", "clock", "extensions", "sqlite", "trips"),
    ("database", "planner"),
    ("statements",),
    ("inserts",),
    ("models",),
    ("configuration",),
    ("locale",),
    ("scoring",),
    ("standings",),
    ("permissions", "sentences"),
    ("access", "installation", "live"),
    ("publishing",),
    ("imports", "backups", "export"),
    ("web", "api"),
    ("cli",),
    ("serve", "gunicorn_conf", "background"),
    ("demo",),
)


def package_of(module: str) -> str:
    return module.split(".")[1]


def layer_of(module: str) -> int | None:
    parts = module.split(".")
    if parts[0] != "leaderboard" or len(parts) < 2:
        return None
    return next((n for n, names in enumerate(LAYERS) if parts[1] in names), None)


def imports_of(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module] + [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_a_module_imports_only_its_own_package_and_the_rows_before_it():
    wrong = [
        f"{name_of(path)} imports {used}"
        for path in modules()
        if (own := layer_of(name_of(path))) is not None
        for used in imports_of(path)
        if (other := layer_of(used)) is not None
        if other > own or (other == own and package_of(used) != package_of(name_of(path)))
    ]
    assert wrong == []


def test_every_module_belongs_to_a_layer():
    assert [
        name_of(p) for p in modules() if p.parent != PACKAGE and layer_of(name_of(p)) is None
    ] == []
    top = [name_of(p) for p in modules() if p.parent == PACKAGE and p.name != "__init__.py"]
    assert [name for name in top if layer_of(name) is None] == []


def test_the_pages_hold_no_query():
    """What a page shows comes from `standings` and `configuration`, what it changes goes through
    `publishing` and `scoring`, so that an API finds everything there."""
    names = ("sqlalchemy", "leaderboard.extensions.db")
    wrong = [
        f"{name_of(path)} imports {used}"
        for path in (PACKAGE / "web").rglob("*.py")
        for used in imports_of(path)
        if used.startswith(names)
    ]
    assert wrong == []


def test_rules_import_only_the_standard_library_and_persiantools():
    third_party = ("flask", "sqlalchemy", "wtforms", "werkzeug", "jinja2", "babel", "config")
    wrong = [
        f"{name_of(path)} imports {used}"
        for path in (PACKAGE / "rules").rglob("*.py")
        for used in imports_of(path)
        if used.split(".")[0].startswith(third_party)
    ]
    assert wrong == []


def test_only_the_clock_reads_the_clock():
    wrong = []
    for path in modules():
        if path == PACKAGE / "clock.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in ("now", "utcnow", "today")
                and isinstance(node.value, ast.Name)
                and node.value.id in ("datetime", "date")
            ):
                wrong.append(f"{name_of(path)}:{node.lineno}")
    assert wrong == []


def test_nobody_commits_but_the_write_transaction():
    commits = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        if path.name not in ("database.py", "sqlite.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert commits == [], "write inside `with write_transaction(db.session):`"


def test_every_rule_has_a_sentence_that_a_manager_could_read():
    silent = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in modules()
        if path.is_relative_to(PACKAGE / "rules")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("__")
        if ast.get_docstring(node) is None
    ]
    assert silent == []


def test_no_function_imports_and_no_module_lacks_its_sentence():
    for path in modules():
        tree = ast.parse(path.read_text())
        assert ast.get_docstring(tree), f"{name_of(path)} has no opening sentence"
        inner = [
            f"{name_of(path)}:{node.lineno}"
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert inner == []


def test_the_tree_names_no_machine_and_no_registry():
    words = "|".join(["/wo" + "rk/", "/far" + "m/", "pypi" + r"\.org", "files" + r"\.pythonhosted"])
    found = subprocess.run(
        ["git", "grep", "-nIE", words, "--", "."], cwd=ROOT, capture_output=True, text=True
    )
    assert found.stdout == ""


def test_the_tree_holds_no_links():
    entries = subprocess.run(
        ["git", "ls-files", "--stage"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert [line for line in entries.stdout.splitlines() if line.startswith("120000")] == []


def test_a_trigger_is_named_only_where_it_speaks_for_itself():
    """A new trigger is its own module, its facts and its words; everything else asks it
    what it is."""
    names = {path.stem for path in (PACKAGE / "rules" / "triggers").glob("[a-z]*.py")}
    homes = ("rules/triggers", "scoring/facts", "sentences/triggers")
    for home in homes:
        assert {path.stem for path in (PACKAGE / home).glob("[a-z]*.py")} == names
    named = [
        f"{name_of(path)}:{node.lineno} {node.value}"
        for path in modules()
        if not any(path.is_relative_to(PACKAGE / home) for home in homes)
        for outer in ast.walk(ast.parse(path.read_text()))
        if isinstance(outer, ast.Compare | ast.Subscript)
        for node in ast.walk(outer)
        if isinstance(node, ast.Constant) and node.value in names
    ]
    assert named == []


def test_no_template_sends_a_form_of_its_own_making():
    """`post_form` renders each of them, with its token and its marker; an error page sends what was
    typed once more, marker included."""
    found = {
        str(path.relative_to(ROOT / "templates"))
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"<form[^>]*method", path.read_text(), re.IGNORECASE)
    }
    assert found == {"parts/form.html", "errors/error.html"}


# Words that stand for something which the glossary calls otherwise: a screen, a celebration, the
# feed, a new activity.
OTHER_WORDS = {"television", "tv", "wall", "party", "parties", "news"}


def test_templates_wrap_at_120_columns():
    wide = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if len(line) > 120
    ]
    assert wide == []


def test_a_module_has_one_idea():
    """More lines than these never do."""
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_each_class_name_stands_once():
    names = [
        node.name
        for path in modules()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef)
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_names_are_those_of_the_glossary():
    wrong = [
        f"{name_of(path)}: {name}"
        for path in modules()
        for name in names_in(ast.parse(path.read_text()))
        if OTHER_WORDS & set(re.sub("([a-z])([A-Z])", r"\1_\2", name).lower().split("_"))
    ]
    assert wrong == []


def test_every_table_has_its_word_in_the_glossary():
    words = (ROOT / "docs" / "words.md").read_text().lower()
    tables = {
        node.name
        for path in modules()
        if path.parent == PACKAGE / "models"
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef) and any(ast.unparse(b) == "db.Model" for b in node.bases)
    }
    assert {"Proposal", "Absence"} <= tables
    missing = [
        name
        for name in sorted(tables)
        if not re.search(rf"\b{re.sub('(?<=[a-z])(?=[A-Z])', ' ', name).lower()}s?\b", words)
    ]
    assert missing == []


def test_settings_are_those_of_the_organisation():
    """What a rule asks for is its condition; what the app is told at its start is configuration."""
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        for name, kind in declared(node)
        if name in ("settings", "Settings") and kind != "Configuration"
    ]
    assert wrong == []


def declared(node: ast.AST) -> list[tuple[str, str]]:
    """The names that a node gives to something, each with what it says that is."""
    match node:
        case ast.ClassDef(name=name):
            return [(name, "class")]
        case (
            ast.arg(arg=name, annotation=kind)
            | ast.AnnAssign(target=ast.Name(id=name), annotation=kind)
        ):
            return [(name, ast.unparse(kind) if kind else "")]
        case _:
            return []


def names_in(tree: ast.AST) -> set[str]:
    """What the code calls its modules, classes, functions, arguments and variables."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found
