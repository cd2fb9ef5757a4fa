"""A training as a film of plain arrays: the course's own, of the sentence of lesson 4, or a learner's."""

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from course_utils.cells import lstm
from course_utils.cells.attention import softmax
from course_utils.sequences import far_fact, load
from course_utils.texts import gettext

DISTANCE, COUNT, SEED = 24, 64, 7  # of the sentences that the course's own network is asked about
FACTS = ("boy", "girl")


@dataclass(frozen=True)
class Film:
    """What a model does with one sample of sequences, frame by frame.

    ``updates``, ``losses`` (frames,), and ``accuracy`` (frames,) or None; ``gradients``, |dL/dh_t| over the
    sample, (frames, seq_len); ``units``, what the units do with some of the sequences, by the name of a gate,
    or h, (frames, seq_len, sequences, hidden). ``texts`` are the words of these sequences, ``names`` tell
    them apart, ``fact`` is the step from which the answer follows, ``count`` the size of the sample.
    ``said`` (frames, sequences) is what it answers, in words.
    """

    updates: np.ndarray
    losses: np.ndarray
    accuracy: np.ndarray | None
    gradients: np.ndarray
    units: dict
    texts: list
    names: list
    fact: int
    count: int
    said: list = field(default_factory=list, repr=False)

    @property
    def shares(self):
        """|dL/dh_t| over the last one that is not zero, (frames, seq_len); NaN where all are zero."""
        last = np.array([row[row > 0][-1] if row.any() else np.nan for row in self.gradients])
        return self.gradients / last[:, None]


@cache
def of_the_course():
    """Return the film of the LSTM in data/sentence_training.csv: of a boy, and a girl in the same words."""
    words, answers = far_fact.sentences(DISTANCE, COUNT, np.random.default_rng(SEED))
    pair = np.repeat(words[:, :1], 2, axis=1)
    pair[far_fact.FACT] = FACTS
    frames = weights()
    losses, right, gradients = zip(
        *(_asked(arrays, far_fact.encoded(words), answers) for arrays in frames.values()), strict=True
    )
    runs, ps = zip(*(_run(arrays, far_fact.encoded(pair)) for arrays in frames.values()), strict=True)
    return Film(
        updates=np.array(list(frames)),
        losses=np.array(losses),
        accuracy=np.array(right),
        gradients=np.stack(gradients),
        units={gate: np.stack([getattr(run, gate) for run in runs]) for gate in "if"},
        texts=pair.T.tolist(),
        names=list(FACTS),
        fact=far_fact.FACT,
        count=COUNT,
        said=[[f"{far_fact.ANSWERS[row.argmax()]} {row.max():.2f}" for row in p] for p in ps],
    )


def weights():
    """Return the arrays of every frame, by updates made before: those of `cells.lstm`, W_hy and b_y."""
    table, frames = load("sentence_training"), {}
    columns = (table[name].tolist() for name in ("updates", "array", "numbers"))
    for updates, name, numbers in zip(*columns, strict=True):
        frames.setdefault(int(updates), {})[name] = np.array(numbers.split(), dtype=float) / 100
    for arrays in frames.values():
        hidden = len(arrays["b_h"]) // 4
        shapes = {"W_xh": (4 * hidden, -1), "W_hh": (4 * hidden, hidden), "W_hy": (-1, hidden)}
        arrays |= {name: arrays[name].reshape(shape) for name, shape in shapes.items()}
    return frames


def _run(arrays, xs):
    """Return the run of one frame's network, and the probabilities of its answers, (batch, 2)."""
    run = lstm.forward(xs, {name: arrays[name] for name in ("W_xh", "W_hh", "b_h")})
    return run, softmax(run.h_T @ arrays["W_hy"].T + arrays["b_y"])


def _asked(arrays, xs, answers):
    """Return one frame's loss, the share of right answers, and |dL/dh_t| over the batch, (seq_len,)."""
    run, p = _run(arrays, xs)
    rows = np.arange(len(answers))
    miss = p.copy()
    miss[rows, answers] -= 1  # dL/dz = softmax(z) - one-hot
    dhs = lstm.backward(run, dh_T=miss @ arrays["W_hy"] / len(rows))["hs"]
    right = (p.argmax(axis=1) == answers).mean()
    return -np.log(p[rows, answers]).mean(), right, np.linalg.norm(dhs, axis=(1, 2))


def of_a_record(record, words=None, fact=0):
    """Return the film of a training's record.

    ``words``, a Vocabulary, names its one-hot inputs, or whole numbers; ``fact`` is the step that matters,
    from 0. ValueError in one line if the record keeps no film, or has no such step.
    """
    frames = getattr(record, "frames", None)
    if not frames:
        raise ValueError(gettext("the record has no frames: train with training.fit(..., frames=5)"))
    frames = {updates: frame for updates, frame in frames.items() if _is_finite(frame)}
    if len(frames) < 2:
        raise ValueError(gettext("the record has fewer than two frames with finite numbers: nothing moves"))
    xs, shots = np.asarray(record.sample[0]), list(frames.values())
    if not 0 <= fact < len(xs) - 1:
        raise ValueError(
            gettext("fact must be from 0 to {last}, not {fact}").format(last=len(xs) - 2, fact=fact)
        )
    units = {name: np.stack([shot.units[name] for shot in shots]) for name in shots[0].units}
    sequences = range(next(iter(units.values())).shape[2])
    ids = xs if xs.ndim == 2 else xs.argmax(axis=2)
    steps = [str(t) for t in range(1, len(xs) + 1)]
    return Film(
        updates=np.array(list(frames)),
        losses=np.array([shot.loss for shot in shots]),
        accuracy=None if shots[0].accuracy is None else np.array([shot.accuracy for shot in shots]),
        gradients=np.stack([shot.gradients for shot in shots]),
        units=units,
        texts=[words.decode(ids[:, k]) if words else steps for k in sequences],
        names=[str(k + 1) for k in sequences],
        fact=fact,
        count=xs.shape[1],
    )


def _is_finite(frame):
    arrays = (frame.loss, frame.gradients, *frame.units.values())
    return all(np.isfinite(array).all() for array in arrays)
