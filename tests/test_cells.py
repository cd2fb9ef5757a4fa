"""The cells equal torch and autograd, central differences where torch has nothing, and themselves."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_utils.cells import gru, init, jordan, lstm, rnn, torch_maps
from course_utils.gradients import gradient_check

torch.set_num_threads(1)
TOLERANCE = {np.float64: 1e-10, np.float32: 1e-4}
DTYPES = st.sampled_from([np.float64, np.float32])
WEIGHTS = st.sampled_from(["shared", "gain"])
SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.tuples(st.integers(1, 7), st.integers(1, 4), st.integers(1, 4), st.integers(1, 5))

# Every cell in every form: the module, what init needs, what forward needs.
FORMS = {
    "rnn tanh": (rnn, {}, {"activation": "tanh"}),
    "rnn relu": (rnn, {}, {"activation": "relu"}),
    "rnn identity": (rnn, {}, {"activation": "identity"}),
    "lstm": (lstm, {}, {}),
    "lstm peepholes": (lstm, {"peepholes": True}, {}),
    "gru": (gru, {}, {}),
    "gru 1-z keeps": (gru, {}, {"z_keeps": False}),
    "gru reset before": (gru, {"reset": "before"}, {"reset": "before"}),
    "gru reset before, 1-z keeps": (gru, {"reset": "before"}, {"reset": "before", "z_keeps": False}),
    "output to hidden": (jordan, {"back": ["W_yh"]}, {}),
    "output to output": (jordan, {"back": ["W_yy"]}, {"output_activation": "tanh"}),
    "both": (jordan, {"back": ["W_yh", "W_yy"]}, {"output_activation": "tanh"}),
}
STATES = {rnn: ["h"], lstm: ["h", "c"], gru: ["h"], jordan: ["y"]}
every_form = pytest.mark.parametrize("form", FORMS)
with_mask_and_gain = pytest.mark.parametrize("form", [form for form in FORMS if FORMS[form][0] is not jordan])
every_rnn = pytest.mark.parametrize("form", [form for form in FORMS if FORMS[form][0] is rnn])


class Case:
    """A cell with drawn parameters, inputs, first states and loss gradients."""

    def __init__(self, form, sizes, seed, dtype=np.float64, weights="shared", masked=False):
        self.cell, drawing, self.options = FORMS[form]
        self.form, self.rng, self.dtype = form, np.random.default_rng(seed), dtype
        T, batch, inputs, hidden = sizes
        draw = getattr(init, self.cell.__name__.split(".")[-1])
        more = [2] if self.cell is jordan else []
        params = draw(self.rng, inputs, hidden, *more, **drawing)
        self.params = {name: value.astype(dtype) for name, value in params.items()}
        self.xs = self.normal(T, batch, inputs)
        width = 2 if self.cell is jordan else hidden
        self.start = [self.normal(batch, width) for _ in STATES[self.cell]]
        self.dss = self.normal(T, batch, width)
        self.last = [self.normal(batch, width) for _ in STATES[self.cell]]
        if weights == "gain":
            self.params["gain"] = self.normal(batch)
        if weights == "number":
            self.params["gain"] = dtype(0.7)
        if masked:
            self.options = {**self.options, "mask": self.rng.random((T, batch)) < 0.6}

    def normal(self, *shape):
        return self.rng.normal(size=shape).astype(self.dtype)

    def forward(self, params=None, xs=None, start=None, **options):
        start = self.start if start is None else start
        xs = self.xs if xs is None else xs
        return self.cell.forward(xs, params or self.params, *start, **{**self.options, **options})

    def both_ways(self, **options):
        run = self.forward()
        return run, self.cell.backward(run, self.dss, *self.last, **options)

    def states(self, run):
        return getattr(run, STATES[self.cell][0] + "s")

    def loss(self, everything):
        """Return the loss whose gradients `dss` and `last` are, as a function of all the primals."""
        names = [f"{s}_0" for s in STATES[self.cell]]
        run = self.forward(
            self.params | {k: v for k, v in everything.items() if k not in [*names, "xs"]},
            everything["xs"],
            [everything[name] for name in names],
        )
        finals = [getattr(run, f"{s}_T") for s in STATES[self.cell]]
        total = np.sum(self.states(run) * self.dss)
        return total + sum(np.sum(f * g) for f, g in zip(finals, self.last, strict=True))

    def primals(self):
        """Return what there are gradients of: the gain's is the RNN's alone."""
        names = [f"{s}_0" for s in STATES[self.cell]]
        params = {k: v for k, v in self.params.items() if k != "gain" or self.cell is rnn}
        return {**params, "xs": self.xs, **dict(zip(names, self.start, strict=True))}


def assert_close(ours, theirs, tolerance, what=""):
    """Compare relative to the array's largest entry."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape, what
    scale = max(np.abs(theirs).max(initial=0), 1e-12 if tolerance < 1e-8 else 1e-4)
    assert np.abs(ours - theirs).max(initial=0) <= tolerance * scale, what


