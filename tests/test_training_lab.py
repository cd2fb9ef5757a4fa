"""The training lab shows what the recorded networks compute, and a learner's own records likewise."""

import math
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
import stamps
import torch
from tiny_training import latch, reader, trained

from course_utils import training
from course_utils.cells import lstm, torch_maps
from course_utils.cells.attention import softmax
from course_utils.figures import geometry
from course_utils.labs import film
from course_utils.labs import training_lab as lab
from course_utils.labs.engine.scene import draw
from course_utils.sequences import far_fact
from course_utils.training.frames import Frame

RESTS_ON = stamps.LABS
COURSE = film.of_the_course()
AT = {updates: k for k, updates in enumerate(COURSE.updates.tolist())}


def by_torch(updates):
    """Return a stored frame's loss, accuracy, |dL/dh_t| and gates from torch's own layer."""
    arrays = film.weights()[updates]
    model = training.LastState(training.recurrent("LSTM", len(far_fact.WORDS), 12).double(), classes=2)
    layer = torch_maps.lstm_to_torch({name: arrays[name] for name in ("W_xh", "W_hh", "b_h")})
    model.layer.load_state_dict({key: torch.tensor(value) for key, value in layer.items()})
    readout = {"weight": torch.tensor(arrays["W_hy"]), "bias": torch.tensor(arrays["b_y"])}
    model.readout.load_state_dict(readout)
    words, answers = far_fact.sentences(film.DISTANCE, film.COUNT, np.random.default_rng(film.SEED))
    xs = far_fact.encoded(words)
    scores = model(torch.tensor(xs))
    loss = torch.nn.functional.cross_entropy(scores, torch.tensor(answers)).item()
    dhs = training.state_gradients(model, training.cross_entropy, xs, answers)
    return loss, (scores.argmax(1).numpy() == answers).mean(), np.sqrt((dhs**2).sum(axis=(1, 2)))


@pytest.mark.parametrize("updates", [0, 50, 60, 120])
def test_the_courses_film_is_torchs(updates):
    loss, accuracy, gradients = by_torch(updates)
    k = AT[updates]
    assert COURSE.losses[k] == pytest.approx(loss, rel=1e-9) and COURSE.accuracy[k] == accuracy
    np.testing.assert_allclose(COURSE.gradients[k], gradients, rtol=1e-7)


def test_the_film_has_a_boy_and_a_girl_and_says_what_it_answers():
    assert [text[far_fact.FACT] for text in COURSE.texts] == COURSE.names == ["boy", "girl"]
    assert {len(text) for text in COURSE.texts} == {film.DISTANCE + 2}
    assert [said.split()[0] for said in COURSE.said[-1]] == ["his", "her"]
    assert {name: one.shape for name, one in COURSE.units.items()} == dict.fromkeys("if", (61, 26, 2, 12))


def test_the_film_tells_the_story_of_lesson_5():
    at_fact = COURSE.shares[:, far_fact.FACT]
    i = COURSE.units["i"].mean(axis=3)  # (frames, words, sentences)
    ahead = i[:, far_fact.FACT] - i[:, far_fact.FACT + 1 :].mean(axis=1)
    before, opens, end = AT[50], AT[60], AT[120]
    assert (COURSE.losses[: before + 1] > 0.68).all() and (COURSE.accuracy[: before + 1] < 0.6).all()
    assert at_fact[: before + 1].max() < 0.003 and at_fact[opens] > 0.3 and at_fact.argmax() == opens
    assert (ahead[before] > 0.05).all() and (np.abs(ahead[0]) < 0.02).all()  # the gate moves first
    assert COURSE.accuracy[opens] > 0.95 and COURSE.losses[end] < 0.002 and at_fact[end] < 1e-4
    assert COURSE.units["f"][end].mean() > COURSE.units["f"][0].mean() + 0.04

    wide_open = (COURSE.units["i"][opens] > 0.65).sum(axis=2)  # of 12 units, (words, sentences)
    assert (wide_open[far_fact.FACT] > np.delete(wide_open, far_fact.FACT, axis=0).max(axis=0)).all()
    apart = np.abs(np.diff(COURSE.units["i"][:, far_fact.FACT + 1 :], axis=2)).mean(axis=(1, 2, 3))
    assert apart[0] < 0.01 and apart[end] > 0.1  # the same words, and other gates


