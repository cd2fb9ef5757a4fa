"""What a step does to a gradient, and what follows for many: Jacobians, singular values, bounds. Lesson 4.

∂h_t/∂h_{t-1} = diag(φ'(a_t)) gain W_hh for the simple cell. With σ_max the largest singular value of W, ρ its
spectral radius, γ the largest slope of φ (1 for tanh, ReLU, identity; 1/4 for σ): a product of k such factors
is at most (γ σ_max)^k, always. So γ σ_max < 1 is *sufficient* for vanishing, γ σ_max > 1 *necessary* for
exploding. ρ decides only for a linear cell, and only in the limit. Pascanu, Mikolov & Bengio 2013.
"""

import numpy as np

from course_utils.cells.rnn import ACTIVATIONS


def step_jacobians(run):
    """J_t = ∂h_t/∂h_{t-1} = diag(φ'(a_t)) gain W_hh for every step of a run of `cells.rnn`.

    Returns
    -------
    array, shape (seq_len, batch, hidden, hidden)
        Row i, column j: how h_t[i] moves with h_{t-1}[j]; the identity at a masked step.
    """
    gain = np.asarray(run.params.get("gain", 1.0))[..., None, None]
    slopes = ACTIVATIONS[run.activation][1](run.hs)
    J = slopes[..., None] * (gain * run.params["W_hh"])
    if run.hold is not None:
        J[run.hold[:, 0]] = np.eye(run.hs.shape[2])
    return J


def jacobian_product(Js):
    """∂h_T/∂h_0 = J_T J_{T-1} ... J_1.

    Parameters
    ----------
    Js : array, shape (seq_len, ..., hidden, hidden)
        The steps' Jacobians, oldest first; a slice of them gives any ∂h_t/∂h_s.
    """
    Js = np.asarray(Js)
    product = np.broadcast_to(np.eye(Js.shape[-1], dtype=Js.dtype), Js.shape[1:])
    for J_t in Js:
        product = J_t @ product
    return product


def state_jacobian(cell, xs, params, h_0=None, **options):
    """∂h_T/∂h_0 of any cell and one sequence, by one backward pass with a row of the batch for each unit.

    Parameters
    ----------
    cell : module
        `cells.rnn`, `cells.lstm` (c_0 = 0) or `cells.gru`.
    xs : array, shape (seq_len, input)
        One sequence; a single step gives ∂h_t/∂h_{t-1}.
    params : dict of arrays
        The cell's.
    h_0 : array, shape (hidden,), optional
        Zero unless given.
    **options
        As in the cell's `forward`.

    Returns
    -------
    array, shape (hidden, hidden)
        Row i, column j: how h_T[i] moves with h_0[j].
    """
    xs = np.asarray(xs)
    hidden = np.shape(params["W_hh"])[-1]
    if xs.ndim != 2:
        raise ValueError(f"xs has shape {xs.shape}; want (seq_len, input), one sequence")
    start = None if h_0 is None else np.repeat(np.asarray(h_0)[None], hidden, axis=0)
    run = cell.forward(np.repeat(xs[:, None], hidden, axis=1), params, start, **options)
    return cell.backward(run, dh_T=np.eye(hidden, dtype=xs.dtype))["h_0"]


def spectral_radius(W):
    """ρ(W) = max |λ|: how fast powers of W grow in the limit; of a stack (..., n, n), one each."""
    W = np.asarray(W)
    return np.abs(np.linalg.eigvals(W)).max(axis=-1, initial=0)


def singular_values(W):
    """σ_1 ≥ σ_2 ≥ ...: how much W stretches its main directions; σ_1 is the norm ‖W‖₂."""
    return np.linalg.svd(np.asarray(W), compute_uv=False)


def sufficient_for_vanishing(W, slope=1.0):
    """γ σ_max(W) < 1: then every gradient vanishes, at least as fast as (γ σ_max)^k."""
    return bool(slope * singular_values(W).max(initial=0) < 1)


def necessary_for_exploding(W, slope=1.0):
    """γ σ_max(W) > 1: without it no gradient explodes; with it one may or may not."""
    return bool(slope * singular_values(W).max(initial=0) > 1)


def log2_upper_bound(W, steps, slope=1.0):
    """log2 (γ σ_max(W))^k for k = 0..steps: ‖∂h_t/∂h_{t-k}‖ is at most that, always; shape (steps + 1,)."""
    return _powers(slope * singular_values(W).max(initial=0), steps)


def log2_linear_limit(W, steps):
    """log2 ρ(W)^k for k = 0..steps: the slope a linear cell tends to, and no bound; shape (steps + 1,)."""
    return _powers(spectral_radius(W), steps)


def _powers(factor, steps):
    """Return log2 factor^k for k = 0..steps, with 0^0 = 1."""
    k = np.arange(steps + 1)
    if factor == 0:
        return np.where(k == 0, 0.0, -np.inf)
    return k * np.log2(factor)
