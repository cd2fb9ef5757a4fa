"""What every lab promises: presets that its sliders can take, and code that draws what is seen."""

import importlib
import re

import matplotlib.pyplot as plt
import numpy as np
import odd_lab
import plane_lab
import pytest
import stamps
from conftest import ROOT, examples

from course_utils.labs.engine import lab as engine
from course_utils.labs.engine.lab import Lab
from course_utils.labs.engine.scene import packed
from course_utils.labs.engine.shown import Shown

RESTS_ON = stamps.LABS
LABS = sorted(
    path.stem
    for path in (ROOT / "course_utils" / "labs").glob("*.py")
    if "LAB = Lab(" in path.read_text(encoding="utf-8")
)
pytestmark = pytest.mark.usefixtures("plain_script", "no_figure_left")


@pytest.fixture(params=LABS)
def lab(request):
    return importlib.import_module(f"course_utils.labs.{request.param}")


@pytest.fixture
def still(monkeypatch):
    """Return a function that runs the lines of *as code*; it gives their picture, packed, and its reading."""

    def run(code):
        packs, told = [], []

        def draw(artists, sweep, position):
            first = next(iter(artists.values()))
            picture = (first[0] if isinstance(first, tuple) else first).get_figure()
            sweep = sweep if sweep.values is not None else engine.replace(sweep, values=np.zeros(1))
            packs.append(packed(picture, artists, sweep))
            return original(artists, sweep, position)

        def show(picture, reading, **_):  # to draw it takes long, and other tests do
            plt.close(picture)
            told.append(reading)

        original = engine.draw
        with monkeypatch.context() as patched:
            patched.setattr(engine, "draw", draw)
            patched.setattr(engine.figures, "show", show)
            exec(code, {})
        (pack,), (reading,) = packs, told
        assert pack["readings"] == [reading]
        return pack, reading

    return run


