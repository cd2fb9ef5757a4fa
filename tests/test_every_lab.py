"""What every lab promises: presets that its sliders can take, and code that shows what is seen."""

import importlib

import numpy as np
import pytest
from conftest import ROOT

from course_utils.labs.engine.lab import Lab
from course_utils.labs.engine.live import Live

LABS = sorted(
    path.stem
    for path in (ROOT / "course_utils" / "labs").glob("*.py")
    if "LAB = Lab(" in path.read_text(encoding="utf-8")
)
pytestmark = pytest.mark.usefixtures("plain_script", "no_figure_left")


@pytest.fixture(params=LABS)
def lab(request):
    return importlib.import_module(f"course_utils.labs.{request.param}")


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


def test_as_code_shows_the_picture_where_the_sliders_stand(lab, capsys):
    live = Live(lab.LAB)
    preset = list(lab.LAB.presets)[0]
    live._on_message(None, {"kind": "preset", "name": preset}, [])
    scene, settings = live.widget.scene, live.widget.settings
    places = {
        name: getattr(live.widget, f"table_{name}")["values"][at] for name, at in live.positions.items()
    }
    exec(scene["code"].format(**settings, **{name: float(text.split()[0]) for name, text in places.items()}))
    said = " ".join(capsys.readouterr().out.split())
    assert " ".join(live._shown.reading.split()) in said
    live.close()


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
