"""What is left out of a lesson changes nothing for what is kept; and trainings are nobody's premise."""

import pytest
from conftest import is_training
from hypothesis import given
from hypothesis import strategies as st
from needed import cells, dependent, needed

from course_utils import project
from course_utils.authoring import execute

LESSONS = project.lessons()
BEGIN = "a, b, c, d = 1, 2, [3], [4]\ndef f():\n    return a\ndef g():\n    c.append(b)\nh = lambda: d"
STEPS = (
    "a = 5",
    "b = a + 1",
    "a += b",
    "c = [a, b]",
    "d = c",
    "d = list(c)",
    "c, d = d, c",
    "c.append(a)",
    "d[0] = b",
    "c[-1] += a",
    "d.extend(c)",
    "def f():\n    return a + len(c)",
    "def f(a=b):\n    return a + b",
    "def g():\n    d.append(f())",
    "def g():\n    c.append(h()[0])",
    "h = lambda: c",
    "h = lambda: d + c",
    "a = f()",
    "g()",
    "b = h()[0]",
    "h().append(b)",
    "for a in c[:3]:\n    b += a",
    "for k in range(2):\n    g()",
    "if a > 5:\n    b = 7\nelse:\n    c = [b]",
    "b = [a for a in d][0]",
    "class K:\n    def __call__(self):\n        c.append(a)\n        return b\nf = K()",
    "while a < 3:\n    a += 1\n    d.append(a)",
)
SEEN = "seen = [a, b, list(c), list(d), f()]"
SOME = (
    "seen = a",
    "seen = list(c)",
    "seen = (b, d[0])",
    "seen = f()",
    "g()\nseen = list(c)",
    "seen = h()[:]",
    SEEN,
)


def outcome(sources):
    names = {}
    for source in sources:
        exec(source, names)
    return names["seen"]


@given(st.lists(st.sampled_from(STEPS), max_size=12), st.sampled_from(SOME))
def test_without_what_is_left_out_a_cell_sees_the_same(steps, last):
    sources = [BEGIN, *steps, last]
    kept = needed(cells(sources), [len(sources) - 1])
    assert outcome(sources[place] for place in kept) == outcome(sources)


@given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=12), st.data())
def test_a_cell_that_does_not_depend_on_another_sees_the_same_without_it(steps, data):
    sources = [BEGIN, *steps, data.draw(st.sampled_from(SOME))]
    gone = data.draw(st.integers(1, len(steps)))
    if len(sources) - 1 not in dependent(cells(sources), [gone]):
        assert outcome(source for place, source in enumerate(sources) if place != gone) == outcome(sources)


@pytest.mark.parametrize(
    ("sources", "kept"),
    [
        (["x = 1", "y = 2", "x"], [0, 2]),
        (["x = 1", "x = 2", "x"], [1, 2]),
        (["x = []", "print(x)", "x.append(1)", "x"], [0, 2, 3]),
        (["import numpy as np", "x = np.ones(2)", "np.sum(x)", "x[0] = 1", "x"], [0, 1, 3, 4]),
        (["import numpy as np\nrng = np.random.default_rng(1)", "np.sum(rng)", "rng.normal()"], [0, 1, 2]),
        (["def f():\n    return w", "w = 1", "v = 2", "f()"], [0, 1, 3]),
        (["x = 1", "for x in [2]:\n    y = x", "y"], [1, 2]),
        (["x = 1", "def f(x):\n    return x", "f(2)"], [1, 2]),
    ],
)
def test_what_is_kept_is_little(sources, kept):
    assert needed(cells(sources), [len(sources) - 1]) == kept


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_cell_but_a_training_reads_what_a_training_binds(path):
    code = [cell for cell in execute.read(path).cells if cell.cell_type == "code"]
    names = cells(cell.source for cell in code)
    others = [place for place, cell in enumerate(code) if not is_training(cell)]
    bound = set()
    for place, cell in enumerate(names):
        if place not in others:
            bound |= cell.sure | cell.perhaps
            continue
        own = set().union(*(names[one].sure | names[one].perhaps for one in others if one < place))
        assert not cell.reads & (bound - own), code[place].id


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_an_exercise_needs_no_training(path):
    code = [cell for cell in execute.read(path).cells if cell.cell_type == "code"]
    asked = [place for place, cell in enumerate(code) if ".check(" in cell.source]
    assert not any(is_training(code[place]) for place in needed(cells(cell.source for cell in code), asked))
