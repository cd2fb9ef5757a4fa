"""No answer stands in the lesson above its exercise."""

import nbformat
import pytest
from conftest import ROOT
from standing_above import formulas, share_above
from test_exercises import ALL

LIMIT = 0.67
ASKED_FIRST = {  # exercises that a cell after them answers
    "02": ("joined_weights", "readout_gradient", "linear_block"),
    "03": ("gradient_of_state", "share_of_W_hh", "hand_back", "whole_dW_hh"),
    "06": ("update_gate_gradient",),
    "05": ("half_life", "cell_gradient", "forget_gradient", "count_parameters"),
    "08": ("score_gradient",),
    "09": ("merge_tiles", "one_step_of_two", "states_by_scan"),
}


def cells(one):
    """Return the cells of an exercise's lesson as (kind, source), and the place of its own."""
    (path,) = (ROOT / "notebooks").glob(f"{one.lesson}_*.ipynb")
    found = [(cell.cell_type, cell.source) for cell in nbformat.read(path, 4).cells]
    return found, next(k for k, (_, source) in enumerate(found) if f"ex.{one.name}.check(" in source)


@pytest.mark.parametrize("one", ALL)
def test_an_answer_does_not_stand_above_its_exercise(one):
    found, place = cells(one)
    assert share_above(one.source(), found[:place]) <= LIMIT


@pytest.mark.parametrize(
    "one", [p for p in ALL if p.values[0].name in ASKED_FIRST.get(p.values[0].lesson, ())]
)
def test_what_is_asked_first_is_shown_afterwards(one):
    found, place = cells(one)
    assert share_above(one.source(), found[place:]) > LIMIT


ANSWER = "def answer(a_t, W, h_prev):\n    return np.tanh(a_t @ W.T + h_prev) / 2\n"


@pytest.mark.parametrize(
    ("kind", "source", "stands"),
    [
        ("code", "def f(x, V, b):\n    y = np.tanh(x @ V.T + b) / 2", True),
        ("code", "y += np.tanh(as_[t] @ W['V'].T + hs[t - 1]) / 2", True),
        ("code", "y = np.tanh(b + x @ V.T) / 2", True),
        ("code", "y = np.tanh(x @ V.T + x) / 2", False),
        ("code", "y = np.tanh(x @ V + b) / 2", False),
        ("code", "y = np.tanh(x @ V.T - b) / 2", False),
        ("code", "y = np.sinh(x @ V.T + b) / 2", False),
        ("code", "y = np.tanh(x @ V.T + b) / 3", False),
        ("code", "y = (x @ V.T,", False),
        ("markdown", "np.tanh(x @ V.T + b) / 2", False),
    ],
)
def test_names_do_not_matter_and_operations_do(kind, source, stands):
    assert (share_above(ANSWER, [(kind, source)]) == 1) == stands


def test_of_few_operations_the_names_have_to_be_the_same():
    source = "def hand_back(da_t, W_hh):\n    return da_t @ W_hh\n"
    assert share_above(source, [("code", 'dh = da @ W["W_hh"]')]) == 1
    assert share_above(source, [("code", "y = x @ V")]) == 0


@pytest.mark.parametrize(
    ("source", "formula"),
    [
        ("def f(f):\n    return np.log(0.5) / np.log(f)", r"k_{1/2} = \frac{\ln \frac12}{\ln \alpha}"),
        ("def f(c, f, i, g):\n    return f * c + i * g", r"c_t = f_t \odot c_{t-1} + i_t \odot \tilde c_t"),
        ("def f(I, H):\n    return 4 * (H * I + H * H + 2 * H)", r"n = 4\,(HI + H^2 + 2H)"),
    ],
)
def test_formulas_are_read(source, formula):
    assert formulas(formula)
    assert share_above(source, [("markdown", f"So\n\n$${formula}$$")]) == 1
    assert share_above(source, [("markdown", formula)]) == 0
