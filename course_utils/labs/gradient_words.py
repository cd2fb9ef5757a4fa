"""What the gradient lab says at a position: true of the states and gradients of that very run."""

import numpy as np

from course_utils.texts import gettext

STILL = 0.005  # states that move by less have settled
_VERBS = {"vanishing": gettext("vanishes"), "steady": gettext("holds"), "exploding": gettext("explodes")}


def reading(found, i, settings, far=None):
    """Say what became of the gradient at position ``i`` of what was `gradient_runs.followed`.

    ``far`` is the share that the losses of the last half make up, where there is a loss at every step.
    """
    steps, w, log2 = settings["steps"], found.w[i], found.log2[:, i]
    name = f"w_hh = {w:.2f}" if settings["weights"] == "scalar" else gettext("Gain {gain:.2f}").format(gain=w)
    what = gettext("the gradient") if far is None else gettext("the last loss's gradient")
    if found.chaotic[i]:
        said = gettext("{name}: chaotic. Rounding decides what {what} is at step 1.")
        said = said.format(name=name, what=what)
    elif log2[0] == -np.inf:
        said = gettext("{name}: at step 1 {what} is exactly 0. No path is left.")
        said = said.format(name=name, what=what)
    else:
        said = _became(name, what, found.regimes[i], log2)
        if why := _why(found, i, settings):
            said = f"{said} {why}"
    return said if far is None else f"{said} {_far(far, steps)}"


def number(log2_value):
    """Return 2^log2_value as text, such as 0.0052 or 5.2e-12, however large or small."""
    if log2_value == -np.inf:
        return "0"
    exponent, rest = divmod(log2_value * np.log10(2), 1)
    mantissa = f"{10**rest:.1f}"
    if mantissa == "10.0":
        mantissa, exponent = "1.0", exponent + 1
    if -4 <= exponent <= 3:
        return f"{float(f'{mantissa}e{int(exponent)}'):g}"
    return f"{mantissa}e{int(exponent):+03d}"


def rate(value):
    """Return a factor a step as text."""
    return f"{value:.2f}" if 0.095 <= value < 100 else f"{value:.1e}"


def _became(name, what, regime, log2):
    """Say what is left at step 1, and by which factor a step."""
    said = gettext(
        "{name}: at step 1 {what} is {factor} times what it was at step {steps}. It {verb}, {how}."
    )
    steps, factor = len(log2), number(log2[0] - log2[-1])
    by_step = np.diff(log2)
    how = gettext("by a factor of {rate} a step")
    if np.ptp(by_step) > 0.01:
        how = gettext("on average by a factor of {rate} a step")
    how, verb = how.format(rate=rate(regime.rate)), _VERBS[regime.name]
    said = said.format(name=name, what=what, steps=steps, factor=factor, verb=verb, how=how)
    peak = log2.max()
    if peak > max(log2[0], log2[-1]) + 1:
        grew = gettext("On its way it was up to {times} times as large as at step {steps}.")
        said += " " + grew.format(times=number(peak - log2[-1]), steps=steps)
    return said


def _why(found, i, settings):
    """Say why a tanh unit with |w_hh| above 1 lets the gradient vanish; nothing elsewhere."""
    w = abs(found.w[i])
    if settings["weights"] != "scalar" or settings["activation"] != "tanh" or w <= 1:
        return ""
    if found.regimes[i].name != "vanishing":
        return ""
    h = found.run.hs[:, i, 0]
    tail = h[-max(4, len(h) // 4) :]
    if np.ptp(tail) < STILL:
        why = gettext("|w_hh| is above 1, but h has settled at {h:.2f}, where tanh has slope {slope:.2f}.")
        return why.format(h=h[-1], slope=1 - h[-1] ** 2)
    if max(np.ptp(tail[::2]), np.ptp(tail[1::2])) < STILL:
        why = gettext(
            "|w_hh| is above 1, but h jumps between {h:.2f} and {g:.2f}, where tanh has slopes {slope:.2f} "
            "and {other:.2f}."
        )
        return why.format(h=h[-1], g=h[-2], slope=1 - h[-1] ** 2, other=1 - h[-2] ** 2)
    why = gettext("|w_hh| is above 1, but the slopes of tanh on the way are {slope} in the geometric mean.")
    return why.format(slope=rate(found.regimes[i].rate / w))


def _far(share, steps):
    """Say which share the losses of the last half of all steps make up."""
    half = steps - steps // 2
    if np.isnan(share):
        return gettext("All {steps} losses together cancel at step 1.").format(steps=steps)
    said = gettext("Of dL/dh_1 of all {steps} losses, those of the last {half} make up a share of {share}.")
    text = "0" if share == 0 else f"{share:.2f}" if 0.005 <= abs(share) < 100 else f"{share:.1e}"
    said = said.format(steps=steps, half=half, share=text)
    if not -0.005 <= share <= 1.005:
        said += " " + gettext("The others pull the other way.")
    return said
