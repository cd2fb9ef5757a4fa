"""What one step does to a gradient, and what follows for many steps: Jacobians, singular values. Lesson 4.

∂h_t/∂h_{t-1} = diag(φ'(a_t)) gain W_hh for the simple cell. With σ_max the largest singular value of W, ρ its
spectral radius, γ the largest slope of φ (1 for tanh, ReLU, identity; 1/4 for σ): a product of k such factors
is at most (γ σ_max)^k, always. So γ σ_max < 1 is *sufficient* for vanishing, γ σ_max > 1 *necessary* for
exploding. ρ decides only for a linear cell, and only in the limit. Pascanu, Mikolov & Bengio 2013.
"""

import numpy as np

from course_utils.cells import rnn


def step_jacobians(run):
    """J_t = ∂h_t/∂h_{t-1} = diag(φ'(a_t)) gain W_hh for every step of a run of `cells.rnn`.

    Returns
    -------
    array, shape (seq_len, batch, hidden, hidden)
        Row i, column j: how h_t[i] moves with h_{t-1}[j]; the identity at a masked step.
    """
    gain = np.asarray(run.params.get("gain", 1.0))[..., None, None]
    J = rnn.step_slopes(run).swapaxes(1, 2)[..., None] * (gain * run.params["W_hh"])
    if run.mask is not None:
        J[~run.mask] = np.eye(run.hs.shape[2])
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


def spectral_radius(W):
    """ρ(W) = max |λ|: how fast powers of W grow in the limit; of a stack (..., n, n), one each."""
    W = np.asarray(W)
    return np.abs(np.linalg.eigvals(W)).max(axis=-1, initial=0)


def singular_values(W):
    """σ_1 ≥ σ_2 ≥ ...: how much W stretches its main directions; σ_1 is the norm ‖W‖₂."""
    return np.linalg.svd(np.asarray(W), compute_uv=False)
