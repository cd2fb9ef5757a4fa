"""The recall experiment: what is asked has one answer, and the networks are what they are called."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from course_utils import figures, training
from course_utils.cells import linear_attention
from course_utils.figures import geometry
from course_utils.sequences import load
from course_utils.sequences.tasks import recall as task
from course_utils.training import recall

pytestmark = pytest.mark.usefixtures("no_figure_left")


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("pairs", [1, 5, 16])
def test_the_answer_is_the_value_that_came_last_with_the_key(pairs, times):
    xs, targets = task(7, pairs, np.random.default_rng(1), times=times)
    assert xs.shape == ((times + 1) * pairs, 7, 24) and targets.shape == (pairs, 7)
    assert (xs[..., :16].sum(axis=2) == 1).all()
    keys, values = xs[..., :16].argmax(axis=2), xs[..., 16:]
    written = times * pairs
    assert (values[:written].sum(axis=2) == 1).all() and not values[written:].any()
    for b in range(7):
        newest, seen = {}, []
        for t in range(written):
            newest[keys[t, b]] = values[t, b].argmax()
            seen.append(keys[t, b])
        assert all(seen.count(key) == times for key in newest) and len(newest) == pairs
        assert [newest[key] for key in keys[written:, b]] == targets[:, b].tolist()
        assert set(keys[written:, b]) == set(newest)


def test_what_can_not_be_asked_is_refused():
    with pytest.raises(ValueError, match="16 keys, too few for 17 pairs"):
        task(2, 17, np.random.default_rng(1))
    with pytest.raises(ValueError, match="at least 1"):
        task(2, 0, np.random.default_rng(1))
    with pytest.raises(ValueError, match="must be one of GRU; linear attention, sum;"):
        recall.network("LSTM", 1)


@pytest.mark.parametrize("rule", ["sum", "delta"])
def test_the_networks_use_the_cells_linear_attention(rule):
    model, pairs = recall.network(f"linear attention, {rule}", 1), 6
    xs, _ = task(4, pairs, np.random.default_rng(2), times=2)
    parts = {name: p.detach().numpy() for name, p in model.named_parameters()}
    k, q = (xs[..., :16] @ parts[f"{name}.weight"].T for name in ("key", "query"))
    k, q = (one / np.linalg.norm(one, axis=2, keepdims=True) for one in (k, q))
    v = xs[..., 16:] @ parts["value.weight"].T
    beta, written = None, 2 * pairs
    if rule == "delta":
        beta = 1 / (1 + np.exp(-(xs[..., :16] @ parts["beta.weight"].T + parts["beta.bias"])))[:written, :, 0]
    S = linear_attention.forward(k[:written], k[:written], v[:written], beta).Ss[-1]
    read = linear_attention.read(S, q[written:])
    scores = read @ parts["readout.weight"].T + parts["readout.bias"]
    np.testing.assert_allclose(training.predict(model, xs), scores, atol=1e-5)


@pytest.mark.parametrize("name", recall.NETWORKS)
def test_an_answer_does_not_hang_on_the_other_questions(name):
    model = recall.network(name, 1)
    xs, _ = task(3, 5, np.random.default_rng(3))
    alone = training.predict(model, np.concatenate([xs[:5], xs[7:8]]))
    np.testing.assert_allclose(training.predict(model, xs)[2], alone[0], atol=1e-5)


def test_the_gru_answers_from_the_state_after_the_last_pair():
    model = recall.network("GRU", 1)
    xs, _ = task(3, 4, np.random.default_rng(4))
    one = torch.tensor(np.concatenate([xs[:4], xs[6:7]]), dtype=torch.float32)
    scores = model.readout(model.layer(one)[0][-1]).detach().numpy()
    np.testing.assert_allclose(training.predict(model, xs)[2], scores, atol=1e-5)


def test_fixed_memories_are_equal_and_none_grows():
    sizes = {name: sum(p.numel() for p in recall.network(name, 1).parameters()) for name in recall.NETWORKS}
    record = load("recall_runs")
    for name in recall.NETWORKS:
        mine = record["network"] == name
        assert set(record["weights"][mine]) == {sizes[name]}
        memory, written = record["memory"][mine], (record["pairs"] * record["times"])[mine]
        assert (memory == (16 * written if name == "attention" else 64)).all()


def test_the_record_is_whole():
    record = load("recall_runs")
    columns = (record[name] for name in ("updates", "network", "times", "pairs", "seed"))
    runs = set(zip(*columns, strict=True))
    equal = {run for run in runs if run[0] == recall.UPDATES}
    assert len(equal) == len(recall.NETWORKS) * 2 * len(recall.PAIRS) * 5
    longer = {run[:3] for run in runs - equal}
    assert longer == {(6000, "GRU", 1)} and len(runs - equal) == len(recall.PAIRS) * 3
    assert len(runs) == len(record) and set(record["pairs"]) == set(recall.PAIRS)


def test_a_run_learns_as_the_record_says(monkeypatch):
    monkeypatch.delenv("COURSE_UPDATES", raising=False)
    _, run, shares = recall.run("linear attention, sum", seed=1)
    record = load("recall_runs")
    mine = (record["network"] == "linear attention, sum") & (record["times"] == 1) & (record["seed"] == 1)
    assert run.updates == recall.UPDATES
    for pairs, right in zip(record["pairs"][mine], record["right"][mine], strict=True):
        assert shares[pairs] == pytest.approx(right, abs=0.03)


def test_the_figure_tells_the_means_and_the_spread():
    record, (fig, axes) = load("recall_runs"), plt.subplots(1, 2, figsize=(7.4, 3), sharey=True)
    live = {("attention", 1): {1: 1.0, 16: 0.9}}
    reading = figures.recall_runs(axes, record, live)
    for network, name in (("GRU", "GRU"), ("linear attention, delta", "the delta rule")):
        for times in (1, 2):
            at = (record["network"] == network) & (record["times"] == times) & (record["pairs"] == 16)
            at &= record["updates"] == recall.UPDATES
            right = record["right"][at]
            assert f"{name} {right.mean():.2f} ({right.min():.2f} to {right.max():.2f}, 5 starts)" in reading
    assert reading.startswith(
        "Mean share of right answers (worst to best start): each key stored once, at 16 keys: GRU"
    )
    assert "GRU, 6 × as long 0." in reading
    dots = [line for ax in axes for line in ax.lines if line.get_marker() == "o"]
    assert [line.get_xydata().tolist() for line in dots] == [[[1, 1.0], [16, 0.9]]]
    assert reading == figures.recall_runs(plt.subplots(1, 2)[1], record)
    fig.canvas.draw()
    assert geometry.faults(fig) == []
    plt.close("all")
