"""ES modules joined into one: what works in a browser is joined, what would not is named."""

import re

import pytest
from conftest import ROOT

from course_utils.display.scripts import ScriptError, joined

SCRIPTS = [
    path
    for path in sorted((ROOT / "course_utils").rglob("*.js"))
    if "export" not in path.read_text(encoding="utf-8")
    or "export default" in path.read_text(encoding="utf-8")
]


@pytest.fixture
def write(tmp_path):
    """Return a function that writes modules by name, and gives the first one's path."""

    def written(**sources):
        for name, source in sources.items():
            (tmp_path / f"{name}.js").write_text(source, encoding="utf-8")
        return tmp_path / f"{next(iter(sources))}.js"

    return written


def test_modules_stand_before_those_that_import_them_and_once(write):
    path = write(
        a='import { b } from "./b.js";\nimport { c } from "./c.js";\nexport default { b, c };\n',
        b='import { c } from "./c.js";\nexport const b = c + 1;\n',
        c="export const c = 1;\n",
    )
    lines = [line for line in joined(path).splitlines() if line]
    assert lines == ["const TEXTS = {};", "const c = 1;", "const b = c + 1;", "export default { b, c };"]


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ({"a": 'import { b } from "./b.js";\n'}, "a.js imports b.js, which is not there"),
        (
            {"a": 'import { x, b } from "./b.js";\n', "b": "export const b = 1;\nconst x = 2;\n"},
            r"a.js imports \['x'\], which b.js does not export",
        ),
        (
            {"a": 'import { b } from "./b.js";\nlet f = 1;\n', "b": "export const b = 1;\nconst f = 2;\n"},
            "f is declared in a.js and in b.js",
        ),
        ({"a": "let x = 1;\nclass x {}\n"}, "x is declared in a.js and in a.js"),
        (
            {"a": 'import { b } from "./b.js";\nexport const a = 1;\n',
             "b": 'import { a } from "./a.js";\nexport const b = 1;\n'},
            "modules import in a circle: [ab].js -> ",
        ),
        ({"a": 'import b from "./b.js";\n'}, "a.js: cannot be joined: import b from"),
        ({"a": 'import { b as c } from "./b.js";\n', "b": "export const b = 1;\n"}, "does not export"),
        ({"a": "export { x };\n"}, "a.js: cannot be joined: export { x };"),
        ({"a": "const x = 1, y = 2;\n"}, "a.js: cannot be joined: const x = 1, y = 2;"),
    ],
)  # fmt: skip
def test_what_would_not_work_is_named(write, sources, said):
    with pytest.raises(ScriptError, match=said):
        joined(write(**sources))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_script_of_the_course_can_be_joined(path):
    source = joined(path)
    exports = re.findall(r"^export default { (?:initialize, )?render };$", source, re.MULTILINE)
    assert "\nimport " not in source and source.count("export ") == len(exports)


def test_a_module_uses_no_name_of_another_that_it_does_not_import():
    """Joined, it would work by luck; and stop to do so when the other module is gone."""
    exported = {}
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "course_utils").rglob("*.js")}
    for path, source in sources.items():
        for name in re.findall(
            r"^export (?:async )?(?:function|class|const|let) (\w+)", source, re.MULTILINE
        ):
            exported[name] = path
    for path, source in sources.items():
        bare = re.sub(r"//.*|\"[^\"\n]*\"", "", source)
        for name, owner in exported.items():
            if owner != path and re.search(rf"(?<![\w.]){name}\(", bare):
                own = re.search(rf"(?:const|let|function) {name}\b", bare)
                assert own or re.search(rf"import {{[^}}]*\b{name}\b[^}}]*}}", bare), (
                    f"{path.name} uses {name}"
                )


def test_no_script_is_too_long_to_read():
    for path in (ROOT / "course_utils").rglob("*.*s*"):
        if path.suffix in (".js", ".css"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path.name
