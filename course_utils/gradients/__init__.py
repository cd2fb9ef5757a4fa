"""How gradients grow and shrink through time, what bounds them, and whether they are right.

- through time: `gradient_norms`, `gradient_sweep`, `regime`, `regime_of`;
- a step: `step_jacobians`, `jacobian_product`; a matrix: `spectral_radius`, `singular_values`;
- clipping: `clip_by_norm`, `clip_by_value`, `total_norm`;
- checks: `central_differences`, `gradient_check`, `cosine`.
"""

from course_utils.gradients.check import central_differences, cosine, gradient_check
from course_utils.gradients.clipping import clip_by_norm, clip_by_value, total_norm
from course_utils.gradients.sweep import gradient_norms, gradient_sweep, regime, regime_of
from course_utils.gradients.theory import jacobian_product, singular_values, spectral_radius, step_jacobians
