"""The look-back lab shows autograd's gradients of stored models that read names well."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from course_utils.cells import torch_maps
from course_utils.labs import look_back_lab as lab
from course_utils.labs.engine.scene import draw, staged
from course_utils.labs.letter_models import letter_models
from course_utils.sequences import one_hot, place_names

NAMES = ("RNN", "LSTM", "GRU")


def by_torch(network, country, name):
    """Return shares and probabilities from torch's own layer and autograd, prediction by prediction."""
    model = letter_models()[network]
    layer = getattr(torch.nn, network)(len(place_names.SYMBOLS), model.W_hy.shape[1], dtype=torch.float64)
    named = getattr(torch_maps, f"{network.lower()}_to_torch")(model.params)
    layer.load_state_dict({key: torch.tensor(value) for key, value in named.items()})
    ids = place_names.SYMBOLS.encode([country, *name, "."])
    shares, ps = [], []
    for t in range(1, len(ids)):
        xs = torch.tensor(one_hot(ids[:t], len(place_names.SYMBOLS)))[:, None].requires_grad_()
        scores = layer(xs)[0][-1, 0] @ torch.tensor(model.W_hy).T + torch.tensor(model.b_y)
        log_p = torch.log_softmax(scores, 0)
        log_p[ids[t]].backward()
        norms = xs.grad[:, 0].norm(dim=1).numpy()
        shares.append(np.concatenate([norms / norms.sum(), np.zeros(len(ids) - 1 - t)]))
        ps.append(log_p.exp().detach().numpy())
    return np.stack(shares), np.stack(ps)


@pytest.mark.parametrize("network", NAMES)
@pytest.mark.parametrize("text", [("PL", "warszawa"), ("JP", "o"), ("IT", "z" * 24), ("TR", "istanbul")])
def test_shares_and_probabilities_are_autograds(network, text):
    for mine, theirs in zip(
        lab.look_back(letter_models()[network], *text), by_torch(network, *text), strict=True
    ):
        np.testing.assert_allclose(mine, theirs, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("network", NAMES)
def test_the_stored_models_read_names_they_have_not_seen(network):
    known, new = place_names.split()
    losses = []
    for country, name in new:
        ids = place_names.SYMBOLS.encode([country, *name, "."])
        _, p = letter_models()[network].read(country, name)
        losses.extend(-np.log(p[np.arange(len(ids) - 1), ids[1:]]))
    assert np.mean(losses) < place_names.loss_of_pairs(known, new) - 0.1  # more than the last symbol is used
    assert np.mean(losses) < 2.25


def test_the_three_models_have_equal_budgets():
    for model in letter_models().values():
        size = sum(array.size for array in (*model.params.values(), model.W_hy, model.b_y))
        assert abs(size / 5000 - 1) < 0.02


def test_hidden_names_are_hidden_and_all_can_be_encoded():
    known, new = place_names.split()
    assert len(new) == 200 and not set(known) & set(new)
    xs, targets, mask = place_names.encode([("JP", "nara"), ("PL", "opole")])
    assert xs.shape == (6, 2, 31) and mask.sum(axis=0).tolist() == [5, 6]
    assert place_names.SYMBOLS.decode(targets[:5, 0]) == [*"nara."]


@pytest.mark.parametrize("preset", [{}, *lab.PRESETS.values()], ids=str)
def test_every_position_of_every_preset_is_whole(preset):
    settings = lab.DEFAULTS | {name: preset[name] for name in preset if name in lab.DEFAULTS}
    table = lab.sweep(**settings)
    assert len(table.values) == 1 + len(settings["name"]) and preset.get("letters", 0) in table.values
    for network in NAMES:
        np.testing.assert_allclose(table.rows[f"{network} bars"].sum(axis=1), 1)
        assert table.rows[f"{network} shade"].max() <= 255
    assert not any("nan" in reading for reading in table.readings)
    fig, artists = lab.figure(**settings)
    draw(artists, table, len(table.values) - 1)
    stage = staged(fig, artists)
    plt.close(fig)
    assert "nan" not in stage["background"] and len(stage["background"]) < 300_000


@pytest.mark.parametrize("preset", lab.PRESETS.values(), ids=str)
def test_every_preset_begins_where_the_networks_differ_and_can_be_read_on_and_back(preset):
    country, name, t = preset["country"], preset["name"], preset["letters"]
    assert 2 <= t <= len(name) - 2
    found = [by_torch(network, country, name) for network in NAMES]
    ids = place_names.SYMBOLS.encode([*name, "."])
    back = [lab.half(shares[t], t) for shares, _ in found]
    chances = [p[t, ids[t]] for _, p in found]
    assert max(back) >= 2 * min(back) or max(chances) >= 0.5 + min(chances) or max(chances) < 0.01


def test_what_the_lesson_says_of_the_presets_is_so():
    chances, back = {}, {}
    for name, preset in lab.PRESETS.items():
        t, row = preset["letters"], lab.one(**preset).rows
        chances[name] = [float(row[f"{network} right"][0].split()[-1]) for network in NAMES]
        back[name] = [lab.half(row[f"{network} bars"][0], t) for network in NAMES]
        for network, count in zip(NAMES, back[name], strict=True):  # what is underlined
            left, right = row[f"{network} half"][0][0]
            assert round(right - left + 0.16) == count and round(right - 0.42) == t
    assert chances["Yonezawa"][0] > 0.7 > 4 * max(chances["Yonezawa"][1:]) and back["Yonezawa"][0] == 4
    assert max(chances["Yonezawa in Italy"]) == 0.01
    assert back["Afyonkarahisar"] == [8, 3, 2] and back["Higashihiroshima"][1] == 8
    assert min(chances["Higashihiroshima"]) > max(chances["Higashihiroshima"]) - 0.13
    end = lab.one(country="TR", name="afyonkarahisar", letters=14).rows
    chances = [float(end[f"{network} right"][0].split()[-1]) for network in NAMES]
    assert chances[0] < 0.05 and min(chances[1:]) > 0.85


def test_half_counts_the_symbols_from_the_last_one_back():
    shares = np.array([0.3, 0.2, 0.1, 0.4, 0.0])
    assert [lab.half(shares[: t + 1] / shares[: t + 1].sum(), t) for t in range(4)] == [1, 2, 2, 2]
    assert lab.half(np.array([0.5, 0.5]), 1) == 1


def test_letters_that_are_not_read_yet_have_no_share():
    table = lab.sweep("PL", "opole")
    for network in NAMES:
        assert not np.triu(table.rows[f"{network} bars"], 1).any()
        assert [table.rows[f"{network} 3"][t] for t in (2, 3)] == ["", "o"]


@pytest.mark.parametrize(
    "text, said",
    [
        (("PL", "łomża"), "from a to z; 'ł' is none"),
        (("PL", "Opole"), "from a to z; 'O' is none"),
        (("PL", ""), "0 are too few"),
        (("PL", "a" * 25), "25 are too many"),
        (("XX", "a"), "country must be one of JP, PL, TR, IT"),
    ],
)
def test_a_text_that_can_not_be_read_is_answered_in_a_line(text, said):
    for make in (lab.sweep, lab.figure):
        with pytest.raises(ValueError, match=said):
            make(*text)
    plt.close("all")


def test_the_lab_says_its_reading_at_the_start():
    assert lab.show().stored.startswith("The look-back lab. Read: PL w a r s z. Next comes a. RNN: p = 0.14;")
