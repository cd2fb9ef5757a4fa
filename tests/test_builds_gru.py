"""The build of lesson 6: wrong answers miss what is theirs, and the reference is torch's GRU."""

import numpy as np
import pytest
import stamps
from test_builds import missed_of

from course_utils.cells import gru, torch_maps
from course_utils.exercises import build_03, build_06
from course_utils.exercises.engine.progress import FILE

RESTS_ON = stamps.EXERCISES
GRU = build_06.own_gru
WRONG = [
    ({"gru_forward": [("z * hs[-1] + (1 - z)", "(1 - z) * hs[-1] + z")]}, {1, 2, 4, 5}),
    ({"gru_forward": [("(x_r, x_z, x_n)", "(x_z, x_r, x_n)")]}, {1, 2, 4, 5}),
    ({"gru_forward": [("hs[-1] @", "h_0 @")]}, {2, 4, 5}),
    ({"gru_forward": [("np.tanh(x_n + r * h_n)", "np.tanh(x_n + h_n)")]}, {1, 2, 4, 5}),
    ({"gru_backward": [("np.hstack([dr, dz, dn * r])", "np.hstack([dr, dz, dn])")]}, {3, 4, 5}),
    ({"gru_backward": [("hs[t - 1] - n", "n - hs[t - 1]")]}, {3, 4, 5}),
    ({"gru_backward": [("dh * z + at_h", "at_h")]}, {4, 5}),
    ({"gru_backward": [("dh + dhs[t - 1]", "dhs[t - 1]")]}, {4, 5}),
    ({"gru_backward": [('grads["xs"][t - 1], dh', 'grads["xs"][0], dh')]}, {5}),
    ({"gru_backward": [('"h_0": dh', '"h_0": dh + dhs[0]')]}, {5}),
    ({"gru_train": [("W[name] -=", "W[name] +=")]}, {6}),
    ({"gru_train": [("rate * mean[name]", "0.05 * rate * mean[name]")]}, {6}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


@pytest.mark.parametrize(("edits", "wanted"), WRONG)
def test_a_wrong_answer_misses_the_parts_it_is_wrong_for(edits, wanted):
    tried = [1, 2, 3, 4, 5] if 6 not in wanted else [1, 6]
    assert missed_of(GRU, tried, edits) == wanted & set(tried)


def test_the_gru_is_torch_s_and_the_library_s():
    torch = pytest.importorskip("torch")
    W, xs, h_0, dhs = next(build_06._runs((9, 3, 4, 5), back=True))
    long = {"W_ih": "weight_ih_l0", "W_hh": "weight_hh_l0", "b_ih": "bias_ih_l0", "b_hh": "bias_hh_l0"}
    layer = torch.nn.GRU(4, 5, dtype=torch.float64)
    layer.load_state_dict({long[name]: torch.tensor(w) for name, w in W.items()})
    given = {name: torch.tensor(a, requires_grad=True) for name, a in (("xs", xs), ("h_0", h_0))}
    output, _ = layer(given["xs"], given["h_0"][None])
    hs, ours = build_06.gru_forward(W, xs, h_0), {long[name]: w for name, w in W.items()}
    run = gru.forward(xs, torch_maps.gru_from_torch(ours), h_0)
    assert np.allclose(hs, output.detach()) and np.allclose(hs, run.hs)
    (torch.tensor(dhs) * output).sum().backward()
    grads, library = build_06.gru_backward(W, xs, h_0, dhs), gru.backward(run, dhs)
    assert all(np.allclose(grads[name], p.grad) for name, p in given.items())
    assert all(np.allclose(grads[name], getattr(layer, long[name]).grad) for name in W)
    assert all(np.allclose(grads[name], library[name]) for name in given)


def test_the_gru_beats_the_letter_model_of_lesson_3_on_the_same_hidden_names():
    known, hidden = build_06._names()
    theirs, kept = build_03._names()
    assert all(np.array_equal(a, b) for a, b in zip((*known, *hidden), (*theirs, *kept), strict=True))
    plain = build_03.letter_loss(build_03.letter_train(*build_03._training()[0]), *kept)[0]
    ours = build_06._letter_loss(build_06.gru_train(*build_06._training()[0]), *hidden)
    assert ours < build_06._TARGET - 0.03 < build_06._TARGET < plain
