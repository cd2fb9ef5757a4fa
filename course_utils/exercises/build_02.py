"""The build of lesson 2: a tagger that reads a sentence from both sides, forward and trained."""

import numpy as np

from course_utils.exercises import Build
from course_utils.exercises.engine.build import weights_like
from course_utils.exercises.engine.compare import agree, difference, plain
from course_utils.exercises.two_way_sentences import corpus as _corpus
from course_utils.texts import gettext

_UPDATES, _TARGET = 250, 0.97  # of ambiguous held-out words; one that reads from the left alone reaches 0.8


def two_way_states(W, xs, mask):
    """Return the states of both cells side by side, (seq_len, batch, 2 hidden), the left reader's first."""
    (T, batch, _), hidden = xs.shape, len(W["b_h"])
    hs = np.zeros((T, batch, 2 * hidden))
    h, g = np.zeros((2, batch, hidden))
    for t in range(T):
        h = np.tanh(xs[t] @ W["W_xh"].T + h @ W["W_hh"].T + W["b_h"])
        hs[t, :, :hidden] = h
    for t in reversed(range(T)):
        g = np.tanh(xs[t] @ W["V_xh"].T + g @ W["V_hh"].T + W["c_h"])
        g = np.where(mask[t][:, None], g, 0)  # a sentence begins, from the right, at its last word
        hs[t, :, hidden:] = g
    return hs


def two_way_loss(W, xs, targets, mask):
    """Return the loss, the mean over the words that count, and a dict with its gradient for each array."""
    from course_utils.cells import rnn

    left = rnn.forward(xs, {"W_xh": W["W_xh"], "W_hh": W["W_hh"], "b_h": W["b_h"]})
    of_right = {"W_xh": W["V_xh"], "W_hh": W["V_hh"], "b_h": W["c_h"]}
    right = rnn.forward(xs[::-1], of_right, mask=mask[::-1])
    hs = np.concatenate([left.hs, right.hs[::-1]], axis=-1)
    z = hs @ W["W_hy"].T + W["b_y"]
    z = z - z.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    one_hot = np.eye(len(W["b_y"]))[targets]
    loss = -(log_p * one_hot).sum(axis=-1)[mask].mean()
    dz = (np.exp(log_p) - one_hot) * mask[..., None] / mask.sum()
    grads = {"W_hy": sum(d.T @ h for d, h in zip(dz, hs, strict=True)), "b_y": dz.sum(axis=(0, 1))}
    dhs, hidden = dz @ W["W_hy"], len(W["b_h"])
    from_left = rnn.backward(left, dhs=dhs[..., :hidden])
    from_right = rnn.backward(right, dhs=dhs[::-1, :, hidden:])
    grads |= {name: from_left[name] for name in ("W_xh", "W_hh", "b_h")}
    return loss, grads | {"V_xh": from_right["W_xh"], "V_hh": from_right["W_hh"], "c_h": from_right["b_h"]}


def two_way_train(W, xs, targets, mask, updates):
    """Return the weights after so many updates, each on all sentences."""
    W = dict(W)
    for update in range(updates):
        _, grads = two_way_loss(W, xs, targets, mask)
        rate = 1.5 if update < 0.8 * updates else 0.5
        for name in W:
            W[name] = W[name] - rate * grads[name]
    return W


two_way_tagger = Build(
    "two_way_tagger",
    two_way_states,
    two_way_loss,
    two_way_train,
    learned="You can put two recurrent cells and a readout together, and train the whole of it.",
)


def _start(rng, inputs, hidden, classes, scale=1.0):
    """Return weights as they are before a training."""
    shapes = {"W_xh": (hidden, inputs), "W_hh": (hidden, hidden), "b_h": (hidden,)}
    shapes |= {"V_xh": (hidden, inputs), "V_hh": (hidden, hidden), "c_h": (hidden,)}
    shapes |= {"W_hy": (classes, 2 * hidden), "b_y": (classes,)}
    return {name: rng.uniform(-scale, scale, shape) / np.sqrt(hidden) for name, shape in shapes.items()}


def _batches(*sizes, scale=1.0):
    """Return probes of (steps, batch, hidden, classes); the first sentence is whole, others end early."""
    for seed, (T, batch, hidden, classes) in enumerate(sizes, start=21):
        rng = np.random.default_rng(seed)
        lengths = np.r_[T, rng.integers(1, T + 1, batch - 1)]
        mask = np.arange(T)[:, None] < lengths
        xs = rng.normal(size=(T, batch, 3)) * mask[..., None]
        yield _start(rng, 3, hidden, classes, scale), xs, rng.integers(0, classes, (T, batch)), mask


def _states_differ(answer, W, xs, mask):
    """Say how states differ where there is a word."""
    wanted, got = two_way_states(W, xs, mask), np.asarray(answer)
    if got.shape != wanted.shape:
        return difference(answer, wanted, gettext("the array of states"))
    of_words = [np.split(np.where(mask[..., None], one, 0), 2, axis=-1) for one in (got, wanted)]
    readers = gettext("the left reader"), gettext("the right reader")
    return next(filter(None, map(difference, *of_words, readers)), "")


