"""A build says by name what many get wrong, however it is written."""

import pytest
import stamps
from test_builds import edited, missed, parts_alone

from course_utils.exercises import build_05, build_06, build_09
from course_utils.exercises.engine.progress import FILE

RESTS_ON = stamps.EXERCISES
SWAPPED = "g and o are swapped: the blocks stand in the order i, f, g, o."
COPIED = "the gradient of b_hh is that of b_ih. Its rows n go through the reset: a factor r is missing."
EARLY = "you correct before fading: "
WRITE_ALONE = "the gradient of ks has the place of the write alone. "
READ_ALONE = "the gradient of ks has the read of the faded state alone. "
SIGN = "in the gradient of ks the read of the faded state has the wrong sign: "
UNFADED = "in the gradient of ks a key reads the state before it has faded: "
LSTM, GRU, MEMORY = build_05.own_lstm, build_06.own_gru, build_09.own_memory
IN_TURN = ("a_i, a_f, a_g, a_o =", "a_i, a_f, a_o, a_g =")
STACKED = ("[da_i, da_f, da_g, da_o]", "[da_i, da_f, da_o, da_g]")
NAMED = [
    (LSTM, {"lstm_forward": [IN_TURN]}, {1, 2}, SWAPPED),
    (LSTM, {"lstm_forward": [IN_TURN], "lstm_backward": [IN_TURN, STACKED]}, {1, 2, 3, 4, 5}, SWAPPED),
    (LSTM, {"lstm_backward": [STACKED]}, {3}, SWAPPED),
    (GRU, {"gru_backward": [("np.hstack([dr, dz, dn * r])", "np.hstack([dr, dz, dn])")]}, {3}, COPIED),
    (GRU, {"gru_backward": [('grads["b_hh"] += at_h', 'grads["b_hh"] += at_x')]}, {3, 4}, COPIED),
    (GRU, {"gru_backward": [('{"h_0": dh}', '{"h_0": dh, "b_hh": grads["b_ih"].copy()}')]}, {3, 4}, COPIED),
]


ALL = (SWAPPED, COPIED, EARLY, WRITE_ALONE, READ_ALONE, SIGN, UNFADED)
FADE, ANSWERED = "S = keep_t[:, None, None] * S", 'np.einsum("bvk,bk->bv", S, k_t)'
WRITTEN = "S = S + written[:, :, None] * k_t[:, None, :]"
LATER = f"S = keep_t[:, None, None] * S + {WRITTEN.removeprefix('S = S + ')}"
EARLIER = [
    [(FADE, "pass"), (WRITTEN, LATER)],
    [(FADE, f"old = S; {FADE}"), (ANSWERED, "(old @ k_t[..., None])[..., 0]")],
    [(FADE, f"answer = (S * k_t[:, None, :]).sum(axis=2); {FADE}"), (ANSWERED, "answer")],
]
BY_WRITE = 'np.einsum("bvk,bv->bk", dS, rate_t * error)'
BY_READ = 'np.einsum("bvk,bv->bk", faded, derror)'
STYLES = [  # of S^T u
    'np.einsum("bvk,bv->bk", {S}, {u})',
    "({S}.swapaxes(1, 2) @ ({u})[:, :, None])[:, :, 0]",
    "({S} * ({u})[:, :, None]).sum(axis=1)",
]


def of_keys(change):
    """Return three ways to write a gradient of the keys, from what the write and the read of a state give."""
    for style in STYLES:
        write, read, old = (
            style.format(S=S, u=u)
            for S, u in (("dS", "rate_t * error"), ("faded", "derror"), ("before[t]", "derror"))
        )
        yield [(f"{BY_WRITE} - {BY_READ}", change.format(write=write, read=read, old=old))]


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


@pytest.mark.parametrize(("one", "edits", "parts", "said"), NAMED)
def test_it_is_named_in_the_parts_that_show_it(one, edits, parts, said):
    found = missed(parts_alone(one, 1, 2, 3, 4, 5).check(*edited(one, **edits)))
    assert {number for number, why in found.items() if why.endswith(said)} == parts


@pytest.mark.parametrize("edits", EARLIER)
def test_to_correct_before_fading_is_named_however_it_is_written(edits):
    found = missed(parts_alone(MEMORY, 1, 2).check(*edited(MEMORY, memory_reads=edits)))
    assert list(found) == [2] and EARLY in found[2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("{write}", WRITE_ALONE),
        ("-{read}", READ_ALONE),
        ("{write} + {read}", SIGN),
        ("{write} - {old}", UNFADED),
    ],
)
def test_what_a_gradient_of_the_keys_lacks_is_named_however_it_is_written(change, said):
    for edits in of_keys(change):
        found = missed(parts_alone(MEMORY, 3, 4, 5).check(*edited(MEMORY, memory_backward=edits)))
        assert list(found) == [3] and said in found[3]


@pytest.mark.parametrize(
    ("one", "name", "edit"),
    [
        (LSTM, "lstm_backward", ("dc * f", "dc")),
        (LSTM, "lstm_forward", ("a_i, a_f, a_g, a_o =", "a_f, a_i, a_g, a_o =")),
        (GRU, "gru_backward", ("dh * z + at_h", "at_h")),
        (MEMORY, "memory_reads", ("rate_t[:, None] * (v_t", "(v_t")),
        (MEMORY, "memory_backward", ("dS = dS - derror", "dS = dS + derror")),
    ],
)
def test_another_slip_is_not_called_so(one, name, edit):
    found = missed(parts_alone(one, 1, 2, 3, 4, 5).check(*edited(one, **{name: [edit]})))
    assert found and not any(said in why for why in found.values() for said in ALL)