def assert_same(ours, theirs, tolerance=1e-11):
    assert ours.keys() == theirs.keys()
    for name in ours:
        assert_close(ours[name], theirs[name], tolerance, name)


def far_from_kink(case):
    """Say whether no ReLU input is within 1e-4 of 0, nor within 1e-3 of exploding sizes."""
    if case.options.get("activation") != "relu":
        return True
    linear = [case.start[0], *case.forward().hs]
    a = [
        x @ case.params["W_xh"].T + h @ np.atleast_2d(case.params["W_hh"]).T + case.params["b_h"]
        for x, h in zip(case.xs, linear, strict=False)
    ]
    return np.abs(a).min(initial=1) > 1e-4


@pytest.mark.parametrize("form", ["rnn tanh", "rnn relu", "lstm", "gru"])
@given(sizes=SIZES, seed=SEEDS, dtype=DTYPES)
def test_forward_equals_torch_and_backward_equals_autograd(form, sizes, seed, dtype):
    case = Case(form, sizes, seed, dtype)
    assume(far_from_kink(case))
    name = case.cell.__name__.split(".")[-1]
    options = {"nonlinearity": case.options["activation"]} if case.cell is rnn else {}
    net = getattr(torch.nn, name.upper())(sizes[2], sizes[3], dtype=torch.tensor(case.xs).dtype, **options)
    to_torch, from_torch = (getattr(torch_maps, f"{name}_{way}_torch") for way in ("to", "from"))
    net.load_state_dict({k: torch.tensor(v) for k, v in to_torch(case.params).items()})
    xs = torch.tensor(case.xs, requires_grad=True)
    start = [torch.tensor(s[None], requires_grad=True) for s in case.start]
    hs, final = net(xs, tuple(start) if case.cell is lstm else start[0])
    final = final if case.cell is lstm else (final,)
    loss = (hs * torch.tensor(case.dss)).sum()
    loss = loss + sum((f[0] * torch.tensor(g)).sum() for f, g in zip(final, case.last, strict=True))
    loss.backward()

    tolerance = TOLERANCE[dtype]
    run, grads = case.both_ways()
    assert run.hs.dtype == dtype and {g.dtype for g in grads.values()} == {np.dtype(dtype)}
    assert_close(run.hs, hs.detach(), tolerance)
    assert_close(grads["xs"], xs.grad, tolerance)
    for state, primal in zip(STATES[case.cell], start, strict=True):
        assert_close(grads[f"{state}_0"], primal.grad[0], tolerance)
    theirs = {k: p.grad.numpy() for k, p in net.named_parameters()}
    # Each of torch's two biases gets the gradient of our one: add it once. Only the GRU's last block differs.
    theirs["bias_hh_l0"][: (2 if case.cell is gru else 4) * sizes[3]] = 0
    for parameter, gradient in from_torch(theirs).items():
        assert_close(grads[parameter], gradient, tolerance, parameter)


