"""The view of a training says what happens, draws little, and leaves nothing behind in a stored notebook."""

import json
import shutil

import nbformat
import numpy as np
import pytest
from test_browser_training import SETUP
from test_nbval import validate

from course_utils.authoring import execute
from course_utils.figures.style import CURVES, NETWORKS
from course_utils.labs import training_view
from course_utils.training import Record


def record(losses, budget=500, stopped=None):
    made = Record(budget)
    for loss in losses:
        made.add(loss, loss / 10)
    made.stopped = stopped
    return made


@pytest.mark.parametrize(
    ("stopped", "ended", "words"),
    [
        (None, False, "update 2 of 500, loss 0.31"),
        ("budget", True, "all 500 updates done, loss 0.31"),
        ("solved", True, "solved after 2 updates, loss 0.31"),
        ("diverged", True, "diverged at update 2: loss or gradient is no longer finite"),
        ("interrupted", True, "stopped after 2 of 500 updates, loss 0.31; what was learned stays"),
        (None, True, "ended by an error at update 2"),
    ],
)
def test_the_state_of_a_run_is_said_in_words(stopped, ended, words):
    assert training_view.curve("", record([0.31, 0.3123], stopped=stopped), ended)["words"] == words


def test_before_the_first_update_there_is_something_to_say():
    assert training_view.curve("", record([]))["words"] == "update 0 of 500, loss –"


def test_of_a_run_that_solved_its_task_the_last_loss_is_said():
    losses = [1e9] * 8 + [0.01] * 3
    said = {
        stopped: training_view.curve("", record(losses, stopped=stopped), True)["words"]
        for stopped in ("solved", "budget")
    }
    assert said["solved"].endswith("loss 0.01") and said["budget"].endswith("loss 1e+09")


@pytest.mark.parametrize("updates", [0, 1, 119, 120, 121, 5000, 12345])
def test_a_curve_is_short_and_ends_where_the_run_is(updates):
    losses = np.linspace(3, 1, updates)
    drawn = training_view.curve("", record(losses, 20_000))
    assert len(drawn["at"]) == len(drawn["losses"]) == len(drawn["norms"]) <= 120
    assert updates < 100 or len(drawn["at"]) >= 60
    assert drawn["at"] == sorted(drawn["at"]) and drawn["at"][-1:] == [updates][: len(drawn["at"])]
    assert (
        np.interp(updates / 2, drawn["at"], drawn["losses"]) == pytest.approx(2, abs=0.05)
        if updates > 99
        else True
    )


def test_curves_among_others_are_smoother():
    one, many = training_view.Watch("One", [""]), training_view.Watch("Two", ["a", "b"])
    one.update(record(np.ones(100)))
    many["a"].update(record(np.ones(100)))
    assert (len(one.widget.running["at"]), len(many.widget.running["at"])) == (100, 25)


def test_each_point_is_the_median_of_what_it_stands_for():
    drawn = training_view.curve("", record([1, 2, 9] * 100 + [5]))  # 301: four at a time
    assert drawn["losses"][:2] == [1.5, 2.0] and drawn["losses"][-1] == 5
    assert drawn["at"][0] == 4 and drawn["at"][-1] == 301


def test_a_few_runs_have_their_colours_and_of_many_only_the_one_that_learns_stands_out():
    few = training_view.Watch("Three", ["RNN", "LSTM", "LSTM, bias 1"]).widget.scene["looks"]
    assert few["RNN"] == [NETWORKS["RNN"]["color"], "1.6 2.4"]
    assert few["LSTM"] == [NETWORKS["LSTM"]["color"], "6.4 2.4"]
    assert few["LSTM, bias 1"] == [CURVES[0]["color"], ""]
    for names in ([""], "abcdef", "abcde"):  # alone; too many; more than there are free colours
        assert training_view.Watch("Others", list(names)).widget.scene["looks"] == {}


def test_the_share_that_reaches_back_travels_with_the_curve():
    made = record([1.0, 0.9])
    made.reached |= {0: 1e-17, 2: 0.0}
    drawn = training_view.curve("", made)
    assert (drawn["reached_at"], drawn["reached"]) == ([0, 2], [1e-17, 0.0])


def test_what_is_not_finite_leaves_a_gap():
    drawn = training_view.curve("", record([1.0, np.inf, np.nan]), ended=True)
    assert drawn["losses"] == [1.0, None, None]
    json.dumps(drawn, allow_nan=False)


def test_a_run_made_again_takes_its_curves_place():
    view = training_view.Watch("Two", ["a", "b"])
    for name in ("a", "b", "a"):
        view[name].update(record([1.0]))
        assert view.widget.running["name"] == name
        view[name].finish(record([1.0, 0.5], stopped="budget"))
    assert [run["name"] for run in view.widget.ended] == ["b", "a"] and view.widget.running == {}


def test_a_run_that_is_not_named_is_said_in_one_line():
    view = training_view.Watch("Two", ["a", "b"])
    with pytest.raises(ValueError, match="no run is called 'c'; there are a, b"):
        view["c"]
    with pytest.raises(ValueError, match=r"this view shows 2 runs: pass one of them, watch=view\['a'\]"):
        view.update(record([1.0]))


def test_outside_a_notebook_nothing_is_printed(capsys):
    view = training_view.watch("Quiet", baseline=("guessing", 0.7))
    view.update(record([1.0]))
    view.finish(record([1.0]))
    view.close()
    assert capsys.readouterr() == ("", "")


@pytest.mark.kernel
def test_a_stored_training_is_one_constant_line_and_passes_strict_comparison_twice(tmp_path):
    cells = [
        SETUP,
        "record = fit(150, training_view.watch('The latch task'))",
        "print(record.stopped, record.updates)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    path = tmp_path / "training.ipynb"
    notebook = execute.normalised(execute.executed(notebook, tmp_path), path)
    execute.write(path, notebook)
    (output,) = notebook.cells[1].outputs
    assert dict(output.data) == {"text/plain": "The latch task: progress and curves, while the cell runs"}
    assert notebook.cells[2].outputs[0].text == "budget 150\n"
    status, said = validate(path, shutil.copy(path, tmp_path / "again.ipynb"))
    assert status == 0 and "6 passed" in said