def as_code(traits, positions):
    """Return the lines that the page shows: `makeCode` in labs/engine/buttons.js, once more."""
    fill = dict(traits["settings"])
    for name, position in positions.items():
        number = re.match(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", traits[f"table_{name}"]["values"][position])
        fill[name] = f"{float(number[0]) + 0.0:.15g}"  # JavaScript knows neither 4.0 nor -0
    return re.sub(r"\{(\w+)\}", lambda found: fill.get(found[1], found[0]), traits["scene"]["code"])


def drawn(table, position):
    """Return what each artist of a table is at one position, as the browser reads it."""
    rows = {}
    for artist in table["artists"]:
        style = {key: value for key, value in artist.items() if key not in ("arrays", "texts")}
        arrays = {}
        for key, part in artist["arrays"].items():
            row, dtype = position, np.dtype(part["type"])
            if "which" in part:  # a row that comes at several positions is there once
                (row,) = np.frombuffer(table["data"], np.uint16, 1, part["which"] + 2 * position)
            start = part["at"] + part["step"] * int(row) * dtype.itemsize
            arrays[key] = np.frombuffer(table["data"], dtype, part["size"], start)
        rows[artist["name"]] = style, artist.get("texts", [""] * (position + 1))[position], arrays
    return rows


def assert_alike(one, other, code):
    """Compare two results of `drawn`: to a twentieth of a pixel, and to one level of a colour map.

    Off the axes, where nothing is seen, it counts only on which side.
    """
    assert one.keys() == other.keys()
    for name, (style, text, arrays) in one.items():
        assert (style, text) == other[name][:2], (name, code)
        for key, array in arrays.items():
            wanted, levels = other[name][2][key], array.dtype == np.uint8
            if key != "sizes" and not levels:
                array, wanted = (np.clip(one, -0.01, 1.01) for one in (array, wanted))
            apart = {"rtol": 0, "atol": 1 if levels else 1e-4, "err_msg": f"{name} {key}\n{code}"}
            np.testing.assert_allclose(array.astype(float), wanted.astype(float), **apart)


def is_said_well(reading):
    """Return whether a reading is free of what a formula leaves behind."""
    left = (
        r"(?<![\w.])-0\.?0*(?!\.?[\de])",
        r"\bnan\b",
        r"\binf\b",
        "  ",
        r"(?<![\w.])1 (values|steps|symbols)\b",
        "[{}]",
    )
    return not re.search("|".join(left), reading)


def chosen(lab, rng):
    """Return values for all sliders and controls of a lab, drawn at random."""
    settings = {}
    for name, make in lab.controls.items():
        control = make(value=lab.start[name])
        if hasattr(control, "options"):
            options = [one[1] if isinstance(one, tuple) else one for one in control.options]
            settings[name] = options[rng.integers(len(options))]
        elif hasattr(control, "step"):
            steps = round((control.max - control.min) / control.step)
            control.value = control.min + control.step * int(rng.integers(steps + 1))
            settings[name] = control.value
        elif isinstance(control.value, bool):
            settings[name] = bool(rng.integers(2))
        else:  # a text: letters, as a name has them
            settings[name] = "".join(rng.choice(list("aekmnorst"), rng.integers(1, 9)))
        control.close()
    grids = {name: lab.grid(name) for name in lab.sliders}
    return settings | {
        name: float(rng.choice(lab.swept(name, settings, {}).values if grid is None else grid))
        for name, grid in grids.items()
    }


def test_all_labs_are_asked():
    named = {path.stem for path in (ROOT / "course_utils" / "labs").glob("*_lab.py")}
    assert named | {"gate_inspector", "three_memories"} == set(LABS) and len(LABS) > 11


def test_every_preset_names_places_that_the_lab_has(lab):
    for preset in (lab.LAB.start, *lab.LAB.presets.values()):
        settings = {name: (lab.LAB.start | preset)[name] for name in lab.LAB.controls}
        for name, value in preset.items():
            if name in lab.LAB.controls:
                lab.LAB.controls[name](value=value).close()  # an ipywidget refuses what it can't stand at
                continue
            grid = lab.LAB.grid(name)
            grid = lab.LAB.swept(name, settings, {}).values if grid is None else grid
            assert np.isclose(grid, value).any(), (name, value)


def check_code(lab, wanted, still):
    """Compare what the page shows with what its code draws, for values of sliders and controls.

    Returns all that the tables say.
    """
    shown, said = None, set()
    for values in wanted:
        settings, places = ({name: values[name] for name in names} for names in (lab.controls, lab.sliders))
        shown = Shown(lab, settings, places, shown)
        traits = shown.traits()
        code = as_code(traits, shown.positions)
        picture, reading = still(code)
        for name in lab.sliders:
            moving = lab.moving(name)  # sliders that share a table, whose rows are all their pairs
            table = traits[f"table_{moving[0]}"]
            row = sum(shown.positions[one] * traits[f"table_{one}"]["stride"] for one in moving)
            assert table["readings"][row] == reading, code
            said |= set(table["readings"])
            said |= {text for artist in table["artists"] for text in artist.get("texts", [])}
            assert_alike(drawn(picture, 0), drawn(table, row), code)
    return said


def test_as_code_shows_the_reading_where_the_sliders_stand(lab, capsys):
    start = lab.LAB.start
    shown = Shown(
        lab.LAB, *({name: start[name] for name in names} for names in (lab.LAB.controls, lab.LAB.sliders))
    )
    exec(as_code(shown.traits(), shown.positions), {})
    assert " ".join(shown.reading.split()) in " ".join(capsys.readouterr().out.split())


def test_as_code_draws_what_every_preset_shows(lab, still):
    wanted = [lab.LAB.start | preset for preset in ({}, *lab.LAB.presets.values())]
    assert all(map(is_said_well, check_code(lab.LAB, wanted, still)))


def test_as_code_draws_what_any_setting_shows(lab, still):
    rng = np.random.default_rng(20)
    wanted = [chosen(lab.LAB, rng) for _ in range(examples(6))]
    assert all(map(is_said_well, check_code(lab.LAB, wanted, still)))


def test_as_code_writes_every_kind_of_control_and_of_value(still):
    rng, lab = np.random.default_rng(1), odd_lab.LAB
    lines = ["it's", 'a "b"', "{share} \\", "é 한 \n x", ""]
    wanted = [chosen(lab, rng) | {"line": lines[i % len(lines)]} for i in range(12)]
    check_code(lab, [lab.start | preset for preset in lab.presets.values()] + wanted, still)


def test_as_code_finds_the_row_of_two_sliders_together(still):
    rng, lab = np.random.default_rng(2), plane_lab.LAB
    check_code(lab, [chosen(lab, rng) for _ in range(8)], still)


def test_what_is_not_given_stands_as_at_the_start(lab):
    assert lab.one().readings == lab.one(**lab.LAB.start).readings
    first = next(iter(lab.LAB.sliders))
    assert lab.one(lab.LAB.start[first]).readings == lab.one().readings


def test_a_name_that_is_none_is_refused(lab):
    with pytest.raises(ValueError, match=r"sets \['colour'\], no slider and no control"):
        lab.one(colour=1)
    with pytest.raises(ValueError, match=r"sets \['colour'\], no slider and no control"):
        lab.still(colour=1)


def test_a_lab_of_no_module_offers_no_code():
    assert Lab("Bare", None, None, {"a": ("a", "{}")}, {"a": 0}).code == ""
