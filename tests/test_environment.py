"""The conda route and the Makefile install what pyproject.toml says."""

import importlib
import importlib.util
import inspect
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
import yaml
from conftest import ROOT
from test_architecture import imported_by

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PINNED = dict(line.split(";")[0].split("==") for line in PROJECT["project"]["dependencies"])
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def test_conda_takes_everything_but_python_from_the_project_itself():
    python, pip, rest = CONDA["dependencies"]
    assert python.startswith("python=") and pip == "pip"
    assert rest["pip"][-1] == "-e ."


def test_conda_takes_torch_from_where_make_does():
    (index,) = re.findall(r"^TORCH_INDEX.*,(https:\S+)\)$", MAKEFILE, re.MULTILINE)
    assert CONDA["dependencies"][-1]["pip"][:-1] == [f"--extra-index-url {index}"]


def test_conda_asks_one_channel_and_names_the_environment_as_the_readme_does():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert f"`conda activate {CONDA['name']}`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_conda_uses_a_python_the_project_allows():
    minor = int(CONDA["dependencies"][0].rpartition(".")[2])
    low, high = map(int, re.findall(r"3\.(\d+)", PROJECT["project"]["requires-python"]))
    assert low <= minor < high


def test_every_dependency_is_pinned_exactly():
    everything = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["test"],
    ]
    assert [line for line in everything if not re.fullmatch(r"[\w-]+==[\d.]+(; .*)?", line)] == []


def test_every_package_folder_is_installed():
    assert PROJECT["tool"]["setuptools"]["packages"]["find"] == {"include": ["course_utils*"]}
    folders = {path.parent for path in (ROOT / "course_utils").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_whatever_is_imported_is_declared():
    """Other packages would bring it along, today; its version would be theirs to choose."""
    declared = {line.split("==")[0].lower() for line in PROJECT["project"]["dependencies"]}
    imported = set().union(*map(imported_by, (ROOT / "course_utils").rglob("*.py")))
    outside = {name.split(".")[0] for name in imported} - set(sys.stdlib_module_names) - {"course_utils"}
    brought_by = packages_distributions()
    found = {name: {one.lower() for one in brought_by.get(name, [name])} for name in outside}
    optional = {"prophet"}
    assert {name for name, ways in found.items() if not ways & declared} <= optional


def make(*arguments):
    return subprocess.run(
        ["make", "--dry-run", "--always-make", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("target", ["lab", "test", "validate", "refresh", "bench"])
def test_make_installs_torch_first_and_pinned(target):
    lines = [line for line in make(target).splitlines() if " install " in line]
    assert f"torch=={PINNED['torch']}" in lines[0]
    assert "--editable ." in lines[1]


def test_make_can_do_without_the_index_of_cpu_builds():
    assert "--extra-index-url here" in make("lab", "TORCH_INDEX=here")
    assert "index-url" not in make("lab", "TORCH_INDEX=")


def test_a_fork_checks_itself_as_we_do_on_every_python_the_project_allows():
    text = (ROOT / ".github" / "workflows" / "validate.yml").read_text(encoding="utf-8")
    workflow = yaml.load(text, yaml.BaseLoader)  # the safe loader takes `on` for True
    assert {"push", "schedule"} <= set(workflow["on"])
    (job,) = workflow["jobs"].values()
    assert ".ci/run" in [step.get("run") for step in job["steps"]]
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "make test"
    low, high = map(int, re.findall(r"3\.(\d+)", PROJECT["project"]["requires-python"]))
    assert job["strategy"]["matrix"]["python"] == [f"3.{minor}" for minor in range(low, high)]
    assert ".ipynb" not in text, "lessons are found, not listed"


COMMANDS = r"-m (course_utils[\w.]*)((?: --?[\w-]+)*)"


@pytest.mark.parametrize("file", ["README.md", "INSTRUCTORS.md", "postBuild", "Makefile"])
def test_every_command_that_a_file_names_is_there_and_knows_its_options(file, capsys):
    """With Windows' way of naming Python as with the other."""
    found = set(re.findall(COMMANDS, (ROOT / file).read_text(encoding="utf-8")))
    assert found
    for module, options in found:
        is_package = importlib.util.find_spec(module).submodule_search_locations
        main = importlib.import_module(f"{module}.__main__" if is_package else module).main
        if not inspect.signature(main).parameters:
            assert not options, f"{module} takes none"
            continue
        with pytest.raises(SystemExit, match="0"):
            main(["--help"])
        said = capsys.readouterr().out
        assert [option for option in options.split() if option not in said] == [], module


def test_windows_gets_a_line_for_each_of_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("py -m venv .venv; ")]
    assert [line.split("; ")[-1] for line in lines] == [
        r".venv\Scripts\python -m course_utils.lab",
        r".venv\Scripts\python -m pytest",
    ]
    assert all(r".venv\Scripts\python -m pip install -e " in line for line in lines)
