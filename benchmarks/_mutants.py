"""Modules with one thing changed, as `_mutations.py` changes exercises, and in ways of programs alone."""

import ast
import copy
import hashlib
from collections import Counter
from dataclasses import dataclass

from _mutations import replaced, replacements, told

_SAME_KIND = {ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}
_TURNED = {ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.NotEq: ast.Eq}
_OTHER = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    """One change: where it is, its statement before and after, and the tree of the changed module."""

    file: str
    line: int
    function: str
    before: str
    after: str
    tree: ast.AST


def drawn(sources, number, seed):
    """Draw different mutants of modules, each change as likely as any other; in order of module and line.

    Whether one is drawn depends on what it changes, not on its line: edits elsewhere leave the draw as it is.

    Parameters
    ----------
    sources : dict
        The source under each module's path.
    number, seed : int
        How many, and which.

    Returns
    -------
    list of Mutant, and how many changes there were to draw from
    """
    changes = [change for file, source in sources.items() for change in _changes(file, source)]
    changes.sort(key=lambda change: hashlib.sha256(f"{seed} {change[0]}".encode()).digest())
    mutants, seen = [], {ast.dump(ast.parse(source)) for source in sources.values()}
    for _, *change in changes:
        one = _mutant(sources, *change)
        if (outline := ast.dump(one.tree)) not in seen:
            seen.add(outline)
            mutants.append(one)
        if len(mutants) == number:
            break
    return sorted(mutants, key=lambda one: (one.file, one.line, one.after)), len(changes)


def _changes(file, source):
    """Yield (name, file, function, number of the statement, of the node, replacement) for all changes."""
    tree, seen = ast.parse(source), Counter()
    homes = dict(_homes(tree, "", None))
    numbers = {id(node): place for place, node in enumerate(ast.walk(tree))}
    for node in ast.walk(tree):
        if id(node) not in homes:
            continue
        function, statement = homes[id(node)]
        for replacement in (*replacements(node), *_of_programs(node)):
            what = f"{file} {function} {told(node, replacement)}"
            seen[what] += 1
            name = f"{what} {seen[what]}"
            yield name, file, function, numbers[id(statement)], numbers[id(node)], replacement


def _homes(node, function, statement):
    """Yield every node that may change, with the function and the statement that it is in.

    Left out are words (docstrings, messages, labels), type hints, imports and lists of names.
    """
    if isinstance(node, (ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom)) or _is_text(node):
        return
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return
    if isinstance(node, ast.stmt):
        statement = node
    yield id(node), (function, statement)
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        function = f"{function}.{node.name}".strip(".")
    for field, value in ast.iter_fields(node):
        if field not in ("annotation", "returns", "decorator_list"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _homes(child, function, statement)


def _is_text(node):
    """Say whether a node is a docstring, or another string that no sum is written in."""
    if isinstance(node, ast.Expr):
        node = node.value
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return False
    return not set(node.value) <= set("abcdefghijklmnopqrstuvwxyz,->") or "->" not in node.value


def _of_programs(node):
    """Yield what may replace a node, other than what `_mutations.replacements` knows."""
    if isinstance(node, ast.AugAssign):
        if other := _OTHER.get(type(node.op)):
            yield ast.AugAssign(node.target, other(), node.value)
        yield ast.Pass()
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield ast.Pass()
    elif isinstance(node, ast.If) and all(isinstance(one, ast.Raise) for one in node.body):
        yield ast.If(ast.Constant(False), node.body, node.orelse)
    elif isinstance(node, ast.Compare):
        if other := (_SAME_KIND | _TURNED).get(type(node.ops[0])):
            yield ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)):
        yield ast.BinOp(node.left, _OTHER[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
        for i in range(len(node.values)):
            yield _of_values(node.op, [*node.values[:i], *node.values[i + 1 :]])
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.Invert)):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Call):
        for i, keyword in enumerate(node.keywords):
            if keyword.arg != "strict":  # zip's check of itself
                yield ast.Call(node.func, node.args, [*node.keywords[:i], *node.keywords[i + 1 :]])


def _of_values(op, values):
    """Return what and or or join, or the only one of them."""
    return values[0] if len(values) == 1 else ast.BoolOp(op, values)


def _mutant(sources, file, function, statement, place, replacement):
    """Return a `Mutant` from what `_changes` says of it."""
    tree = ast.parse(sources[file])
    trees = tree, ast.fix_missing_locations(replaced(tree, place, replacement))
    before, after = ([*ast.walk(tree)][statement] for tree in trees)
    heads = [_head(before), _head(after)]
    if heads[0] == heads[1]:  # something in the body changed
        heads = ["; ".join(line.strip() for line in ast.unparse(one).split("\n")) for one in (before, after)]
    return Mutant(file, before.lineno, function, *heads, trees[1])


def _head(statement):
    """Return a statement in one line of code: of a compound one what stands above its body."""
    bare = copy.copy(statement)
    for field, empty in {"body": [ast.Expr(ast.Constant(...))], "orelse": [], "decorator_list": []}.items():
        if hasattr(bare, field):
            setattr(bare, field, empty)
    return ast.unparse(bare).replace("\n    ...", "")
