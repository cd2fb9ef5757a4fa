"""The conda route and the Makefile install what pyproject.toml says."""

import re
import subprocess
import tomllib

import pytest
import yaml
from conftest import ROOT

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
    found = {
        str(path.parent.relative_to(ROOT)).replace("/", ".").replace("\\", ".")
        for path in (ROOT / "course_utils").rglob("__init__.py")
    }
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == found


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
