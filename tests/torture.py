"""Break what can break around the course, and see whether it still stands: ``make torture``.

Each fault runs lessons under strict comparison in a harsh place: read-only, without a home, on one core, in
little memory, far away, in a random order, two at once, by other Pythons. Then every output of each lesson is
tampered with at once, and each tampered cell has to turn red. What this machine can't do is said and not
counted.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nbclient import NotebookClient

from course_utils import project
from course_utils.authoring import execute

ROOT = Path(__file__).parents[1]
LESSONS = project.lessons()
QUICK = next(path for path in LESSONS if path.name.startswith("04"))  # has trainings, labs, exercises
FAULTS = {}
NOBODY = 65534


class NotHere(Exception):
    """This machine can't cause the fault; the message says why."""


def fault(function):
    """Add a fault to the list, under its docstring."""
    FAULTS[function.__doc__.rstrip(".")] = function
    return function


def validate(course, lessons=(QUICK,), before=(), processes="2", python=sys.executable, **environment):
    """Run ``make validate`` in a copy of the course; return whether it passes, and the end of its words."""
    names = " ".join(f"notebooks/{path.name}" for path in lessons)
    options = f"--quiet -p no:cacheprovider --numprocesses={processes}"
    env = {**os.environ, "PYTHONPATH": str(course), "PYTEST_ADDOPTS": options, **environment}
    env = {name: value for name, value in env.items() if value is not None}
    make = (
        "make",
        "-o",
        ".venv/lab-ready",
        f"BIN={Path(python).parent}",
        f"NOTEBOOKS={names}",
        "validate",
    )
    done = subprocess.run(
        [*before, *make], cwd=course, env=env, capture_output=True, text=True, errors="replace"
    )
    return done.returncode == 0, (done.stdout + done.stderr)[-1500:]