DIFFERENCES = [(form, "shared", False) for form in FORMS]
DIFFERENCES += [
    (form, weights, masked)
    for form in FORMS
    for weights, masked in (("shared", True), ("gain", False), ("gain", True), ("number", True))
    if FORMS[form][0] is not jordan
]


@pytest.mark.parametrize(("form", "weights", "masked"), DIFFERENCES)
@settings(max_examples=4)
@given(sizes=st.tuples(*[st.integers(1, 3)] * 4), seed=SEEDS)
def test_backward_equals_central_differences(form, weights, masked, sizes, seed):
    case = Case(form, sizes, seed, weights=weights, masked=masked)
    if case.options.get("activation") == "relu":  # differences must not step over a kink
        case.params["b_h"] = case.params["b_h"] + np.sign(case.params["b_h"]) * 50
    _, grads = case.both_ways()
    check = gradient_check(case.loss, case.primals(), grads, tolerance=1e-7)
    assert check.ok, check
    assert case.primals().keys() <= grads.keys()


@every_form
@given(sizes=SIZES, seed=SEEDS, weights=WEIGHTS, masked=st.booleans())
def test_batch_equals_a_loop_over_its_rows(form, sizes, seed, weights, masked):
    plain = FORMS[form][0] is jordan
    case = Case(form, sizes, seed, weights="shared" if plain else weights, masked=masked and not plain)
    run, grads = case.both_ways()
    total = {name: 0 for name in case.params if name != "gain"}
    for b in range(sizes[1]):
        row = slice(b, b + 1)
        own = {name: value[row] if name == "gain" else value for name, value in case.params.items()}
        options = {"mask": case.options["mask"][:, row]} if "mask" in case.options else {}
        one = case.forward(own, case.xs[:, row], [s[row] for s in case.start], **options)
        back = case.cell.backward(one, case.dss[:, row], *(g[row] for g in case.last))
        assert_close(case.states(one), case.states(run)[:, row], 1e-11)
        assert_close(back["xs"], grads["xs"][:, row], 1e-11)
        total = {name: value + back[name] for name, value in total.items()}
        if "gain" in grads:
            assert_close(back["gain"], grads["gain"][row], 1e-11)
    assert_same(total, {name: grads[name] for name in total})


@every_form
@given(sizes=SIZES, seed=SEEDS, weights=WEIGHTS)
def test_sequence_equals_its_steps(form, sizes, seed, weights):
    case = Case(form, sizes, seed, weights="shared" if FORMS[form][0] is jordan else weights)
    run, grads = case.both_ways()
    states, runs = case.start, []
    for t, x_t in enumerate(case.xs):
        runs.append(case.cell.step(x_t, *states, case.params, **case.options))
        states = [getattr(runs[-1], f"{s}_T") for s in STATES[case.cell]]
        assert_close(states[0], case.states(run)[t], 1e-12)
    ds, total = [g.copy() for g in case.last], {name: 0 for name in case.params if name in grads}
    for t in reversed(range(len(runs))):
        ds[0] = ds[0] + case.dss[t]
        assert_close(grads[STATES[case.cell][0] + "s"][t], ds[0], 1e-11)
        back = case.cell.backward(runs[t], None, *ds)
        ds = [back[f"{s}_0"] for s in STATES[case.cell]]
        total = {name: total[name] + back[name] for name in total}
    assert_same({name: grads[name] for name in total}, total)


@every_form
@given(sizes=SIZES, seed=SEEDS, masked=st.booleans(), data=st.data())
def test_two_chunks_with_carried_state_equal_one_run(form, sizes, seed, masked, data):
    masked = masked and FORMS[form][0] is not jordan
    case = Case(form, sizes, seed, masked=masked)
    cut = data.draw(st.integers(0, sizes[0]))
    run, grads = case.both_ways()
    parts = slice(0, cut), slice(cut, None)
    masks = [{"mask": case.options["mask"][part]} if masked else {} for part in parts]
    first = case.forward(xs=case.xs[:cut], **masks[0])
    carried = [getattr(first, f"{s}_T") for s in STATES[case.cell]]
    second = case.forward(xs=case.xs[cut:], start=carried, **masks[1])
    assert_close(np.concatenate([case.states(first), case.states(second)]), case.states(run), 1e-12)

    late = case.cell.backward(second, case.dss[cut:], *case.last)
    early = case.cell.backward(first, case.dss[:cut], *(late[f"{s}_0"] for s in STATES[case.cell]))
    assert_same({name: early[name] + late[name] for name in case.params}, {n: grads[n] for n in case.params})
    for name in [s + "s" for s in STATES[case.cell]] + ["xs"]:
        assert_close(np.concatenate([early[name], late[name]]), grads[name], 1e-11, name)


