"""The build of lesson 8: a translator that learns a language that nobody knows, from pairs alone."""

import numpy as np

from course_utils.exercises import Build
from course_utils.exercises.engine.compare import difference
from course_utils.sequences import spoken
from course_utils.texts import gettext

_ENOUGH = 0.9  # the share of new sentences to be written without an error


def write_alone(next_scores, batch, most):
    """Return what is written, a list of strings, each letter the likeliest after those before it."""
    ids = np.zeros((0, batch), int)
    while len(ids) < most and not (ids == 0).any(axis=0).all():
        ids = np.vstack([ids, next_scores(ids).argmax(axis=1)])
    return ["".join("·0123456789-"[k] for k in one).split("·")[0] for one in ids.T]


def translate(said, written, new):
    """Return what is written for the sentences in new, a list of strings."""
    from course_utils import sequences as seq
    from course_utils.cells import attention

    words, signs = seq.Vocabulary(word for one in said for word in one), seq.Vocabulary("·0123456789-")
    longest = max(map(len, said))
    _, targets, counts = seq.encode_all([text + "·" for text in written], signs)

    def read(sentences):  # each word with its neighbours and its place; where there is a word
        xs, _, reads = seq.encode_all(sentences, words)
        none, place = np.zeros_like(xs[:1]), np.eye(longest)[: len(xs), None].repeat(len(sentences), axis=1)
        return np.concatenate(
            [xs, np.vstack([none, xs[:-1]]), np.vstack([xs[1:], none]), place], axis=2
        ), reads

    def feed(ids):  # the letters before, the start sign first, each with its place
        ids = np.vstack([np.zeros((1, ids.shape[1]), int), ids])
        place = np.eye(len(targets))[: len(ids), None].repeat(ids.shape[1], axis=1)
        return np.concatenate([seq.one_hot(ids, len(signs)), place], axis=2)

    def scores(xs, reads, fed):  # one look and two layers; and what the way back needs
        asks = fed @ W["query"]
        looks = attention.forward(asks, xs @ W["key"], xs @ W["value"], mask=reads)
        both = np.concatenate([looks.contexts, asks], axis=2)
        bent = np.tanh(both @ W["in"])
        return bent @ W["out"], (looks, both, bent)

    def gradients(dz, xs, fed, looks, both, bent):
        da = dz @ W["out"].T * (1 - bent**2)
        dcontexts, dasks = np.split(da @ W["in"].T, 2, axis=2)
        back = attention.backward(looks, dcontexts)
        pairs = {"out": (bent, dz), "in": (both, da), "query": (fed, dasks + back["queries"])}
        pairs |= {"key": (xs, back["keys"]), "value": (xs, back["values"])}
        return {name: np.tensordot(*pair, ((0, 1), (0, 1))) for name, pair in pairs.items()}

    (xs, reads), fed = read(said), feed(targets[:-1])
    rng, n, m = np.random.default_rng(1), xs.shape[2], fed.shape[2]
    shapes = {"key": (n, 32), "value": (n, 32), "query": (m, 32), "in": (64, 64), "out": (64, len(signs))}
    W = {name: rng.normal(size=shape) / 6 for name, shape in shapes.items()}
    mean, square = ({name: np.zeros_like(w) for name, w in W.items()} for _ in range(2))
    for update in range(1, 301):
        some = rng.integers(0, len(said), 32)
        z, kept = scores(xs[:, some], reads[:, some], fed[:, some])
        dz = (attention.softmax(z) - seq.one_hot(targets[:, some], len(signs))) * counts[:, some, None]
        rate = (0.01 if update < 220 else 0.002) * np.sqrt(1 - 0.99**update) / (1 - 0.9**update)
        for name, grad in gradients(dz, xs[:, some], fed[:, some], *kept).items():
            mean[name] = 0.9 * mean[name] + 0.1 * grad
            square[name] = 0.99 * square[name] + 0.01 * grad**2
            W[name] -= rate * mean[name] / np.sqrt(square[name] + 1e-12)
    return write_alone(lambda ids: scores(*read(new), feed(ids))[0][-1], len(new), len(targets))


own_translator = Build(
    "own_translator",
    write_alone,
    translate,
    learned="You can build a translator that learns a language from examples.",
)


def _in_made_up_words(sentences, rng):
    """Return sentences with each word replaced by a made-up one, always the same."""
    syllables = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
    made_up = [one + other for one in syllables for other in syllables]
    words = sorted({word for one in sentences for word in one})
    new = dict(zip(words, rng.choice(made_up, len(words), replace=False).tolist(), strict=True))
    return [[new[word] for word in one] for one in sentences]


def _numbers(count, length):
    return lambda rng: spoken.dictated(count, length, rng)


def _dates(count, style=None):
    def draw(rng):
        words, iso = spoken.dates(count, rng)
        if style is None:
            return words, iso
        return [spoken.date_in_words(*map(int, one.split("-")), style) for one in iso], iso

    return draw


def _task(draw, new, seed):
    """Return pairs to learn from, new sentences, and what is right; single words alone come up in both."""
    rng = np.random.default_rng(seed)
    words, written = draw(rng)
    said = _in_made_up_words(words, rng)
    kept = {tuple(one) for one in said[:new] if len(one) > 1}
    known = [i for i in range(new, len(said)) if tuple(said[i]) not in kept]
    return [said[i] for i in known], [written[i] for i in known], said[:new], written[:new]