def test_at_the_end_no_nudge_of_a_state_changes_an_answer():
    words, _ = far_fact.sentences(film.DISTANCE, film.COUNT, np.random.default_rng(film.SEED))
    xs, rng, moved = far_fact.encoded(words), np.random.default_rng(1), {}
    for updates in (60, 120):
        arrays, (run, p) = film.weights()[updates], film._run(film.weights()[updates], xs)
        h, c = run.hs[5].copy(), run.cs[5].copy()
        for state in (h, c):
            nudge = rng.standard_normal(state.shape)
            state += nudge / np.linalg.norm(nudge, axis=1, keepdims=True)
        h_T = lstm.forward(xs[6:], run.params, h, c).h_T
        moved[updates] = np.abs(softmax(h_T @ arrays["W_hy"].T + arrays["b_y"]) - p).max()
    assert moved[60] > 0.05 and moved[120] < 1e-5


def test_sentences_of_both_languages_have_the_fact_so_many_words_before_the_answer():
    for language, starts in (("English", {"boy", "girl"}), ("Korean", {"할머니께서", "동생이"})):
        for distance in (2, 24):
            words, answers = far_fact.sentences(distance, 9, np.random.default_rng(4), language)
            assert set(words[-distance - 1]) <= starts and (words[-1] == words[-1][0]).all()
            assert len({*zip(words[-distance - 1], answers, strict=True)}) == 2
            assert far_fact.encoded(words, language).shape == (*words.shape, len(far_fact.WORDS))
    words, _ = far_fact.sentences(24, 9, np.random.default_rng(4))
    xs, ours = far_fact.encoded(words), (words,)
    assert (xs.sum(axis=2) == 1).all() and far_fact.WORDS.decode(xs[:, 3].argmax(1)) == ours[0][:, 3].tolist()


@pytest.mark.parametrize("sentence", [0, 1])
def test_every_reading_is_true(sentence):
    table = lab.LAB.sweep(sentence=sentence)
    assert len(table.readings) == 61 and table.values.tolist() == list(range(0, 121, 2))
    for k, reading in enumerate(table.readings):
        share = COURSE.shares[k, 1]
        name = "steady" if 0.1 <= share <= 10 else "vanishing"
        assert f"After {2 * k} updates the loss is {COURSE.losses[k]:.2g}, and" in reading
        assert f"24 steps back, at '{COURSE.names[sentence]}', {share:.1g} of the last" in reading
        assert f"is left: {name}." in reading and reading.endswith(f"{COURSE.said[k][sentence]}.")
        i, f = (COURSE.units[gate][k, :, sentence] for gate in "if")
        assert (
            f"i {i[1].mean():.2f} at" in reading
            and f"{i[2:].mean():.2f} after it; f {f[2:].mean():.2f}" in reading
        )
        lit = [one for one in ("vanishing", "steady", "exploding") if np.isfinite(table.rows[one][k]).any()]
        assert lit == [name]


@pytest.mark.parametrize("sentence", [0, 1])
def test_the_gates_colours_are_their_values(sentence):
    table = lab.LAB.sweep(sentence=sentence)
    for gate in "if":
        levels = table.rows[gate]
        assert levels.shape == (61, 12, 26) and levels.dtype == np.uint8
        values = COURSE.units[gate][:, :, sentence].transpose(0, 2, 1)
        assert np.abs(levels / 255 - values).max() <= 0.5 / 255 + 1e-12


def faults_of(of, sentence, update):
    fig, live = lab.figure(of, sentence)
    table = lab.sweep(of, sentence)
    reading = draw(live, table, table.nearest(update))
    fig.canvas.draw()
    faults = geometry.faults(fig)
    plt.close(fig)
    return faults, reading


@pytest.mark.parametrize("update", [0, 60, 120])
@pytest.mark.parametrize("sentence", [0, 1])
def test_the_figure_has_no_faults(sentence, update):
    assert faults_of(film.of_the_course, sentence, update)[0] == []


def words_batch(rng):
    words, answers = far_fact.sentences(6, 8, rng)
    return far_fact.encoded(words), answers


