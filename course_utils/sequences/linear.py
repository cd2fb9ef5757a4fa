"""A linear model by least squares, with a constant as its last weight: lesson 1."""

import numpy as np


def fit(X, Y, ridge=1e-6):
    """Return W = (AᵀA + ridge I)⁻¹ AᵀY with A = [X, 1]: a column for each target, the constant last.

    Parameters
    ----------
    X : array, shape (rows, features)
    Y : array, shape (rows,) or (rows, targets)
    ridge : float
        Small: it keeps the equations solvable when columns repeat each other.
    """
    A = np.c_[X, np.ones(len(X))]
    return np.linalg.solve(A.T @ A + ridge * np.eye(A.shape[1]), A.T @ Y)


def predict(X, W):
    """Return [X, 1] W."""
    return np.c_[X, np.ones(len(X))] @ W


def rmse(y, y_hat):
    """Return the root mean square error, the typical size of a miss."""
    return np.sqrt(np.mean((y - y_hat) ** 2))
