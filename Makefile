# Unrolled: `make lab` opens the course, `make test` checks all of it; each sets up what it needs, once.
.DEFAULT_GOAL := help
.PHONY: help lab quick lesson test validate validate-portable refresh check texts site restart grade bench mutants torture compare-prophet clean

PYTHON ?= python3
# PyTorch's own index of CPU builds: on Linux the plain wheel brings gigabytes of CUDA. Empty: do without it.
TORCH_INDEX ?= $(if $(filter Linux,$(shell uname -s)),https://download.pytorch.org/whl/cpu)
# What `make lab` passes on to JupyterLab, such as LAB_ARGS=--no-browser.
LAB_ARGS ?=
# What `make refresh`, `make check` and `make validate` work on; empty: all lessons.
NOTEBOOKS ?=
# What `make lesson` asks of a lesson, besides its stored outputs.
LESSON_TESTS := notebooks needed predict exercises builds builds_graded solutions browser_lessons browser_exercises

BIN := .venv/bin
TORCH := $(shell sed -n 's/.*"\(torch==[^"]*\)".*/\1/p' pyproject.toml)
ifneq ($(shell command -v uv),)
  VENV := uv venv --quiet --seed --python $(PYTHON) .venv
  INSTALL := uv pip install --quiet --python $(BIN)/python
else
  VENV := $(PYTHON) -m venv .venv
  INSTALL := PIP_RETRIES=1 $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif
# The settings under which stored outputs must come out the same: threads, and other processors emulated.
PORTABLE := OMP_NUM_THREADS=1 OMP_NUM_THREADS=2 \
  OPENBLAS_CORETYPE=Sandybridge OPENBLAS_CORETYPE=Haswell OPENBLAS_CORETYPE=SkylakeX \
  ATEN_CPU_CAPABILITY=default ATEN_CPU_CAPABILITY=avx2 \
  NPY_DISABLE_CPU_FEATURES=X86_V4,AVX512_ICL NPY_DISABLE_CPU_FEATURES=X86_V3,X86_V4,AVX512_ICL

# The tests call nbgrader's autograder; what it and notebook add to JupyterLab's pages stays out of the course.
GUESTS := $(addprefix .venv/share/jupyter/labextensions/,@jupyter/nbgrader @jupyter-notebook) \
  $(addprefix .venv/etc/jupyter/jupyter_server_config.d/,nbgrader.json notebook.json)

# Without a home to write to, matplotlib would complain in every first cell.
ifneq ($(shell mkdir -p "$$HOME" 2>/dev/null && test -w "$$HOME" && echo yes),yes)
  export MPLCONFIGDIR ?= $(shell mktemp -d)
endif

# A learner's own progress must not change what a lesson shows, nor a learner's language or haste.
CHECKS := quick lesson test validate validate-portable
$(CHECKS): export COURSE_PROGRESS = /dev/null
$(CHECKS): export COURSE_UPDATES =
$(CHECKS) texts: export COURSE_LANGUAGE =

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s%s\n", $$1, $$2 }' Makefile

lab: .venv/lab-ready  ## open your copies of the lessons, at the first that isn't finished
	$(BIN)/python -m course_utils.lab $(LAB_ARGS)

quick: .venv/test-ready  ## while you work: style, and the tests without browser or kernel that a change may touch
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m pytest --stamped -m "not browser and not kernel" --hypothesis-profile=few tests/test_*.py

lesson: .venv/test-ready  ## check one lesson: form, outputs, solutions, browser: make lesson LESSON=04
	$(BIN)/python -m ruff check notebooks/$(LESSON)_*.ipynb course_utils/exercises
	$(BIN)/python -m ruff format --check notebooks/$(LESSON)_*.ipynb course_utils/exercises
	$(BIN)/python -m pytest --photos -k "$(LESSON)_ or lesson_$(LESSON)" notebooks/$(LESSON)_*.ipynb \
	  $(addprefix tests/test_,$(addsuffix .py,$(LESSON_TESTS)))

test: .venv/test-ready  ## check everything: style, package, data, notebooks, browser
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m pytest

validate: .venv/lab-ready  ## run every lesson, strictly; with every solution in place, too (for instructors)
	$(BIN)/python -m pytest $(or $(NOTEBOOKS),--whole notebooks tests/test_solutions.py)

validate-portable: .venv/lab-ready  ## validate with one thread and two and on emulated processors
	@for setting in $(PORTABLE); do \
	  echo "== $$setting"; env $$setting $(BIN)/python -m pytest --quiet notebooks || exit 1; done

refresh: .venv/lab-ready  ## run the lessons and store their outputs, normalised
	$(BIN)/python -m course_utils.authoring.edits
	$(BIN)/python -m course_utils.authoring.refresh $(NOTEBOOKS)

check: .venv/lab-ready  ## say what `make refresh` would change, and change nothing
	$(BIN)/python -m course_utils.authoring.refresh --check $(NOTEBOOKS)

texts: .venv/lab-ready  ## list what lessons, labs, checks and quizzes say anew, for translators
	$(BIN)/python -m course_utils.authoring.catalogue

site: .venv/lab-ready  ## export all lessons as pages with moving labs that need no network
	$(BIN)/python -m course_utils.authoring.site

restart: .venv/lab-ready  ## begin a lesson again, your own is kept beside it: make restart LESSON=03
	$(BIN)/python -m course_utils.restart $(LESSON)

grade: .venv/lab-ready  ## grade a folder of submissions: make grade FOLDER=path/to/submissions
	$(BIN)/python -m course_utils.grading.grade $(FOLDER)

bench: .venv/test-ready  ## measure what is said to be fast
	@for script in $(filter-out %/mutations.py,$(wildcard benchmarks/[a-z]*.py)); do \
	  $(BIN)/python $$script || exit 1; done

mutants: .venv/test-ready  ## change the package in 300 places and ask the tests (takes a while)
	$(BIN)/python benchmarks/mutations.py

torture: .venv/test-ready  ## run the lessons in harsh places, and tamper with every output (takes a while)
	$(BIN)/python tests/torture.py

compare-prophet: .venv/test-ready  ## install the real Prophet, measure beside it, record its fits anew
	$(INSTALL) prophet==1.5.0
	$(BIN)/python tests/prophet/record.py
	$(BIN)/python benchmarks/forecasting.py

clean:  ## remove the virtual environment and everything built
	rm -rf .venv build .pytest_cache .ruff_cache .hypothesis test-results *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/lab-ready: pyproject.toml
	test -x $(BIN)/python || $(VENV)
	$(INSTALL) "$(TORCH)" $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX) || $(INSTALL) "$(TORCH)")
	$(INSTALL) --editable .
	touch $@

.venv/test-ready: .venv/lab-ready
	$(INSTALL) --editable '.[test]'
	rm -rf $(GUESTS)
	$(BIN)/python tests/browser.py
	touch $@
