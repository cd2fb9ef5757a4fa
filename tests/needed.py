"""Which cells of a lesson others need, by the names in them: what is left out can't have changed a thing.

A cell needs the last cell that surely bound a name which it reads, and every cell since then that perhaps
bound or changed it. In doubt a name counts as changed: by an assignment to a part of it, by a call of one
of its methods, and by every call that it is handed to, unless what is called comes from a package in `_KIND`:
these leave their arguments alone. What a function reads and changes, it reads and changes wherever a cell
names it, or an object made of it. Names that once stood in one assignment count as names of one object. A
loop is taken to run at least once.
"""

import ast
import builtins
from typing import NamedTuple

_KIND = ("numpy", "course_utils.cells", "course_utils.gradients", "course_utils.sequences")
_KIND += ("course_utils.forecasting", "course_utils.figures", "course_utils.exercises", "course_utils.labs")
_BUILTINS = set(dir(builtins))
_MOVED = {"rng", "ax", "axes", "fig"}  # by whoever is handed them
_FUNCTIONS = ast.FunctionDef | ast.Lambda | ast.ClassDef
_SCOPES = ast.FunctionDef | ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_BRANCHES = ast.If | ast.While | ast.Try | ast.Match | ast.IfExp | ast.BoolOp


class _Names(ast.NodeVisitor):
    """The names that code uses, reads before it bound them, binds and changes, its scopes' own apart."""

    def __init__(self, kind, sure=()):
        self.uses, self.reads, self.sure, self.perhaps, self.changes = set(), set(), set(sure), set(), set()
        self.kind, self._branches = kind, 0

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self._read({node.id})
        else:
            self._bind({node.id})
        self.changes |= {node.id} & _MOVED

    def _read(self, names):
        self.uses |= names
        self.reads |= names - self.sure

    def _bind(self, names):
        (self.perhaps if self._branches else self.sure).update(names)

    def visit_Import(self, node):
        home = getattr(node, "module", None)
        for one in node.names:
            name = (one.asname or one.name).split(".")[0]
            self._bind({name})
            if (f"{home}.{one.name}" if home else one.name).startswith(_KIND):
                self.kind.add(name)

    visit_ImportFrom = visit_Import

    def visit_Assign(self, node):
        """Read first, then bind."""
        self.visit(node.value)
        for target in getattr(node, "targets", None) or [node.target]:
            self.visit(target)

    visit_NamedExpr = visit_Assign

    def visit_AugAssign(self, node):
        self._read(_names(node.target))
        self.visit_Assign(node)

    def visit_For(self, node):
        for part in (node.iter, node.target, *node.body, *node.orelse):
            self.visit(part)

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            self.changes |= _names(node)

    visit_Subscript = visit_Attribute

    def visit_Call(self, node):
        self.generic_visit(node)
        called = _names(node.func)
        if not called <= self.kind | _BUILTINS - {"next", "setattr", "delattr", "exec"}:
            self.changes |= called.union(*map(_names, node.args), *(_names(k.value) for k in node.keywords))

    def generic_visit(self, node):
        """Keep the names of a scope inside it, and note the name of a function or a class."""
        if isinstance(node, _SCOPES):
            inner = _Names(self.kind)
            ast.NodeVisitor.generic_visit(inner, node)
            own = inner.sure | inner.perhaps | {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
            self._read(inner.uses - own)
            self.changes |= inner.changes - own
        else:
            self._branches += isinstance(node, _BRANCHES)
            super().generic_visit(node)
            self._branches -= isinstance(node, _BRANCHES)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            self._bind({node.name})


def _names(node):
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


class _Function(NamedTuple):
    """What is read and changed when a function is called, or what a class makes; does it make a function?"""

    reads: frozenset
    changes: frozenset
    makes: bool


class Cell:
    """The names of a cell: read, surely bound, perhaps bound, and perhaps changed.

    `functions` holds what may be called by a name, `same` what else may be a name of its object, and `kind`
    who changes no argument: all are added to, from cell to cell.
    """

    def __init__(self, source, kind, functions, same):
        self.reads, self.sure, self.perhaps, self.changes = set(), set(), set(), set()
        for statement in ast.parse(source).body:
            self._take(statement, kind, functions, same)

    def _take(self, statement, kind, functions, same):
        found = _Names(kind, self.sure)
        found.visit(statement)
        changes = frozenset(found.changes - kind - _BUILTINS)
        own = _Function(frozenset(found.uses - _BUILTINS), changes, _makes(statement))
        called = _called(own.reads, functions)
        self.reads |= found.reads.union(*(one.reads for one in called)) - _BUILTINS - self.sure
        bound = (found.sure - self.sure) | found.perhaps | (_names(statement) & found.sure)
        self.sure, self.perhaps = found.sure, self.perhaps | found.perhaps
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            functions[statement.name] = {own}
        else:
            changes = own.changes.union(*(one.changes for one in called))
            if bound and not isinstance(statement, ast.Import | ast.ImportFrom):
                group = set().union(*(same.get(name, {name}) for name in bound | own.reads - kind))
                same.update(dict.fromkeys(group, group))
            self.changes |= changes.union(*(same.get(name, ()) for name in changes))
            made = {one for one in (own, *called) if one.makes}
            functions.update(dict.fromkeys(bound, made))


def _makes(statement):
    """Return whether a statement is a class, or holds a function."""
    inner = list(ast.walk(statement))[1:]
    return isinstance(statement, ast.ClassDef) or any(isinstance(one, _FUNCTIONS) for one in inner)


def _called(reads, functions):
    """Return the functions that may be called by these names, and those that they may call."""
    called, seen, todo = set(), set(), list(reads)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            called |= functions.get(name, set())
            todo += [inner for one in functions.get(name, ()) for inner in one.reads]
    return called


def cells(sources):
    """Return a `Cell` for each source."""
    kind, functions, same = set(), {}, {}
    return [Cell(source, kind, functions, same) for source in sources]


def needed(cells, wanted, changed=True):
    """Return the positions of the wanted cells and of all that they need to run, in order.

    Without ``changed``, of those only that bind a name: the cells run, perhaps on other values.
    """
    kept, todo = set(wanted), list(wanted)
    while todo:
        here = todo.pop()
        for name in cells[here].reads:
            for place in range(here - 1, -1, -1):
                cell = cells[place]
                touched = cell.sure | cell.perhaps | (cell.changes if changed else set())
                if name in touched and place not in kept:
                    kept.add(place)
                    todo.append(place)
                if name in cell.sure:
                    break
    return sorted(kept)


def dependent(cells, first):
    """Return the positions of these cells and of all that read what they bound or changed, in order."""
    kept, touched = [], set()
    for place, cell in enumerate(cells):
        if place in first or cell.reads & touched:
            kept.append(place)
            touched |= cell.sure | cell.perhaps | cell.changes
        else:
            touched -= cell.sure
    return kept
