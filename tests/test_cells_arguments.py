"""Wrong arguments are named with shape got and shape wanted; initial values; weights from torch."""

import subprocess
import sys

import numpy as np
import pytest
import torch

from course_utils.cells import gru, init, jordan, lstm, rnn, torch_maps

T, B, INPUTS, H = 5, 2, 3, 4
XS = np.random.default_rng(0).normal(size=(T, B, INPUTS))


def drawn(cell, **options):
    return getattr(init, cell.__name__.split(".")[-1])(np.random.default_rng(0), INPUTS, H, **options)


WRONG = {
    "xs without a batch": (dict(xs=XS[0]), r"xs has shape \(2, 3\); want \(seq_len, batch, features\)"),
    "xs of integers": (
        dict(xs=np.ones((T, B, INPUTS), int)),
        r"xs of shape \(5, 2, 3\) has dtype int64; want float32 or",
    ),
    "xs of objects": (dict(xs=XS.astype(object)), "dtype object"),
    "xs too wide": (
        dict(xs=XS.repeat(2, -1)),
        r"params\['W_xh'\] has shape \(4, 3\); want \(hidden=4, features=6\)",
    ),
    "xs with NaN": (
        dict(xs=np.where(XS == XS[1, 0, 2], np.nan, XS)),
        r"\(5, 2, 3\) .* 1 places, .* \(1, 0, 2\)",
    ),
    "xs infinite": (dict(xs=np.full((T, B, INPUTS), -np.inf)), "infinite in 30 places"),
    "xs of float32": (dict(xs=XS.astype(np.float32)), "float64 and xs has float32; want one dtype"),
    "h_0 too narrow": (dict(h_0=np.zeros((B, 3))), r"h_0 has shape \(2, 3\); want \(batch=2, hidden=4\)"),
    "h_0 of float32": (dict(h_0=np.zeros((B, H), np.float32)), "h_0 has dtype float32"),
    "mask of another length": (
        dict(mask=np.ones((4, B), bool)),
        r"mask has shape \(4, 2\) .*\(seq_len=5, batch=2\)",
    ),
    "mask of numbers": (dict(mask=np.ones((T, B))), "dtype float64; want .* bool"),
    "unknown activation": (dict(activation="softmax"), "activation is 'softmax'; want 'tanh' or 'relu' or"),
    "W_hh not square": (
        dict(W_hh=np.ones((3, 4))),
        r"params\['W_hh'\] has shape \(3, 4\); want \(hidden=4, hidden=4\)",
    ),
    "W_hh a number": (dict(W_hh=np.float64(1)), r"params\['W_hh'\] has shape \(\); want \(hidden, hidden\)"),
    "gain for another batch": (dict(gain=np.ones(3)), r"params\['gain'\] has shape \(3,\); want \(batch=2\)"),
    "b_h as a column": (dict(b_h=np.ones((4, 1))), r"params\['b_h'\] has shape \(4, 1\); want \(hidden=4\)"),
    "a name too many": (
        dict(W_hy=np.ones((1, 4))),
        "params holds W_xh, W_hh, b_h, W_hy; want W_xh, W_hh, b_h",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_error_names_argument_shape_and_wanted_shape(what):
    given, message = WRONG[what]
    arguments = {name: given[name] for name in ("h_0", "mask", "activation") if name in given}
    params = drawn(rnn) | {n: v for n, v in given.items() if n not in ("xs", *arguments)}
    with pytest.raises((ValueError, TypeError), match=message):
        rnn.forward(given.get("xs", XS), params, **arguments)


def test_what_a_cell_may_have_besides_is_said():
    with pytest.raises(ValueError, match=r"want W_xh, W_hh, b_h \(perhaps gain\)"):
        rnn.forward(XS, drawn(rnn) | {"gian": 2.0})


def test_a_gain_leaves_weights_their_type():
    params = {name: value.astype(np.float32) for name, value in drawn(rnn).items()}
    given = torch_maps.rnn_to_torch(params | {"gain": np.float64(2.0)})
    assert {str(value.dtype) for value in given.values()} == {"float32"}


def test_missing_parameter_is_named():
    params = drawn(gru)
    del params["b_hn"]
    with pytest.raises(ValueError, match="params holds W_xh, W_hh, b_h; want W_xh, W_hh, b_h, b_hn"):
        gru.forward(XS, params)
    with pytest.raises(ValueError, match="b_hn"):
        gru.forward(XS, drawn(gru), reset="before")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(dhs=np.ones((T, B, 3))), r"dhs has shape \(5, 2, 3\); want \(seq_len=5, batch=2, hidden=4\)"),
        (dict(dh_T=np.ones((B, 3))), r"dh_T has shape \(2, 3\); want \(batch=2, hidden=4\)"),
        (dict(dhs=np.ones((T, B, H), np.float32)), "dhs has dtype float32"),
    ],
)
@pytest.mark.parametrize("cell", [rnn, lstm, gru])
def test_backward_names_its_arguments_too(cell, arguments, message):
    with pytest.raises((ValueError, TypeError), match=message):
        cell.backward(cell.forward(XS, drawn(cell)), **arguments)


