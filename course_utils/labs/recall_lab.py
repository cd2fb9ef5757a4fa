"""The recall lab of lesson 9: pairs are stored in a matrix one by one, until what it answers is wrong.

A key is a direction of length 1, a value is a row of signs. Two rules write the same pairs: linear attention
adds them up, the delta rule corrects the answer that the matrix gave so far.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgba

from course_utils.cells import linear_attention
from course_utils.figures.style import CURVES, FAINT, INK, INPUT, OUTPUT, REFERENCE, STATE
from course_utils.labs.engine import artists, controls
from course_utils.labs.engine.lab import Lab, Once, Sweep
from course_utils.texts import gettext

PAIRS, SIGNS = 24, 8
SLIDERS = {
    "stored": (gettext("pairs stored"), "{:.0f}", np.arange(PAIRS + 1)),
    "asked": (gettext("key asked for"), "{:.0f}", np.arange(1, PAIRS + 1)),
    "alike": (gettext("how alike the keys are"), "{:.2f}", np.arange(19) / 20),
    "again": (gettext("key 1 again as pair (0: never)"), "{:.0f}", np.r_[0, 2 : PAIRS + 1]),
}
START = {"stored": 3, "asked": 1, "alike": 0, "again": 0, "size": 8, "kind": "random", "seed": 4}
RULES = {"sum": gettext("the sum"), "delta": gettext("the delta rule")}
_TOP = 3.0  # of entries, answers and errors in the picture
_BARS = {"plus": STATE, "minus": INPUT, "wrong": OUTPUT}
_LOOKS = dict(zip(RULES, (CURVES[2], CURVES[1]), strict=True))


def pairs(size, kind, seed, alike, again):
    """Return keys, (positions, pairs, size), and values of +1 and -1, (pairs, signs).

    ``alike``, the share of one direction in all keys, and ``again``, the pair that has key 1 once more or 0,
    are columns; the other settings are the lab's. Orthogonal keys come in sets of ``size``.
    """
    rng = np.random.default_rng(seed)
    values, common = rng.choice([-1.0, 1.0], (PAIRS, SIGNS)), rng.standard_normal(size)
    own = rng.standard_normal((-(-PAIRS // size), size, size))
    own = np.linalg.qr(own)[0] if kind == "orthogonal" else own
    own, common = (one / np.linalg.norm(one, axis=-1, keepdims=True) for one in (own, common))
    share = alike[:, :, None]
    keys = np.sqrt(1 - share) * own.reshape(-1, size)[:PAIRS] + np.sqrt(share) * common
    keys /= np.linalg.norm(keys, axis=2, keepdims=True)
    return np.where((np.arange(1, PAIRS + 1) == again)[:, :, None], keys[:, :1], keys), values


def stored(keys, values):
    """Return by rule the state before the first pair and after each, (pairs + 1, positions, signs, size)."""
    keys, ones = keys.swapaxes(0, 1), np.ones((PAIRS, len(keys)))
    values = np.broadcast_to(values[:, None], (*ones.shape, SIGNS))
    betas = {"sum": None, "delta": ones}
    return {rule: linear_attention.forward(keys, keys, values, beta).Ss for rule, beta in betas.items()}


def wanted(values, again):
    """Return the newest value of each key after each number of pairs, and whether it has one.

    (positions, pairs + 1, pairs, signs), and without signs. The pair that has key 1 again has no other key.
    """
    n, key, again = np.arange(PAIRS + 1)[:, None], np.arange(1, PAIRS + 1), again[:, :, None]
    newest = np.where((key == 1) & (again > 0) & (n >= again), again, key) - 1
    return values[newest], (key <= n) & (key != again)


def answered(states, keys):
    """Return the answer to each key after each number of pairs, (positions, pairs + 1, pairs, signs)."""
    return np.einsum("npvd,pkd->pnkv", states, keys, optimize=True).round(9) + 0.0


def error(answers, values, holds):
    """Return the root mean square error over all keys with a value, (positions, pairs + 1); 0 without one."""
    squares = ((answers - values) ** 2).mean(axis=3) * holds
    return np.sqrt(squares.sum(axis=2) / np.maximum(holds.sum(axis=2), 1))


def figure(size, **_):
    """Return for both rules the state, its answer below; and the error over the number of pairs."""
    grid = {"left": 0.055, "right": 0.985, "bottom": 0.125, "top": 0.9, "wspace": 0.2, "hspace": 0.14}
    grid |= {"width_ratios": (0.09, 1, 1, 0.07, 0.3, 1.25), "height_ratios": (1.3, 1)}
    mosaic = [["key", *RULES, "bar", ".", "error"], [".", "sum asked", "delta asked", ".", ".", "."]]
    fig, axes = plt.subplot_mosaic(mosaic, figsize=(7.4, 4.0), layout="none", gridspec_kw=grid)
    colours = [INPUT, to_rgba(INPUT, 0), to_rgba(STATE, 0), STATE]
    colours = LinearSegmentedColormap.from_list("signs", list(zip((0, 0.5, 0.5, 1), colours, strict=True)))
    live = {"key": artists.image(axes["key"], size, 1, (0.5, 1.5, size + 0.5, 0.5), cmap=colours)}
    axes["key"].set_ylabel(gettext("key asked for"))
    for rule, name in RULES.items():
        axes[rule].set_title(name, loc="center", fontsize=10, color=_LOOKS[rule]["color"])
        extent = (0.5, SIGNS + 0.5, size + 0.5, 0.5)
        live[rule] = artists.image(axes[rule], size, SIGNS, extent, cmap=colours)
        live |= _answer(axes[f"{rule} asked"], rule)
    for name in ("key", *RULES):
        axes[name].set(xticks=[], yticks=[])
        live[name].set_norm(live["sum"].norm)
    scale = fig.colorbar(live["sum"], cax=axes["bar"], ticks=[0, 127.5, 255])
    scale.set_ticklabels([f"{-_TOP:.0f}", "0", f"{_TOP:.0f}"])
    axes["sum asked"].set_ylabel(gettext("answer"))
    axes["delta asked"].tick_params(labelleft=False)
    live |= _errors(axes["error"])
    _explain(axes["error"], live)
    return fig, live


def _answer(ax, rule):
    """Return the live bars of a rule's answer, and dots for the signs wanted."""
    at = np.arange(1, SIGNS + 1)
    ax.axhline(0, color=FAINT, linewidth=1, zorder=0)
    ax.set(ylim=(-_TOP, _TOP), yticks=[-_TOP, -1, 0, 1, _TOP], xlim=(0.5, SIGNS + 0.5), xticks=at)
    ax.set_xlabel(gettext("entry of the value"))
    look = {"edgecolor": INK, "linewidth": 0.8, "zorder": 2}
    live = {f"{rule} {kind}": ax.bar(at, 0.0 * at, 0.7, color=color, **look) for kind, color in _BARS.items()}
    dots = {"marker": "o", "markersize": 5, "linestyle": "none", "zorder": 3}
    dots |= {"markerfacecolor": INK, "markeredgecolor": INK}
    return live | {f"{rule} wanted": ax.plot(at, 0.0 * at, **dots)[0]}


