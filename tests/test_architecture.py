"""Who may import whom: the floors of the design, read from the imports themselves."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from patience import PATIENCE

import retrokit
from retrokit.formats import ACTIVITIES
from retrokit.questions import QUESTIONS
from retrokit.tallies import BALLOT_KINDS

ROOT = Path(retrokit.__file__).parent

TABLE = [
    (name, int(floor))
    for floor, names in re.findall(
        r"^\| (\d+) \| ([^|]*) \|",
        (Path(__file__).parents[1] / "docs" / "architecture.md").read_text("utf-8"),
        re.MULTILINE,
    )
    for name in re.findall(r"`(\w+)/?`", names)
]
"""Every module and package right below `retrokit` with its floor, as people read it."""
FLOORS = dict(TABLE)
ORDER = [name for name, _ in TABLE]
TOP = max(FLOORS.values())

LIBRARIES = {
    "hookspecs": {"pluggy"},
    "characters": {"wcwidth"},
    "codec": {"attrs", "cattrs"},
    "plugins": {"attrs", "pluggy"},
    "testing": {"attrs", "pytest", "hypothesis"},
    "web": {"attrs", "starlette", "uvicorn", "segno"},
    "cli": {"segno", "attrs", "click", "tabulate", "prompt_toolkit", "platformdirs"},
}
"""What else a room may import; every other one has attrs and the standard library."""

EXCEPTIONS = {("cli.hosting", "web"), ("testing.activities", "cli")}
"""Imports between rooms of the top floor, (module, room): the command line opens rooms, and a
contract looks at the screens of a terminal.
"""

TUPLES = (ast.Tuple, ast.List, ast.Set)


HEAVY = {
    "pluggy", "sqlite3", "tabulate", "cattrs", "prompt_toolkit", "difflib", "importlib.metadata",
    "hypothesis", "pytest", "starlette",
}  # fmt: skip


@cache
def modules() -> tuple[str, ...]:
    """Return every module of retrokit by its path below the package, as in `retro.log`."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return tuple(filter(None, found))


