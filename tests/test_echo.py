"""The models of lesson 1: least squares, and a network nobody trained with a readout by least squares."""

import numpy as np
import pytest

from course_utils.cells import echo, rnn
from course_utils.sequences import linear


def test_states_are_those_of_the_cell_from_zeros_and_the_same_at_every_call():
    xs = np.random.default_rng(1).normal(size=(5, 3, 2))
    hs = echo.states(xs, 4)
    assert np.array_equal(hs, echo.states(xs, 4)) and hs.shape == (5, 3, 4)
    assert np.array_equal(hs, rnn.forward(xs, echo.weights(2, 4), np.zeros((3, 4))).hs)


@pytest.mark.parametrize("T", [1, 6])
def test_classes_are_those_of_a_readout_fitted_to_the_known_sequences_alone(T):
    rng = np.random.default_rng(2)
    hs, targets = rng.normal(size=(T, 40, 5)), rng.integers(0, 3, (T, 40))
    A = np.concatenate([hs, np.ones((T, 40, 1))], axis=2)
    one_hot = np.eye(3)[targets[:, :30]].reshape(-1, 3)
    W = np.linalg.lstsq(A[:, :30].reshape(-1, 6), one_hot)[0]
    found = echo.classes(hs, targets, 30, ridge=0)
    assert np.array_equal(found, (A @ W).argmax(axis=2))
    others = np.c_[targets[:, :30], np.zeros_like(targets[:, 30:])]
    assert np.array_equal(found, echo.classes(hs, others, 30, ridge=0))


@pytest.mark.parametrize("targets", [(), (2,)])
def test_the_linear_model_is_least_squares_with_a_constant(targets):
    rng = np.random.default_rng(3)
    X, Y = rng.normal(size=(30, 4)), rng.normal(size=(30, *targets))
    W = linear.fit(X, Y, ridge=0)
    assert np.allclose(W, np.linalg.lstsq(np.c_[X, np.ones(30)], Y)[0])
    assert np.allclose(linear.predict(X, W), X @ W[:-1] + W[-1])
    assert linear.fit(np.c_[X, X], Y).shape == (9, *targets)  # columns that repeat each other
    assert linear.rmse(np.array([1.0, 5.0]), np.array([1.0, 2.0])) == np.sqrt(4.5)
