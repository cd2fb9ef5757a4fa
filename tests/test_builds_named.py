"""A build says by name what many get wrong, however it is written."""

import pytest
from test_builds import edited, missed, parts_alone

from course_utils.exercises import build_05, build_06
from course_utils.exercises.engine.progress import FILE

SWAPPED = "g and o are swapped: the blocks stand in the order i, f, g, o."
COPIED = "the gradient of b_hh is that of b_ih. Its rows n go through the reset: a factor r is missing."
LSTM, GRU = build_05.own_lstm, build_06.own_gru
IN_TURN = ("a_i, a_f, a_g, a_o =", "a_i, a_f, a_o, a_g =")
STACKED = ("[da_i, da_f, da_g, da_o]", "[da_i, da_f, da_o, da_g]")
NAMED = [
    (LSTM, {"lstm_forward": [IN_TURN]}, {1, 2}, SWAPPED),
    (LSTM, {"lstm_forward": [IN_TURN], "lstm_backward": [IN_TURN, STACKED]}, {1, 2, 3, 4, 5}, SWAPPED),
    (LSTM, {"lstm_backward": [STACKED]}, {3}, SWAPPED),
    (GRU, {"gru_backward": [("np.hstack([dr, dz, dn * r])", "np.hstack([dr, dz, dn])")]}, {3}, COPIED),
    (GRU, {"gru_backward": [('grads["b_hh"] += at_h', 'grads["b_hh"] += at_x')]}, {3, 4}, COPIED),
    (GRU, {"gru_backward": [('{"h_0": dh}', '{"h_0": dh, "b_hh": grads["b_ih"].copy()}')]}, {3, 4}, COPIED),
]


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


@pytest.mark.parametrize(("one", "edits", "parts", "said"), NAMED)
def test_it_is_named_in_the_parts_that_show_it(one, edits, parts, said):
    found = missed(parts_alone(one, 1, 2, 3, 4, 5).check(*edited(one, **edits)))
    assert {number for number, why in found.items() if why.endswith(said)} == parts


@pytest.mark.parametrize(
    ("one", "name", "edit"),
    [
        (LSTM, "lstm_backward", ("dc * f", "dc")),
        (LSTM, "lstm_forward", ("a_i, a_f, a_g, a_o =", "a_f, a_i, a_g, a_o =")),
        (GRU, "gru_backward", ("dh * z + at_h", "at_h")),
    ],
)
def test_another_slip_is_not_called_so(one, name, edit):
    found = missed(parts_alone(one, 1, 2, 3, 4, 5).check(*edited(one, **{name: [edit]})))
    assert found and not any(said in why for why in found.values() for said in (SWAPPED, COPIED))
