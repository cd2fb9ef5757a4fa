"""`make mutants` can do its work: a change of the code is drawn, run, and killed."""

import os
import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each mutant runs in a fork")
def test_a_mutant_of_the_code_is_killed():
    command = [sys.executable, "benchmarks/mutations.py", "--seed", "4", "--number", "40", "sequences"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    rows = [line.split("|") for line in done.stdout.splitlines() if line.startswith("| all")]
    assert rows and int(rows[0][3]) > 0, done.stdout + done.stderr