_ONE, _FEW = _numbers(300, 1), _numbers(4000, (1, 4))
_ONE_ORDER, _FOUR_ORDERS = _dates(4000, 0), _dates(5000)
_TRUTH = {}  # what is right for new sentences of a task


def _asked(kinds, seed):
    """Return how to make what `translate` gets, a task for each (draw, new); what is right is kept."""

    def probes():
        tasks = [_task(draw, new, seed + 10 * k) for k, (draw, new) in enumerate(kinds)]
        _TRUTH.update({str(task[2]): task[3] for task in tasks})
        return [task[:3] for task in tasks]

    return probes


def _no_strings(answer):
    if isinstance(answer, str) or not all(isinstance(one, str) for one in answer):
        return gettext("the answer has to be a list of strings, one for each sentence.")
    return ""


def _lacks(answer, said, written, new):
    """Say how many of the new sentences came out right, if that is not enough."""
    right = _TRUTH[str(new)]
    if said := _no_strings(answer):
        return said
    if len(answer) != len(new):
        return gettext("there are {got} answers to {want} new sentences.").format(
            got=len(answer), want=len(new)
        )
    wrong = [i for i, text in enumerate(right) if answer[i] != text]
    if len(wrong) <= (1 - _ENOUGH) * len(new):
        return ""
    said = gettext(
        "{right} of {all} new sentences came out right. '{sentence}' should be {want}, and is {got}."
    )
    one = {"sentence": " ".join(new[wrong[0]]), "want": right[wrong[0]], "got": answer[wrong[0]] or "''"}
    return said.format(right=len(new) - len(wrong), all=len(new), **one)


class _Scores:
    """Scores of the next letter that hang on the step and on the letter before."""

    def __init__(self, seed, batch, ends):
        """Draw them; the sequence k is to end after ends[k] letters, never where that is -1."""
        self.table = np.random.default_rng(seed).normal(size=(12, batch, 12, 12))
        self.table[..., 0] = -9
        for k, end in enumerate(ends):
            self.table[end if end >= 0 else slice(0), k, :, 0] = 9

    def __call__(self, ids):
        """Return scores (batch, signs) after the letters ids, (t, batch)."""
        batch = self.table.shape[1]
        before = ids[-1] if len(ids) else np.zeros(batch, int)
        return self.table[min(len(ids), 11), np.arange(batch), before]


@own_translator.part(
    "Writing alone, one sequence",
    write_alone,
    probes=lambda: [
        (_Scores(86, 1, (2,)), 1, 5),
        (_Scores(87, 1, (-1,)), 1, 1),
        (_Scores(88, 1, (0,)), 1, 4),
        (_Scores(89, 1, (-1,)), 1, 7),
    ],
    hints=(
        "Begin with an array ids of shape (0, 1), and add one row at a time: argmax of next_scores(ids).",
        "Stop at the end sign, or after `most` letters; the end sign itself isn't part of the string.",
    ),
)
def _(answer, *inputs):
    return _no_strings(answer) or difference(answer, write_alone(*inputs))


@own_translator.part(
    "Writing alone, several that end at different steps",
    write_alone,
    probes=lambda: [(_Scores(90, 2, (3, 1)), 2, 5), (_Scores(91, 3, (4, -1, 0)), 3, 6)],
    hints=(
        "Go on until all have ended, or `most` letters stand there.",
        "What comes after a sequence's end sign doesn't belong to it: cut the string at its first ·.",
    ),
)
def _(answer, *inputs):
    return _no_strings(answer) or difference(answer, write_alone(*inputs))


@own_translator.part(
    "Numbers of one word, and one sentence alone",
    translate,
    probes=_asked(((_ONE, 10), (_ONE, 1)), 81),
    seconds=8.0,
    hints=(
        "Number the words of said and the signs yourself: a Vocabulary of the words, and one of the signs.",
        "Draw pairs, feed the right letter before, and let the loss count up to the end sign.",
        "A batch of one is still a batch: keep its axis, and return a list.",
        "It learns twice in this time, and the very first update is slow: 150 updates are enough here.",
    ),
)
def _(answer, *inputs):
    return _lacks(answer, *inputs)


@own_translator.part(
    "Numbers of one to four words",
    translate,
    probes=_asked(((_FEW, 60),), 83),
    seconds=5.0,
    hints=(
        "Sentences differ in length: no weight may fall on padding, and no loss on letters after the end.",
        "What is written is longer than what is said, where a word means double or triple.",
        "If time runs out: 200 to 300 updates of 64 pairs are enough here.",
    ),
)
def _(answer, *inputs):
    return _lacks(answer, *inputs)


@own_translator.part(
    "Dates said in one order",
    translate,
    probes=_asked(((_ONE_ORDER, 100),), 84),
    seconds=10.0,
    hints=(
        "One vector will not do in this time. Let the decoder look at all states, or words.",
        "300 to 400 updates of 64 pairs, at a rate of 0.01, are enough for the networks of this lesson.",
    ),
)
def _(answer, *inputs):
    return _lacks(answer, *inputs)


@own_translator.part(
    "Dates said in four orders",
    translate,
    probes=_asked(((_FOUR_ORDERS, 100),), 85),
    seconds=10.0,
    hints=(
        "The same word means another letter at another place: a word's neighbours or its place must count.",
        "If the loss still falls when the time is up, a smaller batch or fewer units buy more updates.",
    ),
)
def _(answer, *inputs):
    return _lacks(answer, *inputs)
