"""All stored figures on one page, in both themes: ``python -m course_utils.authoring.contact_sheet``.

With ``--before REVISION`` each figure stands beside the one that git has stored there.
"""

import html
import subprocess
from pathlib import Path

import nbformat

from course_utils import project
from course_utils.authoring import execute

_STYLE = """
body { margin: 0; font: 13px sans-serif; display: grid; grid-template-columns: repeat(COLUMNS, 1fr); }
h2 { grid-column: 1 / -1; margin: 0; padding: 4px 8px; font-size: 13px; background: #ccc; color: #000; }
div { padding: 8px; }
img { max-width: 100%; }
.light { background: #fff; color: #000; } .dark { background: #111; color: #fff; }
"""


def figures(notebook):
    """Return the stored figures of a notebook by cell: id, then for each its data URI and its reading."""
    found = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if png := output.get("data", {}).get("image/png"):
                shown = output.metadata.get("image/png", {})
                one = f"data:image/png;base64,{png}", shown.get("width", ""), shown.get("alt", "")
                found.setdefault(cell.id, []).append(one)
    return found


def page(lessons, before=None):
    """Return the HTML of all figures of lessons, a dict name: notebook, beside those in `before`."""
    columns = [found for found in (before, lessons) if found is not None]
    style = _STYLE.replace("COLUMNS", str(2 * len(columns)))
    parts = [f"<!doctype html><meta charset=utf-8><title>Figures</title><style>{style}</style>"]
    for name in lessons:
        each = [figures(one[name]) if name in one else {} for one in columns]
        for cell in {cell: None for found in each for cell in found}:
            parts.append(f"<h2>{html.escape(name)} · {html.escape(cell)}</h2>")
            for theme in ("light", "dark"):
                for found in each:
                    parts.append(f"<div class={theme}>")
                    for uri, width, alt in found.get(cell, ()):
                        parts.append(f'<img src="{uri}" width="{width}"><p>{html.escape(alt)}</p>')
                    parts.append("</div>")
    return "\n".join(parts)


def stored(revision, path):
    """Return a notebook as git has it at a revision, None if it isn't there."""
    name = f"{revision}:{path.relative_to(project.ROOT).as_posix()}"
    found = subprocess.run(["git", "show", name], cwd=project.ROOT, capture_output=True, text=True)
    return nbformat.reads(found.stdout, 4) if found.returncode == 0 else None


def main(arguments=None):
    """Write the page; return the exit status."""
    parser = project.command("course_utils.authoring.contact_sheet", __doc__)
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--before", metavar="REVISION")
    parser.add_argument("--to", type=Path, default=project.ROOT / "build" / "figures.html")
    asked = parser.parse_args(arguments)
    paths = [path.resolve() for path in asked.notebooks] or project.notebooks()
    lessons, before = {path.stem: execute.read(path) for path in paths}, None
    if asked.before:
        before = {path.stem: found for path in paths if (found := stored(asked.before, path))}
    asked.to.parent.mkdir(parents=True, exist_ok=True)
    project.store(asked.to, page(lessons, before))
    print(asked.to)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
