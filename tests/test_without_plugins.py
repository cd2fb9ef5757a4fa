"""Quick tests run where pytest loads no plugins: `make mutants` starts one for each change of the code."""

import os
import subprocess
import sys

from conftest import ROOT


def test_a_test_file_runs_without_plugins():
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts="]
    done = subprocess.run(
        [*command, "tests/test_echo.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )
    assert done.returncode == 0 and "5 passed" in done.stdout, done.stdout + done.stderr
