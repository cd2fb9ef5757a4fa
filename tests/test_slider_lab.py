"""Labs made of sliders alone: what all of them promise."""

import numpy as np
import pytest

from course_utils.labs import gate_inspector, path_lab, scan_lab, unrolled_lab

LABS = (gate_inspector, path_lab, scan_lab, unrolled_lab)
pytestmark = [
    pytest.mark.usefixtures("plain_script", "no_figure_left"),
    pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.__name__.rpartition(".")[2]),
]


def test_every_preset_names_places_that_the_sliders_have(lab):
    for preset in (lab.START, *lab.PRESETS.values()):
        for name, value in preset.items():
            assert np.isclose(lab.SLIDERS[name][2], value).any(), (name, value)


def test_as_code_shows_the_picture_where_the_sliders_stand(lab, capsys):
    values = lab.START | next(iter(lab.PRESETS.values()))
    shown = lab.show()
    exec(shown.children[0].scene["code"].format(**values))
    said = " ".join(capsys.readouterr().out.split())
    assert " ".join(lab.one(**values).readings[0].split()) in said
    shown.close()


def test_what_is_not_given_stands_as_at_the_start(lab):
    assert lab.one().readings == lab.one(**lab.START).readings