def _explain(ax, live):
    """Name dots and bars."""
    names = {
        "sum wanted": gettext("the sign wanted"),
        "sum plus": gettext("answer above 0"),
        "sum minus": gettext("answer below 0"),
        "sum wrong": gettext("a wrong sign"),
    }
    place = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.38), "fontsize": 9, "frameon": False}
    ax.legend([live[name] for name in names], names.values(), handlelength=1.2, **place)


def _errors(ax):
    """Return the live curves of both rules' errors, their numbers, and a mark where the slider stands."""
    n = np.arange(1, PAIRS + 1)
    ax.set(xlim=(0, PAIRS + 0.5), ylim=(-0.05, _TOP), xticks=n[3::4], xlabel=gettext("pairs stored"))
    ax.set_ylabel(gettext("error of all answers"))
    ax.axhline(1, **REFERENCE)
    live = {f"{rule} error": ax.plot(n, 0.0 * n, linewidth=1.8, **look)[0] for rule, look in _LOOKS.items()}
    for height, (rule, look) in zip((1.12, 1.02), _LOOKS.items(), strict=True):
        live[f"{rule} said"] = artists.words(ax, 0, height, "left", color=look["color"])
    return live | {"here": ax.axvline(0, color=INK, linewidth=1.2)}


def sweep(size, kind, seed, **columns):
    """Return what every live artist takes for each row of the sliders' columns."""
    n, asked, again = (columns[name].astype(int) for name in ("stored", "asked", "again"))
    keys, values = pairs(size, kind, seed, columns["alike"], again)
    newest, holds = wanted(values, again)
    here = np.arange(len(n)), n[:, 0]
    place = *here, np.where(asked == again, 0, asked - 1)[:, 0]
    tracks = {"key": _levels(_TOP * keys[here[0], place[2]][:, :, None]), "here": n[:, 0].astype(float)}
    there, signs, scores = holds[place][:, None], newest[place], []
    for rule, states in stored(keys, values).items():
        answers = answered(states, keys)
        errors, fits, found = error(answers, newest, holds), answers * newest > 0, answers[place]
        wrong = there & ~fits[place]
        tracks[rule] = _levels(states[here[1], here[0]].swapaxes(1, 2))
        seen = ~wrong & (found > 0), ~wrong & (found < 0), wrong
        tracks |= {f"{rule} {bars}": np.where(one, found, 0.0) for bars, one in zip(_BARS, seen, strict=True)}
        tracks[f"{rule} wanted"] = np.where(there, signs, np.nan)
        tracks[f"{rule} error"] = errors[:, 1:]
        tracks[f"{rule} said"] = [f"{RULES[rule]}: {one:.2f}" for one in errors[here]]
        whole = (fits.all(axis=3) & holds)[here].sum(axis=1)
        scores.append(np.stack([fits[place].sum(axis=1), whole, errors[here]], axis=1))
    held = holds[here].sum(axis=1)
    readings = [
        _reading(
            n[i, 0], place[2][i] + 1, there[i, 0], again[i, 0], held[i], size, *(one[i] for one in scores)
        )
        for i in here[0]
    ]
    return Sweep(None, tracks, readings)


