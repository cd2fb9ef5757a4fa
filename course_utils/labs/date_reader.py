"""The network behind the alignment lab: an encoder, attention and a decoder, with trained weights.

It reads a date in words and writes it as an ISO date. `data/train_date_reader.py` trained the weights; here
they only run, in NumPy, for many dates at once.
"""

from functools import cache

import numpy as np

from course_utils.cells import attention, gru
from course_utils.cells.attention import softmax
from course_utils.sequences import Vocabulary, encode_all, load, one_hot, spoken

WORDS, LETTERS = Vocabulary(spoken.DATE_WORDS), Vocabulary("·0123456789-")
LENGTH = len("1905-05-09")


@cache
def weights():
    """Return the trained weights: parameters of encoder and decoder, and W, W_hy, b_y."""
    table = load("date_reader")
    rows = {}
    for name, numbers in zip(table["array"].tolist(), table["numbers"].tolist(), strict=True):
        rows.setdefault(name, []).append([float(number) / 1000 for number in numbers.split()])
    found = {"encoder": {}, "decoder": {}}
    for name, array in rows.items():
        part, _, own = name.rpartition(".")
        (found[part] if part else found)[own] = np.array(array[0] if own.startswith("b_") else array)
    return found


def read(sentences, sharpness=1.0):
    """Read dates in words and write them letter by letter, each time the likeliest letter.

    ``sentences`` are lists of `spoken.DATE_WORDS`; ``sharpness``, one or (sentences,), is a factor on the
    scores of attention: 0 looks everywhere alike, much above 1 at a single word. Returns ten letters each as
    strings; the probability of each letter written, (10, sentences); and where the decoder looked for it,
    (10, sentences, words), rows of which sum to 1.
    """
    w, count = weights(), len(sentences)
    xs, _, reads = encode_all(sentences, WORDS)
    run = gru.forward(xs, w["encoder"], mask=reads)
    s, fed = np.zeros_like(run.h_T), np.zeros(count, int)  # all it knows comes through attention
    sharpness = np.broadcast_to(sharpness, count)[:, None]
    ids, p, looks = [], [], []
    for _ in range(LENGTH):
        s = gru.step(one_hot(fed, len(LETTERS)), s, w["decoder"]).h_T
        look = attention.forward((s * sharpness)[None], run.hs, run.hs, w["W"], reads)
        scores = np.hstack([s, look.contexts[0]]) @ w["W_hy"].T + w["b_y"]
        fed = scores.argmax(axis=1)
        p.append(softmax(scores)[np.arange(count), fed])
        ids.append(fed)
        looks.append(look.weights[0])
    written = ["".join(LETTERS.decode(one)) for one in np.stack(ids, axis=1)]
    return written, np.stack(p), np.stack(looks)