def file_of(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def room(module: str) -> str:
    """Return the room of a module. A kind of activity is declared on the floor of the formats."""
    return "formats" if re.fullmatch(r"kinds\.\w+", module) else module.partition(".")[0]


def statements(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield all imports, also those in functions, but not those for type checkers alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            for other in node.orelse:
                yield from statements(other)
        else:
            yield from statements(node)


@cache
def imports(module: str) -> frozenset[str]:
    """Return what a module imports: `retrokit.x.y` for our own, else the top-level name."""
    package = f"retrokit.{module}".split(".")
    if file_of(module).name != "__init__.py":
        package = package[:-1]
    found = set()
    for node in statements(ast.parse(file_of(module).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *(node.module.split(".") if node.module else [])])
            names = [f"{start}.{alias.name}" for alias in node.names]
        found.update(names)
    return frozenset(found)


@cache
def own(module: str) -> frozenset[str]:
    """Return the modules of retrokit that a module imports, as in `retro.log`."""
    known = set(modules())
    found = set()
    for name in imports(module):
        if name.startswith("retrokit."):
            parts = name.split(".")[1:]
            while parts and ".".join(parts) not in known:
                parts.pop()
            found.add(".".join(parts))
    return frozenset(found - {"", module})


def test_every_module_has_one_floor() -> None:
    assert sorted(ORDER) == sorted({room(module) for module in modules()})


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_what_is_below_it_and_its_own_room_only(module: str) -> None:
    """On a floor those named before it are below it; on the top floor no room is."""
    here = room(module)
    below = {
        each
        for each in ORDER[: ORDER.index(here)]
        if FLOORS[each] < TOP or FLOORS[here] < TOP or (module, each) in EXCEPTIONS
    }
    assert {*map(room, own(module))} - {here} <= below


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_the_libraries_that_its_room_may(module: str) -> None:
    tops = {name.partition(".")[0] for name in imports(module)} - {"retrokit"}
    assert tops - sys.stdlib_module_names <= LIBRARIES.get(room(module), {"attrs"})


def test_the_imports_are_read_right() -> None:
    assert {"texts", "errors", "kinds.ask"} <= own("formats")
    assert "attrs" in {name.partition(".")[0] for name in imports("formats")}
    assert own("hookspecs") == set()  # for type checkers alone
    assert "stores.memory" in own("logbook")  # within a function
    assert "engine.digest" in own("codec")


def test_nothing_but_the_list_the_public_class_and_what_is_built_in_names_a_kind_of_activity() -> (
    None
):
    kinds = {f"retrokit.formats.{each.__name__}" for each in ACTIVITIES}

    def names_one(module: str) -> bool:
        return any(each in kinds or each.startswith("retrokit.kinds") for each in imports(module))

    rooms = {"kinds", "formats", "builtin"}
    found = {each for each in modules() if room(each) not in rooms and names_one(each)}
    assert found == {"retro"}  # the public class, of the engine and every kind


def test_nothing_but_what_is_built_in_names_a_kind_of_question() -> None:
    kinds = {f"retrokit.questions.{each.__name__}" for each in QUESTIONS}
    homes = ("retrokit.questions.own", "retrokit.questions.peers")

    def names_one(module: str) -> bool:
        return any(each in kinds or each.startswith(homes) for each in imports(module))

    found = {each for each in modules() if names_one(each)}
    assert {each for each in found if room(each) not in {"questions", "builtin"}} == set()


def test_a_kind_of_activity_is_in_one_place() -> None:
    """`tests/moods` is a whole kind, which tests use: nothing else has to know of it."""
    mine = re.compile(r"\bmoods\b|\bMoods\b")
    here = Path(__file__).parent
    files = [*ROOT.rglob("*.py"), *ROOT.rglob("*.js"), *here.rglob("*.py")]
    touched = {path for path in files if mine.search(path.read_text("utf-8"))}
    assert {path for path in touched if not path.name.startswith("test_")} == {
        here / "moods" / "__init__.py",
        here / "moods" / "rules.py",
    }


def test_no_two_modules_need_each_other() -> None:
    state: dict[str, int] = {}

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert state.get(module) != 1, f"a cycle: {' > '.join((*path, module))}"
        if module in state:
            return
        state[module] = 1
        for other in sorted(own(module)):
            # A package is imported on the way into it, and may gather what is in it.
            if not module.startswith(f"{other}.") and not other.startswith(f"{module}."):
                visit(other, (*path, module))
        state[module] = 2

    for module in modules():
        visit(module, ())
    assert set(state) == set(modules())


@pytest.mark.parametrize("module", modules())
def test_a_module_is_named_for_what_it_is_about(module: str) -> None:
    vague = {"utils", "util", "helpers", "helper", "base", "manager", "common", "misc", "core"}
    assert not vague & set(module.split("."))


def loaded_by(code: str) -> set[str]:
    """Return the heavy modules that are loaded after some code ran in a fresh process."""
    ask = f"{code}\nimport sys\nprint('LOADED', *sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-I", "-c", ask],
        env={key: each for key, each in os.environ.items() if not key.startswith("COVERAGE")},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return set(done.stdout.rpartition("LOADED ")[2].split())


def test_importing_retrokit_costs_nothing() -> None:
    loaded = loaded_by("import retrokit")
    ours = {name for name in loaded if name.startswith("retrokit")}
    assert ours == {"retrokit"}
    assert not loaded & (HEAVY | {"attrs", "click"})


RUN = """
import sys
sys.argv = ['retro', {argument!r}]
from retrokit.cli import main
try:
    main()
except SystemExit as error:
    assert not error.code, error.code
"""


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_the_command_line_starts_without_what_it_does_not_need(argument: str) -> None:
    loaded = loaded_by(RUN.format(argument=argument))
    assert "retrokit.cli" in loaded
    unneeded = HEAVY - {"importlib.metadata", "difflib"}
    assert not loaded & unneeded
    assert not [name for name in loaded if name.startswith("retrokit.builtin")]


def test_a_list_of_formats_loads_nothing_that_is_made_of_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RETROKIT_PLUGINS", "")
    loaded = loaded_by(RUN.format(argument="formats"))
    assert "retrokit.questions.own" in loaded
    made = {"blocks", "findings", "measures", "scoring", "questions.results", "questions.rating"}
    assert not loaded & {f"retrokit.{each}" for each in made}


def test_a_list_of_formats_loads_no_rules() -> None:
    loaded = loaded_by(RUN.format(argument="formats"))
    assert "retrokit.kinds.vote" in loaded
    assert not [each for each in loaded if re.match(r"retrokit\.(engine|retro|kinds.*rules)", each)]


def test_no_module_tells_kinds_of_ballots_apart_by_name() -> None:
    names = set(BALLOT_KINDS)

    def tells_apart(node: ast.AST) -> bool:
        """Return whether a word is compared, is looked up, or is what others are looked up by."""
        words: list[ast.expr | None] = []
        if isinstance(node, ast.Compare):
            words = [node.left, *node.comparators]
            words += [each for side in words if isinstance(side, TUPLES) for each in side.elts]
        elif isinstance(node, ast.Dict):
            words = [*node.keys]
        elif isinstance(node, ast.Subscript):
            words = [node.slice]
        elif isinstance(node, ast.MatchValue):
            words = [node.value]
        return any(isinstance(each, ast.Constant) and each.value in names for each in words)

    found = {
        each
        for each in modules()
        if any(map(tells_apart, ast.walk(ast.parse(file_of(each).read_text("utf-8")))))
    }
    # Where "one" is a number, and where "several" and "dots" are kinds of field.
    assert found == {"cli.live.dates", "cli.live.fields", "testing.filling"}


def test_every_public_name_is_where_it_is_said_to_be() -> None:
    assert set(dir(retrokit)) == set(retrokit.__all__)
    for name in retrokit.__all__:
        assert getattr(retrokit, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'Retrospective'"):
        _ = retrokit.Retrospective


def test_the_public_names_for_type_checkers_are_the_same() -> None:
    tree = ast.parse((ROOT / "__init__.py").read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {
        alias.asname
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed | {"__version__"} == set(retrokit.__all__)
