"""ES modules joined into one, as a widget needs them: imports are resolved, and checked."""

import json
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from course_utils import texts

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]*)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)
_DECLARED = re.compile(r"^(export )?(?:async )?(?:function|class|const|let)\*? (\w+)", re.MULTILINE)
_TWO = r"(?:export )?(?:const|let) (?:[{[].*|\w+ = [^\n{[(\"`]*, \w+ =.*)"
_UNREAD = re.compile(rf"^(?:import\b.*|export [{{*].*|var .*|{_TWO})", re.MULTILINE)


class ScriptError(Exception):
    """Modules that would not work together in a browser."""


def joined(path):
    """Return an ES module and all that it imports as one, with its texts in the course's language.

    Modules import by name, ``import { a, b } from "./other.js";``, and declare one name a line at the left
    edge. The joined module exports what the first one has as its default.

    Raises
    ------
    ScriptError
        If a file or an exported name is missing, a name is declared twice, modules import each other in a
        circle, or an import or export is written in another way.
    """
    sources = {}
    _read(Path(path).resolve(), sources)
    try:
        order = TopologicalSorter({one: _imports(one, sources[one]) for one in sources}).static_order()
        parts = [_IMPORT.sub("", sources[one]) for one in order]
    except CycleError as error:
        raise ScriptError(
            f"modules import in a circle: {' -> '.join(one.name for one in error.args[1])}"
        ) from None
    _check(sources)
    source = _EXPORT.sub("", "\n".join(parts))
    return f"const TEXTS = {json.dumps(texts.said_in(source), ensure_ascii=False)};\n{source}"


def _imports(path, source):
    """Return the modules that a module imports, each with the names it takes."""
    found = {}
    for names, where in _IMPORT.findall(source):
        found[(path.parent / where).resolve()] = {name.strip() for name in names.split(",") if name.strip()}
    return found


def _read(path, sources):
    """Add a module and all that it imports to the sources by path."""
    sources[path] = path.read_text(encoding="utf-8")
    if unread := _UNREAD.search(_IMPORT.sub("", sources[path])):
        raise ScriptError(f"{path.name}: cannot be joined: {unread[0]}")
    for other in _imports(path, sources[path]):
        if not other.is_file():
            raise ScriptError(f"{path.name} imports {other.name}, which is not there")
        if other not in sources:
            _read(other, sources)


def _check(sources):
    """Refuse names that are imported but not exported, and names declared in two modules."""
    declared = {path: _DECLARED.findall(source) for path, source in sources.items()}
    for path, source in sources.items():
        for other, names in _imports(path, source).items():
            if missing := names - {name for export, name in declared[other] if export}:
                raise ScriptError(
                    f"{path.name} imports {sorted(missing)}, which {other.name} does not export"
                )
    owners = {}
    for path, names in declared.items():
        for _, name in names:
            if name in owners:
                raise ScriptError(f"{name} is declared in {owners[name].name} and in {path.name}")
            owners[name] = path
