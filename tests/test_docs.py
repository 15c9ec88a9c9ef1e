"""The documentation is whole, up to date and true. Its blocks are run by the conftest above."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from attrs import fields
from patience import PATIENCE

import retrokit
from retrokit import errors, formats, hookspecs, load_format, plugins, questions, scoring
from retrokit.cli.commands import retro
from retrokit.cli.live.command import COMMANDS
from retrokit.plugins.registry import KINDS

ROOT = Path(__file__).parent.parent
GUIDES = sorted((ROOT / "docs").glob("*.md"))
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *GUIDES,
    ROOT / "examples" / "README.md",
]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def read(name: str) -> str:
    """Return one document."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """Return the blocks of a language in a document."""
    return [body for each, body in BLOCK.findall(read(name)) if each == language]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """Return the generator of the documentation."""
    spec = spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules["generate"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_generated_parts_are_up_to_date(path: Path, generate: ModuleType) -> None:
    text = path.read_text(encoding="utf-8")
    assert generate.generated(text) == text, "run: python docs/generate.py"


def test_the_generator_finds_what_is_stale(
    generate: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stale = tmp_path / "reference.md"
    stale.write_text("<!-- generated: slash-commands -->\nold\n<!-- end -->\n", encoding="utf-8")
    monkeypatch.setattr(generate, "documents", lambda: [stale])
    assert generate.main(["--check"]) == 1
    assert "reference.md are stale" in capsys.readouterr().out
    assert "old" in stale.read_text(encoding="utf-8")
    assert generate.main([]) == 0
    assert "| `/next` |" in stale.read_text(encoding="utf-8")
    assert generate.main(["--check"]) == 0


def test_screens_are_the_same_on_every_run(generate: ModuleType) -> None:
    before = dict(generate.sessions())
    generate.sessions.cache_clear()
    assert generate.sessions() == before


def test_screens_fit_into_80_columns(generate: ModuleType) -> None:
    for name, screen in generate.sessions().items():
        for line in screen.splitlines():
            typed = "> " in line or line.startswith("Who is here?")
            assert typed or len(line) <= 80, f"{name}: {line}"


def test_the_screens_show_each_activity_once() -> None:
    headings = re.findall(r"^## (.*)$", read("docs/screens.md"), re.MULTILINE)
    assert sorted(headings) == sorted([*(a.__name__ for a in formats.ACTIVITIES), "Closing"])


def test_every_command_is_in_the_reference(generate: ModuleType) -> None:
    text = read("docs/reference-cli.md")
    paths = list(generate.command_paths())
    assert ("actions", "done") in paths
    for path in paths:
        assert f"### {' '.join(('retro', *path))}\n" in text
    for name in COMMANDS:
        assert re.search(rf"^\| `/{name}[ `]", text, re.MULTILINE), name


def test_every_environment_variable_is_in_the_reference() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    text = read("docs/reference-cli.md")
    for name in sorted(set(re.findall(r"\bRETROKIT_[A-Z]+\b", source))):
        assert f"| `{name}` |" in text, name


def test_exit_codes_are_what_the_reference_says() -> None:
    from click.testing import CliRunner

    run = CliRunner().invoke
    assert run(retro, ["--version"]).exit_code == 0
    assert run(retro, ["formats", "sailbot"]).exit_code == 1
    assert run(retro, ["fromats"]).exit_code == 2
    codes = re.findall(r"^\| (\d) \|", read("docs/reference-cli.md"), re.MULTILINE)
    assert codes == ["0", "1", "2"]


def test_every_hook_is_documented_with_its_signature() -> None:
    text = read("docs/plugins.md")
    hooks = [each for name, each in vars(hookspecs).items() if name.startswith("retrokit_")]
    assert len(hooks) == 8
    for hook in hooks:
        signature = inspect.getsource(hook).partition("\n")[2].splitlines()[0]
        assert signature.startswith("def retrokit_register_")
        assert f"```text\n{signature}\n```" in text, signature


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_of_what_a_hook_returns_is_documented(kind: str) -> None:
    _, name, _ = KINDS[kind]
    documented = read("docs/formats.md" if kind == "formats" else "docs/plugins.md")
    for field in fields(getattr(retrokit, name)):
        assert f"`{field.name}`" in documented, f"{name}.{field.name}"


@pytest.mark.parametrize("kind", [scoring.PeerAnswers, scoring.Scores])
def test_what_a_scoring_is_given_and_gives_is_documented(kind: type) -> None:
    text = read("docs/plugins.md")
    for field in fields(kind):
        assert f"`{field.name}`" in text, field.name
    for name in ("received", "claimed", "raters"):
        assert f"`{name}(" in text
    assert str(scoring.FLOOR) == "3", "the guides say three"


@pytest.mark.parametrize("kind", [*formats.ACTIVITIES, *questions.QUESTIONS])
def test_every_field_of_an_activity_and_a_question_is_documented(kind: type) -> None:
    text = read("docs/formats.md")
    for field in fields(kind):
        assert f"`{field.name}`" in text, f"{kind.__name__}.{field.name}"


def test_every_error_is_documented() -> None:
    text = read("docs/library.md")
    for name, each in vars(errors).items():
        if isinstance(each, type) and issubclass(each, errors.RetrokitError):
            assert f"`{name}`" in text, name


def test_every_format_in_toml_loads(tmp_path: Path) -> None:
    loaded = []
    for path in DOCUMENTS:
        for number, body in enumerate(blocks(str(path.relative_to(ROOT)), "toml")):
            if "[[agenda]]" in body:
                file = tmp_path / f"{path.stem}-{number}.toml"
                file.write_text(body, encoding="utf-8")
                loaded.append(load_format(file).name)
    assert "postcard" in loaded


def test_the_package_in_the_guide_can_be_installed_and_chosen(tmp_path: Path) -> None:
    """As an installer would leave it: the module, and beside it what tells its entry points."""
    named = {
        body.partition("\n")[0].removeprefix("# "): body
        for language in ("python", "toml")
        for body in blocks("docs/formats.md", language)
    }
    project = tomllib.loads(named["pyproject.toml"])
    name, version = project["project"]["name"], project["project"]["version"]
    (module,) = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    (tmp_path / module).write_text(named[module], encoding="utf-8")
    info = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    points = project["project"]["entry-points"][plugins.GROUP]
    lines = "".join(f"{key} = {value}\n" for key, value in points.items())
    (info / "entry_points.txt").write_text(f"[{plugins.GROUP}]\n{lines}")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "RETROKIT_STRICT": "1"}
    environment.pop("RETROKIT_PLUGINS", None)

    def retro(*arguments: str) -> str:
        command = [sys.executable, "-c", "from retrokit.cli import main; main()", *arguments]
        done = subprocess.run(
            command, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert re.search(rf"^postcard +{version} +formats: postcard$", retro("plugins"), re.MULTILINE)
    assert "Packing list" in retro("formats", "postcard")


@pytest.mark.parametrize(
    "test",
    [
        "test_first.py",
        *(pytest.param(f"test_{name}.py", marks=pytest.mark.long) for name in ("moon", "tour")),
    ],
)
def test_the_plugins_in_the_guide_pass_their_contracts(test: str, tmp_path: Path) -> None:
    for body in blocks("docs/plugins.md", "python"):
        if name := re.match(r"# (\w+\.py)\n", body):
            (tmp_path / name[1]).write_text(body, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=PATIENCE,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "RETROKIT_PLUGINS": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert re.search(r"^\d+ passed", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(BLOCK.sub("", path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = [re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings]
            assert anchor in slugs, target


def test_the_map_leads_to_every_guide() -> None:
    text = read("docs/index.md")
    for path in GUIDES:
        assert path.name == "index.md" or f"({path.name})" in text, path.name


def test_nobody_is_told_to_install_somebody_elses_package() -> None:
    """The name without `-core` belongs to an unrelated project."""
    wrong = re.compile(r"(?:pip|uv|pipx|uvx)\b[^\n]*\b(?:install|add|run --with|uvx) [\"']?"
                       r"retrokit(?![\w-])")  # fmt: skip
    private = re.compile(r"(?<![\w.])/(?:work|root|tmp)/")
    for path in _texts():
        text = path.read_text(encoding="utf-8")
        assert not wrong.search(text), path
        if path.suffix in (".md", ".txt", ".toml") or "examples" in path.parts:
            assert not private.search(text), path


def _texts() -> list[Path]:
    kept = []
    for folder, inside, files in os.walk(ROOT):
        inside[:] = [each for each in inside if not each.startswith(".") and each != "__pycache__"]
        kept += [Path(folder) / each for each in files]
    return [path for path in kept if path.suffix in (".md", ".py", ".toml", ".txt")]