@every_rnn
@given(sizes=SIZES, seed=SEEDS, masked=st.booleans(), weights=WEIGHTS)
def test_window_at_full_length_equals_the_full_gradient(form, sizes, seed, masked, weights):
    case = Case(form, sizes, seed, masked=masked, weights=weights)
    full = case.both_ways()[1]
    assert_same(case.both_ways(window=sizes[0])[1], full)
    assert_same(case.both_ways(window=sizes[0] + 3)[1], full)


@every_rnn
@given(sizes=SIZES, seed=SEEDS, masked=st.booleans(), weights=WEIGHTS, data=st.data())
def test_window_keeps_the_pairs_of_loss_and_source_less_than_k_apart(
    form, sizes, seed, masked, weights, data
):
    """Loss step tau alone, backward through the last k steps alone: their sum is the sliding window."""
    case = Case(form, sizes, seed, masked=masked, weights=weights)
    window = data.draw(st.integers(1, sizes[0]))
    case.dss[: data.draw(st.integers(0, sizes[0]))] = 0  # a loss may begin late
    run = case.forward()
    grads = case.cell.backward(run, case.dss, window=window)
    total = {name: np.zeros_like(value) for name, value in grads.items()}
    for tau in range(sizes[0]):
        start = max(0, tau - window + 1)
        steps = slice(start, tau + 1)
        states = case.start
        if start:
            options = {"mask": case.options["mask"][:start]} if masked else {}
            early = case.forward(xs=case.xs[:start], **options)
            states = [getattr(early, f"{s}_T") for s in STATES[case.cell]]
        options = {"mask": case.options["mask"][steps]} if masked else {}
        piece = case.forward(xs=case.xs[steps], start=states, **options)
        back = case.cell.backward(piece, None, case.dss[tau])
        for name in total:
            if name in case.params or (name.endswith("_0") and start == 0):
                total[name] += back[name]
            elif not name.endswith("_0"):
                total[name][steps] += back[name]
    assert_same(grads, total)


@pytest.mark.parametrize("form", ["lstm", "lstm peepholes"])
@given(sizes=SIZES, seed=SEEDS)
def test_gradient_of_the_cell_state_equals_autograd(form, sizes, seed):
    case = Case(form, sizes, seed)
    p = {name: torch.tensor(value) for name, value in case.params.items()}
    W_xh, W_hh, b_h = (p[name].chunk(4) for name in ("W_xh", "W_hh", "b_h"))
    h, c = (torch.tensor(s, requires_grad=True) for s in case.start)
    p_o, p_i, p_f = (p.get(name, torch.zeros(sizes[3])) for name in ("p_o", "p_i", "p_f"))
    hs, cs = [], []
    for x in torch.tensor(case.xs):
        a_o, a_i, a_f, a_c = (x @ W_xh[k].T + h @ W_hh[k].T + b_h[k] for k in range(4))
        i, f = torch.sigmoid(a_i + p_i * c), torch.sigmoid(a_f + p_f * c)
        c = f * c + i * torch.tanh(a_c)
        h = torch.sigmoid(a_o + p_o * c) * torch.tanh(c)
        h.retain_grad(), c.retain_grad()
        hs.append(h)
        cs.append(c)
    (sum((a * torch.tensor(g)).sum() for a, g in zip(hs, case.dss, strict=True))).backward()
    grads = case.cell.backward(case.forward(), case.dss)
    assert_close(grads["hs"], np.array([a.grad.numpy() for a in hs]), 1e-10)
    assert_close(grads["cs"], np.array([a.grad.numpy() for a in cs]), 1e-10)


