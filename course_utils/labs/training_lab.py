"""The training lab of lesson 5: a training as it was recorded, and the slider is the update.

Loss and accuracy; how much of the gradient comes back to each word; the gates, unit by unit, over the words.
Without a record it shows the course's own: an LSTM that learns the sentence of lesson 4.
"""

from functools import partial

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.patches import Rectangle

from course_utils.figures.style import CURVES, FAINT, GREY, INK, INPUT, REGIMES, STATE
from course_utils.gradients import regime
from course_utils.labs import film, regimes
from course_utils.labs.engine import artists, controls
from course_utils.labs.engine.lab import Lab, Once, Sweep
from course_utils.texts import gettext

_LEAST, _MOST_WORDS = 1e-9, 40  # smallest share that is drawn; of longer sequences the steps have numbers


def _two_sided(low, high):
    """Return a colour map with nothing in its middle: a gate that is half open."""
    ends = (to_rgba(low), to_rgba(low, 0), to_rgba(high, 0), to_rgba(high))
    return LinearSegmentedColormap.from_list("two-sided", list(zip((0, 0.4, 0.6, 1), ends, strict=True)))


PANELS = {  # title and colours, from 0 to 1; of h from the lowest to the highest
    "i": (gettext("input gate i of each unit: 1 writes, 0 writes nothing"), _two_sided(INK, INPUT)),
    "f": (gettext("forget gate f of each unit: 1 keeps, 0 erases"), _two_sided(INK, STATE)),
    "r": (
        gettext("reset gate r of each unit: 1 lets the old state in, 0 shuts it out"),
        _two_sided(INK, INPUT),
    ),
    "z": (gettext("update gate z of each unit: 1 keeps, 0 replaces"), _two_sided(INK, STATE)),
    "h": (gettext("state h of each unit"), _two_sided(INK, INPUT)),
}
SLIDERS, START = {"update": (gettext("update"), "{:.0f}")}, {"update": 0, "sentence": 0}
PRESETS = {
    gettext("just before"): {"update": 50},
    gettext("the path opens"): {"update": 60},
    gettext("it has learned"): {"update": 120},
    gettext("the girl"): {"update": 120, "sentence": 1},
}


def figure(of, sentence):
    """Return loss and accuracy above the gradient, above the gates over the words of one sentence."""
    shown, fig = of(), plt.figure(figsize=(7.4, 4.8), layout="none")
    words = shown.texts[sentence]
    live = _curves(fig, shown)
    live |= _on_gradient(_place(fig, 0.62, 2.42, 6.06, 0.72), shown)
    panels = [name for name in PANELS if name in shown.units]
    height = 1.64 / len(panels)
    for k, name in enumerate(panels):
        ax = _place(fig, 0.62, 0.64 + height * (len(panels) - 1 - k), 6.06, height - 0.24)
        live[name] = _on_units(fig, ax, name, shown.units[name])
        ax.add_patch(
            Rectangle((shown.fact - 0.5, -0.5), 1, shown.units[name].shape[3], fill=False, edgecolor=INK)
        )
        ax.set_xticks([])
    _write_under(ax, words)
    if shown.said:
        live["said"] = artists.words(ax, 1.008, -0.28, "left", "top")
    return fig, live


def _place(fig, left, bottom, width, height):
    """Return Axes at a place in inches."""
    across, up = fig.get_size_inches()
    return fig.add_axes((left / across, bottom / up, width / across, height / up))


def _curves(fig, shown):
    """Draw loss and accuracy over all updates; return a mark on each."""
    drawn = {gettext("loss"): shown.losses}
    if shown.accuracy is not None:
        drawn[gettext("accuracy")] = shown.accuracy
    width, live = 6.06 / len(drawn) - 0.36 * (len(drawn) - 1), {}
    for k, (name, values) in enumerate(drawn.items()):
        ax = _place(fig, 0.62 + k * (width + 0.72), 3.62, width, 0.92)
        ax.plot(shown.updates, values, **CURVES[0], linewidth=1.4)
        title = gettext("{name} of the same {count} sequences, by update").format(
            name=name, count=shown.count
        )
        ax.set(xlim=_wide(shown.updates), ylim=_wide([0, *values], 0.08))
        live[f"at {name}"] = ax.axvline(0, color=FAINT, linewidth=3, zorder=0)
        live[f"{name} here"] = ax.plot([0], [0], "o", color=INK, markersize=7, linestyle="none")[0]
        _small(ax, title)
    return live


