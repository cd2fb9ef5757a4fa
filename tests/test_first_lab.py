"""The first lab shows the recurrence as written, and starts where lesson 0 says."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from course_utils import figures
from course_utils.labs import first_lab as lab


def test_every_bar_is_the_recurrence_as_torch_runs_it():
    layer = torch.nn.RNN(1, 1, nonlinearity="relu", bias=False, dtype=torch.float64)
    hs = lab.sweep(lab.KEEP[:, None]).rows["memory"]
    for i in (0, 37, 80, 100):
        with torch.no_grad():
            layer.weight_ih_l0.fill_(1.0)
            layer.weight_hh_l0.fill_(lab.KEEP[i])
            np.testing.assert_allclose(hs[i], layer(torch.tensor(lab.XS)[:, None])[0][:, 0], atol=1e-12)


def test_nothing_kept_is_the_input_and_everything_kept_is_the_sum():
    assert np.array_equal(lab.memory(0.0), lab.XS)
    assert np.array_equal(lab.memory(1.0), np.cumsum(lab.XS))


def test_both_ends_fit_the_figure_and_are_told():
    table = lab.sweep(lab.KEEP[:, None])
    with plt.rc_context():
        figures.use_style()
        fig, artists = lab.figure()
        low, high = fig.axes[0].get_ylim()
        plt.close(fig)
    assert low <= table.rows["memory"].min() and table.rows["memory"].max() < high
    assert "keeps 0.00" in table.readings[0] and "3.00 is left of the three" in table.readings[-1]


@pytest.mark.parametrize("number", range(10))
def test_the_map_has_a_picture_for_every_lesson(number):
    with plt.rc_context():
        figures.use_style()
        fig, axes = plt.subplots(2, 5)
        told = figures.course_map(axes.flat, [f"name {k}" for k in range(10)])
        ax = axes.flat[number]
        assert ax.has_data() or ax.patches
        assert f"{number} name {number}" in told
        plt.close(fig)


def test_the_lab_says_its_reading_at_the_start():
    assert lab.show().stored.startswith(
        "The first lab. A one comes in at steps 1, 6 and 7. Each step keeps 0.50"
    )