@with_mask_and_gain
def test_masked_step_keeps_the_state_and_is_never_read(form):
    case = Case(form, (6, 3, 2, 4), 0)
    mask = np.arange(6)[:, None] < [6, 4, 2]  # three lengths
    padded = np.where(mask[..., None], case.xs, np.nan)
    run = case.forward(xs=padded, mask=mask)
    last = getattr(run, STATES[case.cell][0] + "_T")
    grads = case.cell.backward(run, None, np.ones_like(last))
    assert (grads["xs"][~mask] == 0).all() and np.isfinite(grads["xs"]).all()
    for row, length in enumerate((6, 4, 2)):
        alone = case.forward(xs=case.xs[:length, row : row + 1], start=[s[row : row + 1] for s in case.start])
        assert_close(last[row], case.states(alone)[-1, 0], 1e-13)
        assert (case.states(run)[length:, row] == case.states(run)[length - 1, row]).all()
    keeps_all = {lstm: {"o": 0, "i": 0, "f": 1}, gru: {"z": case.options.get("z_keeps", True)}}
    for gate, value in keeps_all.get(case.cell, {}).items():
        assert (getattr(run, gate)[~mask] == value).all()


@every_form
def test_no_argument_is_changed(form):
    whole = FORMS[form][0] is not jordan
    case = Case(form, (5, 3, 2, 4), 0, weights="gain" if whole else "shared", masked=whole)
    given_arrays = [*case.params.values(), case.xs, *case.start, case.dss, *case.last]
    before = [np.array(a) for a in given_arrays]
    for array in given_arrays:
        array.setflags(write=False)
    run, first = case.both_ways()
    if case.cell is rnn:
        case.both_ways(window=2)
    second = case.cell.backward(run, case.dss, *case.last)
    assert_same(second, first, 0)
    assert all((a == b).all() for a, b in zip(given_arrays, before, strict=True))


@every_form
@pytest.mark.parametrize(
    "sizes", [(0, 2, 3, 4), (3, 0, 3, 4), (3, 2, 0, 4), (3, 2, 3, 0), (0, 0, 0, 0), (1,) * 4]
)
@pytest.mark.parametrize("window", [None, 1, 2])
def test_sizes_of_zero_give_the_right_empty_result(form, sizes, window):
    case = Case(form, sizes, 0)
    run, grads = case.both_ways(**({"window": window} if case.cell is rnn else {}))
    assert case.states(run).shape == case.dss.shape
    shapes = {name: np.shape(value) for name, value in case.primals().items()}
    assert {name: grads[name].shape for name in shapes} == shapes
    if sizes[0] == 0:
        for state, start, last in zip(STATES[case.cell], case.start, case.last, strict=True):
            assert (getattr(run, f"{state}_T") == start).all() and (grads[f"{state}_0"] == last).all()


@every_form
@pytest.mark.parametrize("layout", ["fortran", "strided", "reversed"])
def test_any_memory_layout_will_do(form, layout):
    case = Case(form, (5, 3, 2, 4), 0)
    expected = case.both_ways()[1]
    change = {
        "fortran": np.asfortranarray,
        "strided": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
        "reversed": lambda a: a[::-1].copy()[::-1],
    }[layout]
    case.xs, case.dss = change(case.xs), change(case.dss)
    case.params = {name: change(value) for name, value in case.params.items()}
    case.start, case.last = ([change(a) for a in arrays] for arrays in (case.start, case.last))
    assert_same(case.both_ways()[1], expected)


def test_results_do_not_depend_on_the_number_of_threads():
    from threadpoolctl import threadpool_limits

    for form in FORMS:
        case = Case(form, (12, 48, 32, 64), 0)
        results = []
        for threads in (1, 2):
            with threadpool_limits(threads, user_api="blas"):
                run, grads = case.both_ways()
                results.append({"states": case.states(run), **grads})
        assert_same(*results, 1e-12)