def _wide(values, share=0.02):
    """Return limits a little wider than the values."""
    low, high = min(values), max(values)
    return low - share * (high - low), high + share * (high - low)


def _small(ax, title):
    """Set an axes in small letters, its title to the left."""
    ax.set_title(title, loc="left", fontsize=9, color=GREY, pad=3)
    ax.tick_params(labelsize=8)


def _on_gradient(ax, shown):
    """Return the curve of the gradient in the colours of its regimes, and what comes back to the fact."""
    steps = np.arange(shown.shares.shape[1])
    seen = shown.shares[shown.shares >= _LEAST]
    low, high = (np.floor(np.log10(seen.min())), np.log10(seen.max())) if seen.size else (-1, 0)
    ax.set(yscale="log", ylim=(10.0**low, 10.0 ** (high + 0.4)), xlim=(-0.5, len(steps) - 0.5))
    every = max(5, len(steps) // 25 * 5) if len(steps) > 12 else 1
    ax.set_xticks(steps[::-1][::every], [str(k) for k in steps[::every]])
    decades = np.arange(low, np.floor(high) + 1)
    ax.set_yticks(10.0 ** decades[:: max(1, len(decades) // 3)])
    ax.minorticks_off()
    _small(ax, gettext("|dL/dh_t| as a share of |dL/dh_T|, by steps back from the last"))
    ax.axvline(shown.fact, color=FAINT, linewidth=3, zorder=0)
    dots = {"marker": "o", "markersize": 3, "linewidth": 1.5}
    return {name: ax.plot(steps, 1.0 + 0 * steps, color=color, **dots)[0] for name, color in REGIMES.items()}


def _on_units(fig, ax, name, values):
    """Return the image of all units over the words, with a colour bar beside it."""
    title, colours = PANELS[name]
    hidden, steps = values.shape[3], values.shape[1]
    image = artists.image(ax, hidden, steps, (-0.5, steps - 0.5, hidden - 0.5, -0.5), cmap=colours)
    ax.set(yticks=[0, hidden - 1], yticklabels=["1", str(hidden)])
    _small(ax, title)
    box = ax.get_position()
    bar = fig.colorbar(image, cax=fig.add_axes((box.x1 + 0.012, box.y0, 0.012, box.height)))
    bar.set_ticks([0, 255])
    bar.set_ticklabels([f"{_lowest(name) * _most(name, values):.2g}", f"{_most(name, values):.2g}"])
    bar.ax.tick_params(labelsize=8)
    return image


def _lowest(name):
    return -1 if name == "h" else 0


def _most(name, values):
    """Return the value at the upper end of the colours."""
    return max(1.0, float(np.abs(values).max())) if name == "h" else 1.0


def _write_under(ax, words):
    """Write the words under the units' columns; of very many only some."""
    every = -(-len(words) // _MOST_WORDS)
    ax.set_xticks(range(0, len(words), every), words[::every], rotation=90, fontsize=8)


def sweep(of, sentence):
    """Return every frame as one position of the slider."""
    shown, tracks = of(), {}
    curves = {gettext("loss"): shown.losses, gettext("accuracy"): shown.accuracy}
    for name, values in curves.items():
        if values is not None:
            tracks[f"at {name}"] = shown.updates.astype(float)
            tracks[f"{name} here"] = np.stack([shown.updates, values], axis=1)[:, :, None]
    names = [_regime(row[shown.fact :]) for row in shown.shares]
    for name in REGIMES:
        lit = (np.array(names) == name)[:, None] & (shown.shares >= _LEAST)
        tracks[name] = np.where(lit, shown.shares, np.nan)
    for name in PANELS:
        if name in shown.units:
            values = shown.units[name][:, :, sentence].transpose(0, 2, 1)
            low, most = _lowest(name), _most(name, shown.units[name])
            tracks[name] = np.round(255 * (values / most - low) / (1 - low)).astype(np.uint8)
    if shown.said:
        tracks["said"] = [one[sentence] for one in shown.said]
    readings = [_reading(shown, k, names[k], sentence) for k in range(len(shown.updates))]
    return Sweep(shown.updates, tracks, readings)


def _regime(shares):
    """Return the regime of a frame's gradient, from the fact to the last step."""
    if not np.isfinite(shares).all():
        return ""
    with np.errstate(divide="ignore"):
        return regime(np.log2(shares[0]), 0.0, len(shares)).name


def _reading(shown, k, name, sentence):
    """Return one frame in words."""
    fact, words, said = shown.fact, shown.texts[sentence], []
    loss = {"n": shown.updates[k], "loss": shown.losses[k]}
    if shown.accuracy is None:
        said.append(gettext("After {n} updates the loss is {loss:.2g}.").format(**loss))
    else:
        right = gettext("After {n} updates the loss is {loss:.2g}, and {right:.0%} of the answers are right.")
        said.append(right.format(**loss, right=shown.accuracy[k]))
    if name:
        left = gettext("{back} steps back, at '{word}', {share:.1g} of the last gradient is left: {name}.")
        fill = {"back": len(words) - 1 - fact, "word": words[fact], "share": shown.shares[k, fact]}
        said.append(left.format(**fill, name=regimes.NAMES[name]))
    else:
        said.append(gettext("The gradient is exactly 0."))
    if "f" in shown.units:
        i, f = (shown.units[gate][k, :, sentence].mean(axis=1) for gate in "if")
        gates = gettext(
            "Gates on average: i {i:.2f} at '{word}' and {later:.2f} after it; f {f:.2f} after it."
        )
        later = {"later": i[fact + 1 :].mean(), "f": f[fact + 1 :].mean()}
        said.append(gates.format(i=i[fact], word=words[fact], **later))
    if shown.said:
        said.append(gettext("Its answer: {answer}.").format(answer=shown.said[k][sentence]))
    return " ".join(said)


def _with(record, words, fact):
    """Return the lab with a learner's own film."""
    own = film.of_a_record(record, words, fact)
    make = [partial(make, lambda: own) for make in (figure, sweep)]
    menu = controls.menu(gettext("sequence"), [(text, k) for k, text in enumerate(own.names)])
    name = gettext("The training lab, with a record of your own")
    return Lab(name, *make, SLIDERS, START, {"sentence": menu}, plays=PLAYS)


def still(update=0, record=None, words=None, fact=0, **values):
    """Show a frame as a static figure with its reading; `record`, `words` and `fact` as for `show`."""
    lab = LAB if record is None else _with(record, words, fact)
    lab.still(update=update, **values)


def show(record=None, words=None, fact=0):
    """Return the lab, to end a cell with: of the course's training, or of what a learner trained.

    ``record`` is what `training.fit` returns if its `frames` say how often to look; ``words``, a Vocabulary,
    names its one-hot inputs; ``fact`` is the step, from 0, whose gradient is told. ValueError if the record
    has no frames to show, or no such step.
    """
    return (LAB if record is None else _with(record, words, fact)).show()


PLAYS = {gettext("let it learn"): Once("update")}
CONTROLS = {
    "sentence": controls.menu(gettext("sentence"), [(gettext("the boy"), 0), (gettext("the girl"), 1)])
}
_MAKE = [partial(make, film.of_the_course) for make in (figure, sweep)]
LAB = Lab(gettext("The training lab"), *_MAKE, SLIDERS, START, CONTROLS, PRESETS, __name__, plays=PLAYS)
one = LAB.one