def _levels(entries):
    """Return entries as levels of the colour map, 0 to 255 from -_TOP to _TOP."""
    return ((np.clip(entries / _TOP, -1, 1) + 1) * 127.5).round().astype(np.uint8)


def _reading(n, key, there, again, held, size, of_sum, of_delta):
    """Say how good the answer to one key is, and those to all."""
    if n == 0:
        return gettext("Nothing is stored yet: both rules answer 0 to every key.")
    said = gettext("Key {key}: the sum has {right} of {signs} signs right, the delta rule {right_too}.")
    if not there:
        said = gettext("Key {key} has no value yet, so no answer to it can be right.")
    elif key == 1 and 0 < again <= n:
        said = gettext(
            "Key 1, with a new value since pair {again}: the sum has {right} of {signs} signs right, the "
            "delta rule {right_too}."
        )
    said = said.format(key=key, again=again, signs=SIGNS, right=int(of_sum[0]), right_too=int(of_delta[0]))
    whole = gettext(
        "Pairs stored in {signs} x {size} numbers: {n}. Keys with a value: {held}; answered without a wrong "
        "sign: by the sum {whole}, by the delta rule {whole_too}; error {error:.2f} and {error_too:.2f}."
    )
    whole = whole.format(
        signs=SIGNS,
        size=size,
        n=n,
        held=held,
        whole=int(of_sum[1]),
        whole_too=int(of_delta[1]),
        error=of_sum[2],
        error_too=of_delta[2],
    )
    return f"{said} {whole}"


CONTROLS = {
    "size": controls.menu(gettext("size of a key"), [4, 8, 16]),
    "kind": controls.menu(
        gettext("keys"), [(gettext("random"), "random"), (gettext("orthogonal"), "orthogonal")]
    ),
    "seed": controls.whole(gettext("seed"), 1, 20),
}
PRESETS = {
    gettext("as many as fit"): {"kind": "orthogonal", "stored": 8},
    gettext("too many"): {"kind": "orthogonal", "stored": 16},
    gettext("more room"): {"kind": "orthogonal", "size": 16, "stored": 16},
    gettext("the same key again"): {"stored": 5, "again": 5},
    gettext("keys alike"): {"alike": 0.6},
}
LAB = Lab(
    gettext("The recall lab"),
    figure,
    sweep,
    SLIDERS,
    START,
    CONTROLS,
    PRESETS,
    __name__,
    drag={"here": ("stored", None)},
    plays={gettext("store pair by pair"): Once("stored")},
)
one, still, show = LAB.one, LAB.still, LAB.show
