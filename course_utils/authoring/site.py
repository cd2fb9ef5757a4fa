"""Export the lessons as pages: ``python -m course_utils.authoring.site [--to FOLDER] [NOTEBOOK ...]``.

Every page is self-contained and opens from disk without a network or a kernel: labs move, quizzes and
predictions answer, formulas are MathML, pictures carry their reading as alternative text. Each lesson is run
in a fresh kernel for it; the stored notebooks stay as they are.
"""

import base64
import gzip
import html
import json
import os
import re
import sys
from functools import reduce
from operator import getitem
from pathlib import Path

import latex2mathml.converter
import nbformat
from nbconvert import HTMLExporter
from pygments.formatters import HtmlFormatter

from course_utils import project
from course_utils.authoring import execute
from course_utils.display import scripts
from course_utils.labs.engine import live, travel

_HERE = Path(__file__).parent
_STATE = "application/vnd.jupyter.widget-state+json"
_MATH = re.compile(r"\$\$(.+?)\$\$|\$(\S(?:[^$\n]*\S)?)\$", re.DOTALL)
_FENCE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)


def main(arguments=None):
    """Write the pages and an index; return the exit status."""
    parser = project.command("course_utils.authoring.site", __doc__)
    parser.add_argument("--to", type=Path, default=project.ROOT / "build" / "site", metavar="FOLDER")
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    options = parser.parse_args(arguments)
    paths = options.notebooks or project.notebooks()
    options.to.mkdir(parents=True, exist_ok=True)
    os.environ[live.FOR_A_PAGE] = "1"
    entries, failed = [], 0
    for path in paths:
        try:
            notebook = execute.executed(execute.read(path), path.parent, widgets=True)
        except execute.NotebookError as error:
            print(f"FAILED {path.name}: {error}")
            failed += 1
            continue
        title, text = page(notebook)
        target = options.to / f"{path.stem}.html"
        target.write_text(text, encoding="utf-8")
        entries.append(_entry(target.name, title, text, notebook.cells[0].source))
        print(f"{target.name}: {len(text.encode()) / 1e6:.2f} MB")
    index = (
        "<h1>Unrolled</h1><p>Recurrent neural networks you can take apart.</p>"
        f'<ul class="lessons">{"".join(entries)}</ul>'
    )
    (options.to / "index.html").write_text(_document("Unrolled", index), encoding="utf-8")
    return 1 if failed else 0


def _entry(name, title, text, head):
    """Return a lesson's place in the index: its first picture, its title, its question."""
    picture = re.search(r"<img alt=.*?>", text)
    question = re.search(r"\*\*The question\.\*\* (.*)", head)
    said = f"<p>{html.escape(question[1])}</p>" if question else ""
    picture = picture[0] if picture else ""
    return f'<li>{picture}<div><a href="{name}">{html.escape(title)}</a>{said}</div></li>'


def page(notebook):
    """Return title and text of the page of a notebook that was run with its widgets' state kept."""
    widgets = notebook.metadata.pop("widgets", {}).get(_STATE, {}).get("state", {})
    kinds = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _links(_formulas(cell.source))
        for output in cell.get("outputs", []):
            if project.VIEW in output.get("data", {}):
                drawn = _widget(output.data[project.VIEW]["model_id"], widgets, kinds)
                output.data = {"text/html": drawn} if drawn else {"text/plain": output.data["text/plain"]}
            elif "image/png" in output.get("data", {}):
                output.data = {"text/html": _picture(output)}
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(nbformat.from_dict(notebook))
    title = re.search(r"^# (.*)$", notebook.cells[0].source, re.MULTILINE)[1]
    return title, _document(title, body, *_hosted(kinds))


def _document(title, body, style="", script=""):
    """Return a whole page around a body."""
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    style += HtmlFormatter().get_style_defs(".highlight") + f"@media (prefers-color-scheme: dark) {{{dark}}}"
    style += (_HERE / "site.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
        f"<body><main>{body}</main>{script}</body></html>"
    )


def _hosted(kinds):
    """Return style and script of the kinds of widget on a page, each a real ES module in the page."""
    if not kinds:
        return "", ""
    urls = ("data:text/javascript;base64," + base64.b64encode(one.encode()).decode() for one in kinds)
    imports = "".join(f'import kind{k} from "{url}";\n' for k, url in enumerate(urls))
    hosted = f"const hosted = [{', '.join(f'kind{k}' for k in range(len(kinds)))}];"
    host = scripts.joined(_HERE / "site.js")
    return "".join(dict.fromkeys(kinds.values())), f'<script type="module">{imports}{hosted}\n{host}</script>'


def _formulas(source):
    """Return Markdown with its formulas as MathML, code left alone."""

    def mathml(match):
        block = match[1] is not None
        return latex2mathml.converter.convert(match[1] or match[2], display="block" if block else "inline")

    parts = _FENCE.split(source)
    return "".join(part if i % 2 else _MATH.sub(mathml, part) for i, part in enumerate(parts))


def _links(source):
    """Return Markdown whose links to lessons lead to their pages."""
    return re.sub(r"\]\(([\w-]+)\.ipynb\)", r"](\1.html)", source)


def _picture(output):
    """Return an output's picture as HTML, with its reading as the alternative text."""
    details = output.metadata.get("image/png", {})
    size = "".join(f' {key}="{details[key]}"' for key in ("width", "height") if key in details)
    return (
        f'<img alt="{html.escape(details.get("alt", ""))}"{size} src="data:image/png;base64,'
        f'{output.data["image/png"].strip()}">'
    )


def _widget(view, widgets, kinds):
    """Return a widget as HTML, an element that holds its packed state; add its module and style to `kinds`.

    Returns None for a widget without a module, such as a progress bar: a page needs only its plain text.
    """
    lab = "children" in widgets[view]["state"]
    if lab:
        view = widgets[view]["state"]["children"][0].removeprefix("IPY_MODEL_")
    state = widgets[view]["state"]
    if "_esm" not in state:
        return None
    packed = travel.as_text(_travelling(widgets[view])) if lab else _packed(state)
    kinds[state["_esm"]] = state["_css"]
    kind = list(kinds).index(state["_esm"])
    return (
        f'<div class="widget-place" data-kind="{kind}" data-model="{view}"{" data-lab" if lab else ""}>'
        f'<script type="text/plain">{packed}</script></div>'
    )


def _travelling(figure):
    """Return the states of a lab's presets, tables included."""
    held = {"travelling": figure["state"]["travelling"]}
    for buffer in figure.get("buffers", []):
        *path, last = buffer["path"]
        if path and path[0] == "travelling":
            reduce(getitem, path, held)[last] = base64.b64decode(buffer["data"])
    return held["travelling"]


def _packed(state):
    """Return a widget's own state as text."""
    plain = {name: one for name, one in state.items() if not name.startswith("_")}
    return base64.b64encode(gzip.compress(json.dumps(plain).encode(), mtime=0)).decode("ascii")


if __name__ == "__main__":
    sys.exit(main())