def copied(to):
    """Copy the course, as git has it, to a folder that doesn't exist yet."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in files.decode().split("\0")[:-1]:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, to / name)
    return to


@fault
def random_order(folder, rng):
    """All lessons, one after the other in a random order."""
    return validate(copied(folder / "c"), rng.sample(LESSONS, len(LESSONS)), processes="0")


@fault
def two_at_once(folder, rng):
    """Two lessons at once."""
    return validate(copied(folder / "c"), rng.sample(LESSONS, min(2, len(LESSONS))))


@fault
def read_only(folder, rng):
    """A checkout that nobody may write to."""
    course = copied(folder / "c")
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # who may write wherever the place can be written
        if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
            raise NotHere("root can't make a folder read-only for itself here")
        mount = f'mount --bind "{course}" "{course}" && mount -o remount,ro,bind "{course}"'
        script = f'{mount} && cd "{course}" && exec "$@"'
        return validate(course, before=("unshare", "-m", "sh", "-c", script, "sh"))
    for path in sorted(course.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return validate(course)


@fault
def strange_path(folder, rng):
    """A path with spaces and Korean letters."""
    return validate(copied(folder / "나의 수업 (copy 2)"))


@fault
def no_home(folder, rng):
    """A home that doesn't exist and can't be made."""
    places = dict.fromkeys(("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"))
    return validate(copied(folder / "c"), HOME="/dev/null/nowhere", **places)


@fault
def no_display(folder, rng):
    """No display, and no word on how to draw."""
    return validate(copied(folder / "c"), DISPLAY=None, WAYLAND_DISPLAY=None, MPLBACKEND=None)


@fault
def one_core(folder, rng):
    """One core."""
    if not shutil.which("taskset"):
        raise NotHere("no taskset")
    return validate(copied(folder / "c"), before=("taskset", "-c", "0"), processes="0")


@fault
def little_memory(folder, rng):
    """Two gigabytes of memory."""
    if sys.platform != "linux":
        raise NotHere("limits on memory need Linux")
    return validate(
        copied(folder / "c"), before=("sh", "-c", 'ulimit -d 2000000 && exec "$@"', "sh"), processes="0"
    )


@fault
def plain_locale(folder, rng):
    """The locale C."""
    return validate(copied(folder / "c"), LANG="C", LC_ALL="C", PYTHONUTF8=None, PYTHONIOENCODING=None)


@fault
def far_away(folder, rng):
    """A clock in another time zone."""
    return validate(copied(folder / "c"), TZ="Pacific/Chatham")


@fault
def another_user(folder, rng):
    """A user without rights and without a home."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("setpriv")):
        raise NotHere("only root can become another user")
    become = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    # by way of a shell, as make does: setpriv itself may still start what others may not
    tried = [*become, "sh", "-c", 'exec "$0" -c "import numpy"', sys.executable]
    if subprocess.run(tried, capture_output=True, cwd="/").returncode:
        raise NotHere("other users can't reach this Python")
    course = copied(folder / "c")
    for path in (folder, course, *course.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    return validate(course, before=become, HOME=str(folder))


@fault
def other_pythons(folder, rng):
    """Every other Python from 3.11 on that this machine has."""
    said = []
    for name in (f"python3.{minor}" for minor in range(11, 30) if minor != sys.version_info.minor):
        if not shutil.which(name) or subprocess.run([name, "-c", ""], capture_output=True).returncode:
            continue
        course = copied(folder / name)
        make = ["make", "--silent", f"PYTHON={name}", ".venv/lab-ready"]
        if subprocess.run(make, cwd=course, capture_output=True).returncode:
            print(f"    {name}: what the course needs can't be installed", flush=True)
            continue
        ok, words = validate(course, python=course / ".venv" / "bin" / "python")
        print(f"    {name}: {'green' if ok else 'red'}", flush=True)
        said.append("" if ok else words)
    if not said:
        raise NotHere("there is no other Python with all that the course needs")
    return not any(said), "\n".join(said)


@fault
def own_settings(folder, rng):
    """A user's own settings of Jupyter, IPython and matplotlib, and start-up files."""
    places = {
        ".config/matplotlib/matplotlibrc": "axes.facecolor: black\ntext.usetex: True\nimage.origin: lower\n",
        ".ipython/profile_default/startup/00.py": "from math import *\nimport random as np\nask = quiz = 3\n",
        ".ipython/profile_default/ipython_kernel_config.py": "c.InteractiveShell.autocall = 2\n",
        ".jupyter/jupyter_server_config.py": "c.ServerApp.root_dir = '/nowhere'\n",
    }
    for name, text in places.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    course = copied(folder / "c")
    own = dict.fromkeys(("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "XDG_CONFIG_HOME"))
    green, said = validate(course, HOME=str(folder), **own)
    env = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(course)}
    command = [sys.executable, "-m", "course_utils.lab", "--no-browser", "--ServerApp.port_retries=50"]
    log = folder / "log"
    with open(log, "w") as words:
        server = subprocess.Popen(command, cwd=course, env=env, stdout=words, stderr=words)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.terminate()
        server.wait(20)
    opens = "/lab/tree/my_lessons/00_start_here.ipynb" in log.read_text()
    return green and opens, said if opens else log.read_text()


@fault
def names_like_ours(folder, rng):
    """A learner's modules beside the lessons, with names of ours; one with a package's is named."""
    course = copied(folder / "c")
    for name in ("training", "labs", "figures", "cells", "lstm", "project", "texts"):
        (course / "notebooks" / f"{name}.py").write_text("raise RuntimeError('the learner's own')\n")
    green, said = validate(course)
    (course / "my_lessons").mkdir()
    (course / "my_lessons" / "numpy.py").write_text("")
    command = [sys.executable, "-m", "course_utils.lab", "--prepare"]
    env = {**os.environ, "PYTHONPATH": str(course)}  # else this environment would be told that we moved
    done = subprocess.run(command, cwd=course, env=env, capture_output=True, text=True)
    return green and "numpy.py takes the place" in done.stdout, said + done.stdout


@fault
def a_proxy(folder, rng):
    """A proxy that answers nothing, for every address."""
    names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
    env = dict.fromkeys(names, "http://127.0.0.1:9") | {"no_proxy": "", "NO_PROXY": ""}
    course = copied(folder / "c")
    green, said = validate(course, **env)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
    env = {**os.environ, **env, "PYTHONPATH": str(course)}
    tests = ["tests/test_browser_texts.py"]
    done = subprocess.run([*command, *tests], cwd=course, env=env, capture_output=True, text=True)
    return green and done.returncode == 0, said + done.stdout[-1500:]


@fault
def without_torch(folder, rng):
    """Every lesson without torch: what needs it says so in a sentence, and the rest runs."""
    from test_without_torch import HIDDEN, SAID

    (folder / "sitecustomize.py").write_text(HIDDEN)
    env = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "COURSE_UPDATES": "20"}
    wrong = []
    for path in LESSONS:
        notebook = execute.read(path)
        client = NotebookClient(notebook, kernel_name="python3", timeout=300, allow_errors=True)
        client.execute(env=env, cwd=str(path.parent))
        outputs = [one for cell in notebook.cells for one in cell.get("outputs", [])]
        errors = [one for one in outputs if one.output_type == "error"]
        if errors and not errors[0].evalue.startswith(SAID):
            wrong.append(f"{path.name}: first {errors[0].ename}: {errors[0].evalue}")
        print(f"    {path.name}: {len(errors)} of {len(notebook.cells)} cells need it", flush=True)
    return not wrong, "\n".join(wrong)


@fault
def moved(folder, rng):
    """A folder that was renamed after its environment was made."""
    course = copied(folder / "before")
    if subprocess.run(["make", "--silent", ".venv/lab-ready"], cwd=course, capture_output=True).returncode:
        raise NotHere("what the course needs can't be installed")
    course = course.rename(folder / "after")
    make = ["make", "--silent", "-o", ".venv/lab-ready", "lab", "LAB_ARGS=--prepare"]
    done = subprocess.run(make, cwd=course, capture_output=True, text=True)
    if "has moved" not in done.stdout:
        return False, done.stdout + done.stderr
    return validate(course, python=course / ".venv" / "bin" / "python", PYTHONPATH=None)


@fault
def tampered(folder, rng):
    """Every text output of every lesson changed at once: each is red."""
    course = copied(folder / "c")
    said = []
    for path in LESSONS:
        notebook, changed = execute.read(path), set()
        for cell in notebook.cells:
            if cell.cell_type == "code" and any([_tamper(output, rng) for output in cell.outputs]):
                changed.add(cell.execution_count - 1)
        execute.write(course / "notebooks" / path.name, notebook)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--quiet",
            "-rf",
            "-p",
            "no:cacheprovider",
            "--numprocesses=0",
        ]
        env = {**os.environ, "PYTHONPATH": str(course), "COURSE_PROGRESS": os.devnull}
        done = subprocess.run(
            [*command, f"notebooks/{path.name}"], cwd=course, env=env, capture_output=True, text=True
        )
        red = {int(number) for number in re.findall(r"^FAILED .*::Cell (\d+)", done.stdout, re.MULTILINE)}
        if missed := sorted(changed - red):
            said.append(f"{path.name}: cells {missed} stayed green")
        print(f"    {path.name}: {len(changed)} cells changed, {len(changed & red)} red", flush=True)
    return not said, "\n".join(said)


