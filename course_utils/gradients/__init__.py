"""Gradients looked at: how they grow and shrink through time, what bounds them, whether they are right.

- through time: `gradient_norms`, `gradient_sweep`, `regime`;
- a step: `step_jacobians`, `jacobian_product`, `state_jacobian`; of a matrix `spectral_radius`,
  `singular_values`;
- theory: `sufficient_for_vanishing`, `necessary_for_exploding`, `log2_upper_bound`, `log2_linear_limit`;
- clipping: `clip_by_norm`, `clip_by_value`;
- right or wrong: `central_differences`, `gradient_check`, `cosine`.
"""

from course_utils.gradients.check import central_differences, cosine, gradient_check
from course_utils.gradients.clipping import clip_by_norm, clip_by_value, total_norm
from course_utils.gradients.sweep import Sweep, gradient_norms, gradient_sweep, levels_8bit, regime
from course_utils.gradients.theory import (
    jacobian_product,
    log2_linear_limit,
    log2_upper_bound,
    necessary_for_exploding,
    singular_values,
    spectral_radius,
    state_jacobian,
    step_jacobians,
    sufficient_for_vanishing,
)

__all__ = [
    "Sweep",
    "central_differences",
    "clip_by_norm",
    "clip_by_value",
    "cosine",
    "gradient_check",
    "gradient_norms",
    "gradient_sweep",
    "jacobian_product",
    "levels_8bit",
    "log2_linear_limit",
    "necessary_for_exploding",
    "regime",
    "singular_values",
    "spectral_radius",
    "state_jacobian",
    "step_jacobians",
    "sufficient_for_vanishing",
    "total_norm",
    "log2_upper_bound",
]