@pytest.mark.parametrize("window", [0, 1.5])
def test_a_window_is_a_whole_number_of_steps(window):
    run = rnn.forward(XS, drawn(rnn))
    with pytest.raises(ValueError, match=f"window must be a whole number of at least 1, not {window}"):
        rnn.backward(run, dh_T=np.ones((B, H)), window=window)


def test_a_number_as_gain_has_the_inputs_type():
    params = {name: value.astype(np.float32) for name, value in drawn(rnn).items()}
    one, two = (rnn.forward(XS.astype(np.float32), params | {"gain": gain}).hs for gain in (2, np.float32(2)))
    assert one.dtype == np.float32 and np.array_equal(one, two)


def test_number_as_gain_and_list_as_input_are_understood():
    params = drawn(rnn)
    expected = rnn.forward(XS, params | {"W_hh": 0.5 * params["W_hh"]}).hs
    np.testing.assert_allclose(rnn.forward(XS.tolist(), params | {"gain": 0.5}).hs, expected, rtol=1e-14)


def test_run_shows_shapes_and_its_arrays_are_read_only():
    run = lstm.forward(XS, drawn(lstm))
    assert repr(run).startswith("Run(hs (5, 2, 4), h_T (2, 4), cs (5, 2, 4), c_T (2, 4), ")
    for name in ("hs", "h_T", "cs", "c_T", "o", "i", "f", "c_tilde"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(run, name)[...] = 0


def test_gates_shown_are_those_that_made_the_states():
    run = lstm.forward(XS, drawn(lstm))
    c_prev = np.concatenate([np.zeros((1, B, H)), run.cs[:-1]])
    np.testing.assert_allclose(run.f * c_prev + run.i * run.c_tilde, run.cs, rtol=1e-13)
    np.testing.assert_allclose(run.o * np.tanh(run.cs), run.hs, rtol=1e-13)
    for keeps in (True, False):
        run = gru.forward(XS, drawn(gru), z_keeps=keeps)
        z = run.z if keeps else 1 - run.z
        h_prev = np.concatenate([np.zeros((1, B, H)), run.hs[:-1]])
        np.testing.assert_allclose(z * h_prev + (1 - z) * run.h_tilde, run.hs, rtol=1e-12)


@pytest.mark.parametrize("cell", [rnn, lstm, gru])
def test_weights_come_back_from_torch_as_they_went(cell):
    name = cell.__name__.split(".")[-1]
    params = drawn(cell)
    there = getattr(torch_maps, f"{name}_to_torch")(params, layer="l1_reverse")
    back = getattr(torch_maps, f"{name}_from_torch")(there, layer="l1_reverse")
    assert back.keys() == params.keys()
    assert all((back[key] == params[key]).all() and back[key] is not params[key] for key in params)
    with pytest.raises(ValueError, match=r"weight_ih_l0 has shape \(3, 3\)"):
        getattr(torch_maps, f"{name}_from_torch")(
            {"weight_ih_l0": XS[:3, 0], "weight_hh_l0": there["weight_hh_l1_reverse"]}
        )


@pytest.mark.parametrize("cell", [rnn, lstm, gru])
def test_torch_layer_without_biases_has_zero_biases(cell):
    name = cell.__name__.split(".")[-1]
    net = getattr(torch.nn, name.upper())(INPUTS, H, bias=False).double()
    state = {key: value.numpy() for key, value in net.state_dict().items()}
    params = getattr(torch_maps, f"{name}_from_torch")(state)
    assert np.abs(cell.forward(XS, params).hs - net(torch.tensor(XS))[0].detach().numpy()).max() < 1e-14


def test_summing_the_gru_candidates_two_biases_would_change_its_output():
    params = drawn(gru)
    summed = params | {"b_h": params["b_h"].copy(), "b_hn": np.zeros(H)}
    summed["b_h"][2 * H :] += params["b_hn"]
    assert np.abs(gru.forward(XS, params).hs - gru.forward(XS, summed).hs).max() > 0.01


def test_exchanging_z_for_1_minus_z_is_exact_and_moving_the_reset_is_not():
    params = drawn(gru)
    negated = {name: value.copy() for name, value in params.items()}
    for name in ("W_xh", "W_hh", "b_h"):
        negated[name][H : 2 * H] *= -1
    after = gru.forward(XS, params).hs
    assert np.abs(gru.forward(XS, negated, z_keeps=False).hs - after).max() < 1e-15
    params.pop("b_hn")
    zero = gru.forward(XS, params | {"b_hn": np.zeros(H)}).hs
    assert np.abs(gru.forward(XS, params, reset="before").hs - zero).max() > 1e-3


def test_initial_values_have_the_properties_they_are_drawn_for():
    rng = np.random.default_rng(0)
    Q = init.orthogonal(rng, 64, gain=1.5)
    np.testing.assert_allclose(Q @ Q.T, 2.25 * np.eye(64), atol=1e-12)
    assert 0.9 < np.abs(np.linalg.eigvals(init.gaussian(rng, 400))).max() < 1.1
    W = init.non_normal(rng, 2, gain=0.9)
    assert (W == [[0.9, 10], [0, 0.9]]).all()
    assert (init.identity(rng, 3) == np.eye(3)).all()
    params = init.rnn(rng, 3, 64, dtype=np.float32)
    assert {value.dtype for value in params.values()} == {np.dtype(np.float32)}
    assert all(0.1 < np.abs(value).max() <= 1 / 8 for value in params.values())


def test_default_initial_values_are_distributed_as_torchs():
    torch.manual_seed(0)
    theirs = torch.nn.LSTM(8, 100).weight_hh_l0.detach().numpy()
    ours = init.lstm(np.random.default_rng(0), 8, 100)["W_hh"]
    assert ours.shape == theirs.shape
    quantiles = np.linspace(0, 1, 11)
    np.testing.assert_allclose(np.quantile(ours, quantiles), np.quantile(theirs, quantiles), atol=2e-3)


def test_biases_that_remember_go_to_the_gates_that_keep():
    params = drawn(lstm, forget_bias=2.0)
    assert (params["b_h"].reshape(4, H)[2] == 2).all() and not (
        params["b_h"].reshape(4, H)[[0, 1, 3]] == 2
    ).any()
    f = lstm.forward(np.zeros((1, 1, INPUTS)), params).f
    np.testing.assert_allclose(f, 1 / (1 + np.exp(-2.0)))
    chrono = init.lstm(np.random.default_rng(0), INPUTS, 1000, chrono=100)["b_h"].reshape(4, -1)
    memory = 1 + np.exp(chrono[2])
    assert memory.min() >= 2 and memory.max() <= 100 and np.ptp(memory) > 90
    assert (chrono[1] == -chrono[2]).all()
    assert (drawn(gru, update_bias=3.0)["b_h"].reshape(3, H)[1] == 3).all()
    z = gru.forward(np.zeros((1, 1, INPUTS)), drawn(gru, update_bias=3.0)).z
    np.testing.assert_allclose(z, 1 / (1 + np.exp(-3.0)))
    for wrong in (dict(forget_bias=1.0, chrono=9), dict(chrono=2)):
        with pytest.raises(ValueError, match="chrono"):
            drawn(lstm, **wrong)
    with pytest.raises(ValueError, match="recurrent is 'diagonal'; want 'uniform', 'gaussian'"):
        drawn(rnn, recurrent="diagonal")


def test_parameters_do_not_grow_with_the_length():
    for cell, gates in ((rnn, 1), (lstm, 4)):
        assert sum(value.size for value in drawn(cell).values()) == gates * (H * INPUTS + H * H + H)
    assert sum(value.size for value in drawn(gru).values()) == 3 * (H * INPUTS + H * H + H) + H


def test_jordan_networks_start_from_the_output():
    params = init.jordan(np.random.default_rng(0), INPUTS, H, 2)
    run = jordan.forward(XS, params)
    h = np.tanh(XS[1] @ params["W_xh"].T + run.ys[0] @ params["W_yh"].T + params["b_h"])
    np.testing.assert_allclose(run.ys[1], h @ params["W_hy"].T + params["b_y"], rtol=1e-12)
    np.testing.assert_allclose(run.hs[1], h, rtol=1e-12)


def test_cells_and_gradients_import_no_torch():
    code = "import course_utils.cells, course_utils.gradients, sys; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