def _tamper(output, rng):
    """Change a digit, a sign or a word of an output's text; return whether there was one."""
    if output.output_type == "stream":
        output.text, done = _altered(output.text, rng)
        return done
    text = output.get("data", {}).get("text/plain")
    if not text or "image/png" in output.data:
        return False
    output.data["text/plain"], done = _altered(text, rng)
    return done


def _altered(text, rng):
    kinds = [r"\d", r"(?<=[\s(\[])-(?=\d)", r"[A-Za-z]{3,}"]
    free = project.ABOUT.sub(lambda found: " " * len(found[0]), text)  # of what no comparison looks at
    places = [found for kind in rng.sample(kinds, 3) for found in list(re.finditer(kind, free))[:40]]
    if not places:
        return text, False
    found = places[0] if len(places) == 1 else rng.choice(places[: max(1, len(places) // 2)])
    old = found[0]
    new = (
        str((int(old) + rng.randint(1, 9)) % 10) if old.isdigit() else "+" if old == "-" else old[::-1] + "x"
    )
    return text[: found.start()] + new + text[found.end() :], True


def main(arguments=None):
    """Cause the faults; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "names", nargs="*", help=f"some of {', '.join(one.__name__ for one in FAULTS.values())}"
    )
    options = parser.parse_args(arguments)
    counted = survived = 0
    for name, function in FAULTS.items():
        if options.names and function.__name__ not in options.names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                ok, said = function(Path(folder), random.Random(options.seed))
            except NotHere as reason:
                print(f"not here  {name}: {reason}", flush=True)
                continue
        counted, survived = counted + 1, survived + ok
        print(f"{'survived' if ok else 'BROKEN  '}  {name}" + ("" if ok else f"\n{said}"), flush=True)
    print(f"{counted} faults, {survived} survived")
    return 0 if counted == survived else 1


if __name__ == "__main__":
    sys.exit(main())
