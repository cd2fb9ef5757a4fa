"""The alignment lab shows what torch computes with the stored weights, and reads dates right."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from course_utils.cells import torch_maps
from course_utils.labs import alignment_lab as lab
from course_utils.labs import date_reader
from course_utils.labs.engine.scene import draw, staged
from course_utils.sequences import spoken

pytestmark = pytest.mark.usefixtures("no_figure_left")


def by_torch(words, sharpness=1.0):
    """Return letters, their probabilities and the weights of one sentence, by torch's own layers."""
    w = date_reader.weights()
    layers = {}
    for part in ("encoder", "decoder"):
        units, inputs = w[part]["W_xh"].shape[0] // 3, w[part]["W_xh"].shape[1]
        layers[part] = torch.nn.GRU(inputs, units, dtype=torch.float64)
        state = torch_maps.gru_to_torch(w[part])
        layers[part].load_state_dict({name: torch.tensor(a) for name, a in state.items()})
    eye = torch.eye(len(date_reader.LETTERS), dtype=torch.float64)
    ids, probabilities, looks = [0], [], []
    with torch.no_grad():
        xs = torch.nn.functional.one_hot(
            torch.tensor(date_reader.WORDS.encode(words)), len(date_reader.WORDS)
        ).double()
        hs, _ = layers["encoder"](xs)
        for _ in range(10):
            ss, _ = layers["decoder"](eye[ids])
            weights = torch.softmax(sharpness * (ss[-1] @ torch.tensor(w["W"]) @ hs.T), dim=0)
            both = torch.cat([ss[-1], weights @ hs])
            p = torch.softmax(torch.tensor(w["W_hy"]) @ both + torch.tensor(w["b_y"]), dim=0)
            ids.append(int(p.argmax()))
            probabilities.append(float(p.max()))
            looks.append(weights.numpy())
    return "".join(date_reader.LETTERS.decode(ids[1:])), probabilities, np.stack(looks)


def test_a_whole_batch_is_read_as_torch_reads_each_sentence():
    sentences, _ = spoken.dates(25, np.random.default_rng(1))
    sharpness = np.linspace(0, 3, 25)
    written, p, looks = date_reader.read(sentences, sharpness)
    for i, words in enumerate(sentences):
        text, probabilities, weights = by_torch(words, sharpness[i])
        assert written[i] == text
        np.testing.assert_allclose(p[:, i], probabilities, atol=1e-9)
        np.testing.assert_allclose(looks[:, i, : len(words)], weights, atol=1e-9)
        assert not looks[:, i, len(words) :].any()


def test_the_stored_network_reads_nearly_every_date():
    sentences, iso = spoken.dates(2000, np.random.default_rng(2))
    assert (
        np.mean([one == other for one, other in zip(date_reader.read(sentences)[0], iso, strict=True)]) > 0.99
    )


@pytest.mark.parametrize("form", lab.FORMS)
@pytest.mark.parametrize("name", lab.SLIDERS)
def test_both_ends_of_every_slider_fit_the_figure(form, name):
    grid = lab.SLIDERS[name][2]
    columns = {other: np.full((len(grid), 1), float(lab.START[other])) for other in lab.SLIDERS}
    table = lab.sweep(form, **{**columns, name: grid[:, None].astype(float)})
    assert all(len(track) == len(grid) for track in (*table.rows.values(), table.readings))
    bars = np.stack([table.rows[f"bar {i}"][:, 2] for i in range(lab.MOST_WORDS)], axis=1)
    np.testing.assert_allclose(bars.sum(axis=1), 1)
    assert not any("nan" in reading for reading in table.readings)


def test_every_date_is_short_enough_for_the_rows():
    for form in range(len(lab.FORMS)):
        for day in range(1, 32):
            for year in range(spoken.FIRST_YEAR, spoken.LAST_YEAR + 1):
                assert len(spoken.date_in_words(year, 5, day, form)) <= lab.MOST_WORDS


def test_the_year_looks_at_the_end_and_with_another_order_at_the_beginning():
    def place(form):
        weights = date_reader.read([spoken.date_in_words(1987, 5, 23, lab.FORMS.index(form))])[2]
        return weights[3, 0].argmax()

    assert place(lab.FORMS[0]) == 7 and place(lab.FORMS[3]) == 2


def test_presets_say_what_the_lesson_says():
    said = {name: lab.one(**values).readings[0] for name, values in lab.PRESETS.items()}
    assert "'may' (word 5)" in said["the month's name"]
    assert "1987-02-31: right" in said["no such day"]
    assert "wrong, it should be 1987-05-23" in said["looks everywhere"]
    assert "1987-05-23: right" in said["looks at one word"]


def test_the_picture_is_whole_and_small():
    fig, artists = lab.figure(lab.FORMS[0])
    stage = staged(fig, artists)
    assert draw(artists, lab.one(day=31, month=12), 0).startswith("'the thirty first of december")
    plt.close(fig)
    assert "nan" not in stage["background"] and len(stage["background"]) < 200_000


def test_the_lab_says_its_reading_at_the_start():
    assert lab.show().stored.startswith("The alignment lab. 'the twenty third of may nineteen eighty seven'")