def _loss_differs(answer, names, *inputs):
    """Say how the loss, or the first of the gradients of these names, differs."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return gettext("two_way_loss has to return two things: the loss, and a dict of gradients.")
    loss, grads = two_way_loss(*inputs)
    if not names:
        wrong, got = difference(answer[0], loss, gettext("the loss")), plain(answer[0])
        is_number = got.ndim == 0 and got.dtype.kind in "iuf"
        return wrong and (_mistaken_loss(float(got), *inputs) if is_number else "") or wrong
    return difference(answer[1], {name: grads[name] for name in names}, gettext("the gradient"))


def _mistaken_loss(got, W, xs, targets, mask):
    """Return in words what gives a loss that is wrong, or ""."""
    if not np.isfinite(got):
        return gettext(
            "the loss is {got:g}. Some p has become exactly 0 (or a score too large for exp), and its log is "
            "infinite: take the log of the sum, not of p."
        ).format(got=got)
    z = two_way_states(W, xs, mask) @ W["W_hy"].T + W["b_y"]
    z = z - z.max(axis=-1, keepdims=True)
    right = np.take_along_axis(z, targets[..., None], axis=-1)[..., 0]
    costs = np.log(np.exp(z).sum(axis=-1)) - right
    sentences = {
        gettext(
            "padding is out of the sum, but not out of the number you divide by: count the words alone."
        ): costs[mask].sum() / mask.size,
        gettext(
            "padding counts in yours: leave it out of the sum and of the number you divide by."
        ): costs.mean(),
        gettext("that is the sum over all words: divide it by how many count."): costs[mask].sum(),
    }
    return next((said for said, loss in sentences.items() if agree(got, loss)), "")


@two_way_tagger.part(
    "Read one sentence from both sides",
    two_way_states,
    probes=lambda: [(W, xs, mask) for W, xs, _, mask in _batches((1, 1, 2, 2), (2, 1, 2, 2), (5, 1, 3, 2))],
    hints=(
        "The left reader is the loop of the lesson, or rnn.forward: W_xh, W_hh, b_h, from the first word on.",
        "The right reader, V_xh, V_hh, c_h, goes from the last word to the first. Row t stays word t.",
    ),
)
def _(answer, *inputs):
    return _states_differ(answer, *inputs)


@two_way_tagger.part(
    "Sentences that end early",
    two_way_states,
    probes=lambda: [(W, xs, mask) for W, xs, _, mask in _batches((3, 2, 2, 2), (6, 4, 3, 2))],
    hints=(
        "What stands in the padding isn't looked at. But the right reader meets the padding first.",
        "Its inputs there are zeros, but its bias is not: without care the state moves before the last word.",
        "Keep it at zero until the mask is True; rnn.forward(..., mask=mask[::-1]) does so.",
    ),
)
def _(answer, *inputs):
    return _states_differ(answer, *inputs)


@two_way_tagger.part(
    "The loss",
    two_way_loss,
    probes=lambda: [*_batches((1, 1, 2, 2), (4, 3, 2, 3)), *_batches((5, 2, 3, 4), scale=2000.0)],
    hints=(
        "Minus the log of the right tag's probability, the mean over all words where the mask is True.",
        "Scores may be in the thousands. Subtract the largest, and take the log of the sum alone.",
    ),
)
def _(answer, *inputs):
    return _loss_differs(answer, (), *inputs)


@two_way_tagger.part(
    "The readout's gradients",
    two_way_loss,
    probes=lambda: list(_batches((1, 2, 2, 2), (5, 3, 3, 4))),
    hints=(
        "The slope for the scores is what was said minus what is right, divided by how many words count.",
        "W_hy is used at every word: add up what each use gives.",
    ),
)
def _(answer, *inputs):
    return _loss_differs(answer, ("b_y", "W_hy"), *inputs)


@two_way_tagger.part(
    "The gradients of both cells",
    two_way_loss,
    probes=lambda: list(_batches((1, 2, 2, 2), (2, 1, 2, 3), (6, 4, 3, 4))),
    hints=(
        "The slope for the states is dlogits @ W_hy: its first half is the left reader's.",
        "rnn.backward(run, dhs=...) goes back through a run of rnn.forward. Keep both runs.",
        "The right reader's run is in its own order of time: turn its half of the slopes round, too.",
    ),
)
def _(answer, *inputs):
    return _loss_differs(answer, ("W_xh", "W_hh", "b_h", "V_xh", "V_hh", "c_h"), *inputs)


def _ambiguous(xs, targets, mask):
    """Return where a word stands that has more than one tag in these sentences, (seq_len, batch)."""
    tags = np.zeros((xs.shape[-1], targets.max() + 1))
    np.add.at(tags, (xs.argmax(axis=-1)[mask], targets[mask]), 1)
    return mask & ((tags > 0).sum(axis=1) > 1)[xs.argmax(axis=-1)]


def _right(W, xs, targets, mask):
    """Return the share of ambiguous words that these weights tag rightly."""
    scores = two_way_states(W, xs, mask) @ W["W_hy"].T + W["b_y"]
    return (scores.argmax(axis=-1) == targets)[_ambiguous(xs, targets, mask)].mean()


def _training():
    known, _ = _corpus()
    W = _start(np.random.default_rng(203), known[0].shape[-1], 16, known[1].max() + 1)
    return [(W, *known, _UPDATES)]


@two_way_tagger.part(
    "97 of 100 ambiguous held-out words",
    two_way_train,
    probes=_training,
    seconds=12.0,
    hints=(
        "Each update: ask two_way_loss, and move every array of W a little against its gradient.",
        "A rate near 1 is fast enough for the mean loss; a lower one at the end lets it settle.",
    ),
)
def _(answer, W, *_):
    arrays, why = weights_like(answer, W)
    if why:
        return why
    right, before = (_right(weights, *[*_corpus()][1]) for weights in (arrays, W))
    if right >= _TARGET:
        return ""
    said = gettext(
        "of ambiguous words in sentences it has not seen {right:.0%} are right; untrained, {before:.0%} were."
    )
    return said.format(right=right, before=before)