@pytest.mark.parametrize(
    ("kind", "panels", "said"), [("LSTM", "if", "Gates on"), ("GRU", "rz", "left"), ("RNN", "h", "left")]
)
def test_a_learners_record_is_shown_with_its_words(kind, panels, said, capsys, plain_script):
    with training.seeded(1):
        model = training.LastState(training.recurrent(kind, len(far_fact.WORDS), 5), classes=2)
    record = training.fit(model, words_batch, training.cross_entropy, 7, frames=3)
    own = film.of_a_record(record, far_fact.WORDS, fact=1)
    assert own.updates.tolist() == [0, 3, 6, 7] and own.texts[0][0] == "the" and own.count == 8
    faults, reading = faults_of(lambda: own, 2, 6)
    assert faults == [] and said in reading and "6 steps back, at " in reading
    assert [name for name in lab.PANELS if name in lab.sweep(lambda: own, 0).rows] == list(panels)
    view = lab.show(record, far_fact.WORDS)
    assert view.stored.startswith("The training lab, with a record of your own. After 0 updates")
    view.close()
    lab.still(6, record, far_fact.WORDS, fact=1, sentence=2)
    assert reading in " ".join(capsys.readouterr().out.split())


def test_numbers_have_no_words_and_no_accuracy():
    from course_utils import sequences

    with training.seeded(1):
        model = training.LastState(training.recurrent("LSTM", 2, 6))
    record = training.fit(
        model, lambda rng: sequences.adding(5, 100, rng), training.squared_error, 4, frames=2
    )
    own = film.of_a_record(record)
    faults, reading = faults_of(lambda: own, 3, 4)
    assert faults == [] and own.accuracy is None and "answers" not in reading and own.texts[0][-1] == "100"


def shots(*losses, gradients=(1e-3, 1.0)):
    one = {"accuracy": 0.5, "gradients": np.array(gradients), "units": {"h": np.zeros((2, 1, 3))}}
    frames = {10 * k: Frame(loss, **one) for k, loss in enumerate(losses)}
    return SimpleNamespace(frames=frames, sample=(np.zeros((2, 4, 2)),))


@pytest.mark.parametrize(
    ("record", "fact", "said"),
    [
        (training.Record(5), 0, "no frames: train with training.fit"),
        ("text", 0, "no frames: train with training.fit"),
        (shots(1.0), 0, "fewer than two frames"),
        (shots(1.0, math.nan, math.inf), 0, "fewer than two frames"),
        (shots(1.0, 0.5), 1, "fact must be from 0 to 0, not 1"),
    ],
)
def test_a_record_that_can_not_be_shown_is_answered_in_a_line(record, fact, said):
    for make in (lab.show, lab.still):
        with pytest.raises(ValueError, match=said):
            make(record=record, fact=fact)


def test_frames_that_are_not_finite_are_left_out():
    own = film.of_a_record(shots(1.0, 0.5, math.nan))
    assert own.updates.tolist() == [0, 10]


def test_a_run_that_diverges_is_shown_up_to_there():
    model = reader()
    _, record = trained(9, model, latch, lr=0.01, frames=3)
    _, record = trained(
        50, model, lambda rng: (latch(rng)[0] * 1e38 ** rng.random(), latch(rng)[1]), frames=1
    )
    assert np.isfinite(film.of_a_record(record).losses).all()


@pytest.mark.parametrize(
    ("gradients", "said"),
    [
        ((0.0, 0.0), "The gradient is exactly 0."),
        ((0.0, 1.0), "0 of the last gradient is left: vanishing."),
        ((30.0, 1.0), "3e+01 of the last gradient is left: exploding."),
        ((0.5, 0.0), "1 of the last gradient is left: steady."),
        ((1e-30, 1e-3), "1e-27 of the last gradient is left: vanishing."),
    ],
)
def test_odd_gradients_are_said_and_drawn(gradients, said):
    own = film.of_a_record(shots(1.0, 0.5, gradients=gradients))
    faults, reading = faults_of(lambda: own, 0, 0)
    assert said in reading and faults == []


def test_the_lab_says_its_reading_at_the_start():
    assert lab.show().stored.startswith("The training lab. After 0 updates the loss is 0.7, and 45%")
