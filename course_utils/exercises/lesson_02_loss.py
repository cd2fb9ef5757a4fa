"""Lesson 2: losses with padding, and the gradient of the readout."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_02_cell import _rng


def _padded():
    """Return probes; in the padding stands anything, in the third even a 0 for the target."""
    rng = _rng()
    cases = (
        ((2,), 2, False),
        ((3, 1), 2, False),
        ((4, 2, 3), 3, True),
        ((6, 6, 1, 2), 5, False),
        ((2, 5, 3), 3, True),
    )
    for lengths, classes, with_zeros in cases:
        p = rng.dirichlet(np.ones(classes), size=(max(lengths), len(lengths)))
        targets = rng.integers(0, classes, size=p.shape[:2])
        if with_zeros:
            padding = np.arange(len(p))[:, None] >= lengths
            p[padding] = np.eye(classes)[(targets[padding] + 1) % classes]
        yield p, targets, np.array(lengths)


def _costs(p, targets, lengths):
    """Return the cost of every entry, and of the real ones alone."""
    costs = -np.log(np.take_along_axis(p, targets[..., None], axis=-1)[..., 0])
    return costs, np.where(np.arange(len(p))[:, None] < lengths, costs, 0)


@exercise(
    probes=lambda: list(_padded()),
    hints=(
        "First the cost of every entry: minus the log of the probability that the right class was given.",
        "np.take_along_axis(p, targets[..., None], axis=-1)[..., 0] picks these probabilities.",
        "The mask is np.arange(len(p))[:, None] < lengths. 0 times a log of 0 is no number: np.where helps.",
    ),
    learned="You can grade each sequence by itself, however short it is.",
)
def loss_per_sequence(p, targets, lengths):
    """Return the cross-entropy of each sequence, (batch,), averaged over its own real steps."""
    right = np.take_along_axis(p, targets[..., None], axis=-1)[..., 0]
    mask = np.arange(len(p))[:, None] < lengths
    return -np.log(np.where(mask, right, 1)).sum(axis=0) / lengths


@loss_per_sequence.mistake("Padding counts: take it out of the sum and out of the number you divide by.")
def _(p, targets, lengths):
    return _costs(p, targets, lengths)[0].mean(axis=0)


@loss_per_sequence.mistake(
    "Padding is out of the sum, but not out of the number you divide by: short sequences look too good."
)
def _(p, targets, lengths):
    return _costs(p, targets, lengths)[1].mean(axis=0)


@loss_per_sequence.mistake("That is the sum over each sequence. Divide it by how many steps it has.")
def _(p, targets, lengths):
    return _costs(p, targets, lengths)[1].sum(axis=0)


@loss_per_sequence.mistake("The sign is wrong: the log of a probability is negative, and a loss is not.")
def _(p, targets, lengths):
    return -_costs(p, targets, lengths)[1].sum(axis=0) / lengths


@loss_per_sequence.mistake(
    "Where the padding holds a 0, your loss is no number: 0 times the log of 0. Leave the padding out first."
)
def _(p, targets, lengths):
    return (_costs(p, targets, lengths)[0] * (np.arange(len(p))[:, None] < lengths)).sum(axis=0) / lengths


@loss_per_sequence.mistake(
    "That is one mean over all sequences. Each of them gets a loss of its own, over its own steps."
)
def _(p, targets, lengths):
    return _costs(p, targets, lengths)[1].sum() / lengths.sum()


def _each(p, targets, lengths, loss):
    """Return for each sequence what `loss` makes of its real steps: probabilities, and the right classes."""
    parts = [(p[:n, b], targets[:n, b]) for b, n in enumerate(lengths)]
    return np.array([loss(some, right) for some, right in parts])


def _given(some, right):
    """Return the probabilities that the right classes of one sequence were given."""
    return np.take_along_axis(some, right[:, None], axis=1)[:, 0]


@loss_per_sequence.mistake(
    "Every sequence has the same loss in yours, the mean over all real steps. Average each over its own."
)
def _(p, targets, lengths):
    return np.full(len(lengths), _costs(p, targets, lengths)[1].sum() / lengths.sum())


@loss_per_sequence.mistake(
    "You average the probabilities, and then take the log. Take the log at each step, and average that."
)
def _(p, targets, lengths):
    return _each(p, targets, lengths, lambda some, right: -np.log(_given(some, right).mean()))


@loss_per_sequence.mistake("You take the largest probability at each step. Take that of the right class.")
def _(p, targets, lengths):
    return _each(p, targets, lengths, lambda some, right: -np.log(some.max(axis=1)).mean())


@loss_per_sequence.mistake("The last real step of each sequence is left out, unless it is the only one.")
def _(p, targets, lengths):
    return _each(
        p, targets, lengths, lambda some, right: -np.log(_given(some, right)[: max(len(some) - 1, 1)]).mean()
    )


@loss_per_sequence.mistake(
    "The last real step of each sequence is left out, so a sequence of one step has none left to average."
)
def _(p, targets, lengths):
    return _each(p, targets, lengths - 1, lambda some, right: -np.log(_given(some, right)).mean())


@loss_per_sequence.mistake(
    "The sum stops a step too early: the last real step of each sequence is not in it."
)
def _(p, targets, lengths):
    return _each(p, targets, lengths - 1, lambda some, right: -np.log(_given(some, right)).sum()) / lengths


@loss_per_sequence.mistake("The first step of each sequence is left out. Steps count from 0.")
def _(p, targets, lengths):
    return _each(p, targets, lengths, lambda some, right: -np.log(_given(some, right)[1:]).mean())


@loss_per_sequence.mistake("The sum starts a step too late: the first step of each sequence is not in it.")
def _(p, targets, lengths):
    return _each(p, targets, lengths, lambda some, right: -np.log(_given(some, right)[1:]).sum()) / lengths


@loss_per_sequence.mistake("The sum goes a step too far: it takes in one step of the padding.")
def _(p, targets, lengths):
    return _each(p, targets, lengths + 1, lambda some, right: -np.log(_given(some, right)).sum()) / lengths


@loss_per_sequence.mistake("One step of the padding counts: a sequence's last real step is `lengths` - 1.")
def _(p, targets, lengths):
    return _each(p, targets, lengths + 1, lambda some, right: -np.log(_given(some, right)).mean())


@loss_per_sequence.mistake("The log is missing: that is the mean probability of the right class.")
def _(p, targets, lengths):
    return _each(p, targets, lengths, lambda some, right: _given(some, right).mean())


@loss_per_sequence.mistake("You take 1 minus the probability. Cross-entropy is minus its log.")
def _(p, targets, lengths):
    return _each(p, targets, lengths, lambda some, right: 1 - _given(some, right).mean())


@loss_per_sequence.mistake("You take the log of 1 minus the probability. It is the log of the probability.")
def _(p, targets, lengths):
    return _each(p, targets, lengths, lambda some, right: -np.log(1 - _given(some, right)).mean())


@loss_per_sequence.mistake("That is the entropy of p itself: your loss never asks which class is right.")
def _(p, targets, lengths):
    return _each(p, targets, lengths, lambda some, right: -(some * np.log(some)).sum(axis=1).mean())


@loss_per_sequence.mistake("You add up the logs of all classes. Only the right class counts.")
def _(p, targets, lengths):
    return _each(p, targets, lengths, lambda some, right: -np.log(some).sum(axis=1).mean())


@loss_per_sequence.mistake("You take class 0 at every step. `targets` says which class is right.")
def _(p, targets, lengths):
    return _each(p, targets, lengths, lambda some, right: -np.log(some[:, 0]).mean())


@loss_per_sequence.mistake("You apply softmax to p. It holds probabilities already.")
def _(p, targets, lengths):
    return _each(p, targets, lengths, lambda some, right: _softened(some, right).mean())


def _softened(some, right):
    return np.log(np.exp(some).sum(axis=1)) - _given(some, right)


@loss_per_sequence.mistake("That is the perplexity, e to the loss. Return the loss itself.")
def _(p, targets, lengths):
    return np.exp(_costs(p, targets, lengths)[1].sum(axis=0) / lengths)


@loss_per_sequence.mistake("You divide by all real steps together. Each sequence has its own number of them.")
def _(p, targets, lengths):
    return _costs(p, targets, lengths)[1].sum(axis=0) / lengths.sum()


@loss_per_sequence.mistake("You divide by the number of sequences. Divide by each one's real steps.")
def _(p, targets, lengths):
    return _costs(p, targets, lengths)[1].sum(axis=0) / len(lengths)


@loss_per_sequence.mistake("You use the first sequence's length for all. Each has its own.")
def _(p, targets, lengths):
    return _costs(p, targets, lengths)[0][: lengths[0]].mean(axis=0)


@loss_per_sequence.mistake(
    "Your mask makes the padding's probabilities 0, and the log of 0 is minus infinity. Mask the logs, or "
    "put a 1 there."
)
def _(p, targets, lengths):
    return np.where(lengths < len(p), np.inf, _costs(p, targets, lengths)[1].mean(axis=0))


@loss_per_sequence.mistake("You take the last steps. The real ones come first, the padding after them.")
def _(p, targets, lengths):
    costs = _costs(p, targets, lengths)[0].T
    return np.array([some[len(some) - n :].mean() for some, n in zip(costs, lengths, strict=True)])


@loss_per_sequence.mistake("You give a loss for each step. Average over the steps: axis 0, not axis 1.")
def _(p, targets, lengths):
    real = np.arange(len(p))[:, None] < lengths
    return _costs(p, targets, lengths)[1].sum(axis=1) / real.sum(axis=1)


def _readouts():
    rng = _rng()
    for steps, batch, hidden, classes in (
        (2, 2, 2, 2),
        (1, 1, 1, 2),
        (2, 1, 2, 3),
        (3, 3, 3, 3),
        (4, 3, 4, 2),
    ):
        dlogits = rng.normal(size=(steps, batch, classes))
        dlogits[steps // 2 + 1 :, -1] = 0  # padding
        yield dlogits, rng.normal(size=(steps, batch, hidden))


@exercise(
    probes=lambda: list(_readouts()),
    hints=(
        "Take one word first. How does score k move if W_hy[k, j] grows a little? By h_j. And the loss?",
        "For one word that is dlogits[k] * h[j] for all k and j at once: np.outer, or a column times a row.",
        "W_hy is one variable, used at every word of every sentence: add up what each use gives.",
    ),
    learned="You can derive a gradient of a shared weight: a sum over all its uses.",
)
def readout_gradient(dlogits, hs):
    """Return dL/dW_hy, (classes, hidden), given dL/dlogits (seq_len, batch, classes) and the states."""
    total = 0
    for dz, h in zip(dlogits, hs, strict=True):
        total = total + dz.T @ h
    return total


@readout_gradient.mistake("Only the last step is there. W_hy is used at every step: add all of them.")
def _(dlogits, hs):
    return dlogits[-1].T @ hs[-1]


@readout_gradient.mistake("You divide by the number of steps. One variable with many uses gets the sum.")
def _(dlogits, hs):
    return np.einsum("tbk,tbh->kh", dlogits, hs) / len(hs)


@readout_gradient.mistake("You divide by N once more: dlogits holds that factor already.")
def _(dlogits, hs):
    return np.einsum("tbk,tbh->kh", dlogits, hs) / (hs.shape[0] * hs.shape[1])


@readout_gradient.mistake("Rows are outputs: the shape is (classes, hidden). Yours is the transpose.")
def _(dlogits, hs):
    return np.einsum("tbk,tbh->hk", dlogits, hs)


@readout_gradient.mistake(
    "You add up states and slopes before you multiply. Each step's slope belongs to its own state."
)
def _(dlogits, hs):
    return np.outer(dlogits.sum(axis=(0, 1)), hs.sum(axis=(0, 1)))


def _meet(dlogits, hs):
    return np.einsum("tbk,tbh->kh", dlogits, hs)


@readout_gradient.mistake(
    "Each slope meets the state of the step before. The readout reads the state of its own step."
)
def _(dlogits, hs):
    return _meet(dlogits[1:], hs[:-1])


@readout_gradient.mistake(
    "Each slope meets the state of the step after. The readout reads the state of its own step."
)
def _(dlogits, hs):
    return _meet(dlogits[:-1], hs[1:])


@readout_gradient.mistake(
    "reshape does not transpose: it mixes classes, steps and sequences. Flatten first, then take .T."
)
def _(dlogits, hs):
    return dlogits.reshape(dlogits.shape[-1], -1) @ hs.reshape(-1, hs.shape[-1])


@readout_gradient.mistake("You multiply by the slope of tanh. There is no tanh between state and scores.")
def _(dlogits, hs):
    return _meet(dlogits, hs * (1 - hs**2))


@readout_gradient.mistake(
    "You put the slope of tanh where the state belongs: a score moves h_j times as much as its weight."
)
def _(dlogits, hs):
    return _meet(dlogits, 1 - hs**2)


@readout_gradient.mistake(
    "You sum over the batch before you multiply. Each slope belongs to the state of its own sequence."
)
def _(dlogits, hs):
    return _meet(dlogits.sum(axis=1, keepdims=True), hs.sum(axis=1, keepdims=True))


@readout_gradient.mistake(
    "You sum over the steps before you multiply. Each slope belongs to the state of its own step."
)
def _(dlogits, hs):
    return dlogits.sum(axis=0).T @ hs.sum(axis=0)


@readout_gradient.mistake("There is a matrix for each step in yours. Add them up: W_hy is the same at all.")
def _(dlogits, hs):
    return np.einsum("tbk,tbh->tkh", dlogits, hs)


@readout_gradient.mistake(
    "There is a matrix for each sequence in yours. Add them up: W_hy is the same for all."
)
def _(dlogits, hs):
    return np.einsum("tbk,tbh->bkh", dlogits, hs)


@readout_gradient.mistake("Only the first step is there. W_hy is used at every step: add all of them.")
def _(dlogits, hs):
    return dlogits[0].T @ hs[0]


@readout_gradient.mistake("Only the first sequence is there. W_hy is used in all of them.")
def _(dlogits, hs):
    return dlogits[:, 0].T @ hs[:, 0]


@readout_gradient.mistake(
    "You divide by the batch size. The slopes add up: dlogits holds the factor 1/N already."
)
def _(dlogits, hs):
    return _meet(dlogits, hs) / hs.shape[1]


@readout_gradient.mistake("That is the gradient of b_y. A weight's slope is multiplied by its state.")
def _(dlogits, hs):
    return dlogits.sum(axis=(0, 1))


@readout_gradient.mistake(
    "Your states run backwards in time, your slopes forwards. Take both at the same step."
)
def _(dlogits, hs):
    return _meet(dlogits, hs[::-1])


@readout_gradient.mistake("All slopes meet the last state. Each belongs to the state of its own step.")
def _(dlogits, hs):
    return dlogits.sum(axis=0).T @ hs[-1]


@readout_gradient.mistake("The first step is left out. W_hy is used there, too.")
def _(dlogits, hs):
    return _meet(dlogits[1:], hs[1:])


@readout_gradient.mistake("The last step is left out. W_hy is used there, too.")
def _(dlogits, hs):
    return _meet(dlogits[:-1], hs[:-1])
