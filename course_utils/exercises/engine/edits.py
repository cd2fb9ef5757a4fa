"""Mistakes that need no declaration: the reference with one thing changed, and a sentence that says which.

What is tried: a term or factor left out, a sign, an order, a transpose, an axis, an index or an end of a range,
a comparison, another variable, block or function in its place, a step left out. `stored` keeps for each lesson
which changes make a difference; `python -m course_utils.authoring.edits` finds them.
"""

import ast
import copy
import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from course_utils.texts import gettext

FOLDER = Path(__file__).parents[1] / "edits"
_LONG = 24  # characters of code that a sentence may quote: it should point, not tell the answer
_SAID = {  # by kind: what is said, with the code it is about and without
    "term": (gettext("A term is missing: {this}."), gettext("A term is missing.")),
    "factor": (gettext("A factor is missing: {this}."), gettext("A factor is missing.")),
    "divided": (gettext("The division by {this} is missing."), gettext("A division is missing.")),
    "power": (gettext("The power is missing: {this}."), gettext("A power is missing.")),
    "sign": (gettext("A sign is wrong: the one of {this}."), gettext("A sign is wrong.")),
    "inverse": (
        gettext("Multiply or divide? Look at {this}."),
        gettext("Somewhere you multiply where a division belongs, or the other way round."),
    ),
    "order": (
        gettext("The order is wrong in {this}."),
        gettext("The two sides of an operation are swapped."),
    ),
    "untransposed": (gettext("{this} is not transposed."), gettext("A transpose is missing.")),
    "transposed": (gettext("{this} is transposed."), gettext("A transpose is too much.")),
    "axis": (gettext("The axis is wrong in {this}."), gettext("An axis is wrong.")),
    "nofunction": (gettext("{this} is missing."), gettext("A function is missing.")),
    "doubled": (gettext("{this} is applied twice."), gettext("A function is applied twice.")),
    "function": (gettext("Another function belongs where you have {other}: {this}."), ""),
    "variable": (gettext("{other} stands where {this} belongs."), ""),
    "block": (
        gettext("Another block or gate is meant: {this}, not {other}."),
        gettext("Another block is meant."),
    ),
    "parts": (gettext("{this} and {other} are swapped."), gettext("Two parts are swapped.")),
    "arguments": (gettext("The arguments of {this} are swapped."), gettext("Two arguments are swapped.")),
    "overwritten": (gettext("{this} is overwritten each time. Add to it."), ""),
    "step": (gettext("A step is missing: {this}."), gettext("A step of the calculation is missing.")),
    "direction": (gettext("The loop runs the other way round."),) * 2,
    "compared": (gettext("The comparison is wrong: {this}."), gettext("A comparison is wrong.")),
    "turned": (gettext("The condition is turned round: {this}."), gettext("A condition is turned round.")),
    "range": (gettext("A range is off by one: {this}."), gettext("A range is off by one.")),
    "cut": (gettext("A slice is missing or has another end: {this}."), gettext("A slice has another end.")),
    "number": (gettext("The number {this} is another in yours."), gettext("A number is wrong.")),
}
_OTHER = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.MatMult: ast.Mult}
_COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq}
_FUNCTIONS = [
    *(("tanh", "_sigmoid"), ("tanh", "sigmoid"), ("sum", "mean"), ("sum", "cumsum"), ("min", "max")),
    *(("argmin", "argmax"), ("minimum", "maximum"), ("zeros", "ones"), ("zeros_like", "ones_like")),
    *(
        ("exp", "log"),
        ("log", "log2"),
        ("sqrt", "square"),
        ("mean", "median"),
        ("std", "var"),
        ("any", "all"),
    ),
    *(("cumsum", "cumprod"), ("sin", "cos"), ("floor", "ceil"), ("eye", "ones"), ("prod", "sum")),
]


class Edit(NamedTuple):
    """One change: its ``kind``, the code that is named, and the whole ``source`` after it."""

    kind: str
    this: str
    other: str
    source: str

    @property
    def sentence(self):
        """What the change is called."""
        full, short = _SAID[self.kind]
        fits = self.kind in ("function", "variable") or max(len(self.this), len(self.other)) <= _LONG
        return (full if fits or not short else short).format(this=self.this, other=self.other)


def edits(source):
    """Return every change of a function's source, those that are named best first, no result twice."""
    tree = ast.parse(source)
    found, seen, names = [], {ast.unparse(tree)}, _Names(tree)
    for place, node in enumerate(ast.walk(tree)):
        for kind, this, other, replacement in [*_of_values(node, names), *_of_statements(node)]:
            found.append((list(_SAID).index(kind), place, kind, _code(this), _code(other), replacement))
    ordered = []
    for _, place, kind, this, other, replacement in sorted(found, key=lambda one: one[:2]):
        changed = ast.unparse(ast.fix_missing_locations(_replaced(tree, place, replacement)))
        if changed not in seen:
            seen.add(changed)
            ordered.append(Edit(kind, this, other, changed))
    return ordered


@cache
def stored(lesson):
    """Return the changes that make a difference, by exercise, as they are kept for a lesson; {} if none are."""
    path = FOLDER / f"lesson_{lesson}.json"
    if not path.is_file():
        return {}
    kept = json.loads(path.read_text(encoding="utf-8"))
    return {name: [_patched(one["source"], *edit) for edit in one["edits"]] for name, one in kept.items()}


def patch(source, edit):
    """Return an edit as it is stored: kind, code that is named, and the lines that change."""
    old, new = source.split("\n"), edit.source.split("\n")
    head = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return [edit.kind, edit.this, edit.other, head, len(old) - tail, "\n".join(new[head : len(new) - tail])]


def _patched(source, kind, this, other, first, last, lines):
    """Return a stored edit with its whole source."""
    old = source.split("\n")
    new = [*old[:first], *([lines] if lines else []), *old[last:]]
    return Edit(kind, this, other, "\n".join(new))


class _Names:
    """What a function's code knows: variables that may stand for each other, keys and slices in use."""

    def __init__(self, tree):
        function = tree.body[0]
        own = [one.arg for one in function.args.args]
        self.variables, self.keys, self.slices, self.lists = list(own), [], {}, set()
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Name)
                and isinstance(node.ctx, ast.Store)
                and node.id not in self.variables
            ):
                self.variables.append(node.id)
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                if isinstance(node.slice.value, str) and node.slice.value not in self.keys:
                    self.keys.append(node.slice.value)
            if isinstance(node, ast.Assign):  # a list in an array's place, in a loop, may fill the memory
                targets, value = node.targets, node.value
                pairs = [(target, value) for target in targets]
                if isinstance(value, ast.Tuple) and isinstance(targets[0], ast.Tuple):
                    pairs = zip(targets[0].elts, value.elts, strict=False)
                self.lists |= {one.id for one, of in pairs if isinstance(of, ast.List | ast.ListComp)}
            if isinstance(node, ast.Slice):
                self.slices[ast.unparse(node)] = node


def _of_values(node, names):
    """Yield (kind, code, other code, replacement) for a node of an expression."""
    if isinstance(node, ast.BinOp):
        yield from _of_operation(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield ("sign" if isinstance(node.op, ast.USub) else "turned"), node.operand, "", node.operand
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "untransposed", node.value, "", node.value
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node, names)
    elif isinstance(node, ast.Compare) and (other := _COMPARED.get(type(node.ops[0]))):
        yield "compared", node, "", ast.Compare(node.left, [other()], node.comparators)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "compared", node, "", ast.BoolOp(other, node.values)
    elif isinstance(node, ast.IfExp):
        yield "turned", node.test, "", ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Slice):
        yield from _of_slice(node, names)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names.variables:
        for other in names.variables:
            if other != node.id and (other in names.lists) == (node.id in names.lists):
                yield "variable", node.id, other, ast.Name(other, node.ctx)
    elif isinstance(node, ast.Tuple) and len(node.elts) > 1:
        for i in range(len(node.elts) - 1):
            for j in range(i + 1, len(node.elts)):
                parts = list(node.elts)
                parts[i], parts[j] = parts[j], parts[i]
                yield "parts", node.elts[i], node.elts[j], ast.Tuple(parts, node.ctx)


def _of_operation(node):
    left, right, op = node.left, node.right, node.op
    swapped = ast.BinOp(right, op, left)
    if isinstance(op, ast.Add | ast.Sub):
        yield "term", right, "", left
        yield "term", left, "", right if isinstance(op, ast.Add) else ast.UnaryOp(ast.USub(), right)
        yield "sign", right, "", ast.BinOp(left, _OTHER[type(op)](), right)
        if isinstance(op, ast.Sub):
            yield "sign", node, "", swapped
            yield "term", left, "", right
    elif isinstance(op, ast.Mult | ast.MatMult):
        yield "factor", right, "", left
        yield "factor", left, "", right
        if isinstance(op, ast.MatMult):
            yield "order", node, "", swapped
            for side in ("left", "right"):
                side_node = getattr(node, side)
                if not (isinstance(side_node, ast.Attribute) and side_node.attr == "T"):
                    turned = ast.Attribute(side_node, "T", ast.Load())
                    both = (turned, right) if side == "left" else (left, turned)
                    yield "transposed", side_node, "", ast.BinOp(both[0], op, both[1])
        else:
            yield "inverse", node, "", ast.BinOp(left, ast.Div(), right)
    elif isinstance(op, ast.Div | ast.FloorDiv):
        yield "divided", right, "", left
        yield "inverse", node, "", ast.BinOp(left, ast.Mult(), right)
        yield "inverse", node, "", swapped
    elif isinstance(op, ast.Pow):
        yield "power", node, "", left


def _of_constant(node, names):
    if type(node.value) in (int, float):
        for step in (1, -1):
            yield "number", node, "", ast.Constant(node.value + step)
    elif node.value in names.keys and isinstance(node.value, str):
        for other in names.keys:
            if other != node.value:
                yield "block", node, ast.Constant(other), ast.Constant(other)
    elif isinstance(node.value, str) and "->" in node.value:  # of np.einsum
        terms, axes = node.value.split("->")
        yield "untransposed", node, "", ast.Constant(f"{terms}->{axes[::-1]}")
    elif node.value is True or node.value is False:
        yield "turned", node, "", ast.Constant(not node.value)


def _of_call(node):
    name = ast.unparse(node.func)
    if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
        if name == "reversed":
            yield "direction", "", "", node.args[0]
        elif name != "range":
            yield "nofunction", name, "", node.args[0]
            yield "doubled", name, "", ast.Call(node.func, [copy.deepcopy(node)], node.keywords)
    if len(node.args) >= 2:
        for i in range(len(node.args) - 1):
            arguments = [*node.args[:i], node.args[i + 1], node.args[i], *node.args[i + 2 :]]
            yield "arguments", name, "", ast.Call(node.func, arguments, node.keywords)
    if name == "range":
        for i, one in enumerate(node.args):
            for op in (ast.Add(), ast.Sub()):
                moved = ast.BinOp(one, op, ast.Constant(1))
                yield "range", node, "", ast.Call(node.func, [*node.args[:i], moved, *node.args[i + 1 :]], [])
    yield from _of_axis(node)
    for pair in _FUNCTIONS:
        for own, other in (pair, pair[::-1]):
            if name.rpartition(".")[2] == own:
                yield (
                    "function",
                    own.lstrip("_"),
                    other.lstrip("_"),
                    ast.Call(_named(node.func, other), node.args, node.keywords),
                )


def _of_axis(node):
    """Yield the call with each other axis, and without one."""
    for i, keyword in enumerate(node.keywords):
        if keyword.arg == "axis":
            others = [ast.Constant(axis) for axis in (0, 1, 2, -1)]
            for other in [one for one in others if ast.dump(one) != ast.dump(keyword.value)]:
                changed = [*node.keywords[:i], ast.keyword("axis", other), *node.keywords[i + 1 :]]
                yield "axis", node, "", ast.Call(node.func, node.args, changed)
            yield (
                "axis",
                node,
                "",
                ast.Call(node.func, node.args, [*node.keywords[:i], *node.keywords[i + 1 :]]),
            )
        elif keyword.arg in ("keepdims", "ddof"):
            continue


def _of_slice(node, names):
    for text, other in names.slices.items():
        if text != ast.unparse(node) and text != ":":
            yield "block", node, other, copy.deepcopy(other)
    for end in ("lower", "upper", "step"):
        own = {name: getattr(node, name) for name in ("lower", "upper", "step")}
        if own[end] is None:
            continue
        yield ("direction" if end == "step" else "cut"), node, "", ast.Slice(**own | {end: None})
        if end != "step":
            for op in (ast.Add(), ast.Sub()):
                moved = ast.BinOp(own[end], op, ast.Constant(1))
                yield "range", node, "", ast.Slice(**own | {end: moved})


def _of_statements(node):
    """Yield changes of whole statements."""
    if isinstance(node, ast.AugAssign):
        yield "overwritten", node.target, "", ast.Assign([node.target], node.value, lineno=0)
        if isinstance(node.op, ast.Add | ast.Sub):
            yield "sign", node.value, "", ast.AugAssign(node.target, _OTHER[type(node.op)](), node.value)
    if isinstance(node, ast.If):
        yield "turned", node.test, "", ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    if isinstance(node, ast.For):
        reverse = ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1)))
        listed = ast.Call(ast.Name("list", ast.Load()), [node.iter], [])
        turned = ast.Subscript(listed, reverse, ast.Load())
        yield "direction", "", "", ast.For(node.target, turned, node.body, [], lineno=0)
    body = getattr(node, "body", None)
    if isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.If) and len(body) > 1:
        for i, one in enumerate(body):
            if not isinstance(one, ast.Return) and not _is_docstring(one):
                changed = copy.copy(node)
                changed.body = [*body[:i], *body[i + 1 :]]
                yield "step", one, "", changed


def _is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _named(function, name):
    """Return the function of another name, in the same module if it has one."""
    if isinstance(function, ast.Attribute) and not name.startswith("_"):
        return ast.Attribute(function.value, name, ast.Load())
    return ast.Name(name, ast.Load())


def _code(node):
    """Return a node's code, its first line."""
    return (
        node
        if isinstance(node, str)
        else ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split("\n")[0]
    )


def _replaced(tree, place, replacement):
    """Return a copy of a tree with something else instead of its node number `place`."""
    tree = copy.deepcopy(tree)
    target = list(ast.walk(tree))[place]
    for parent in list(ast.walk(tree)):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, replacement)
            elif isinstance(value, list) and any(one is target for one in value):
                setattr(parent, field, [replacement if one is target else one for one in value])
    return tree


def plain(source):
    """Return a function's source as `ast.unparse` writes it."""
    return ast.unparse(ast.parse(source))


def function(exercise, source):
    """Return the function of an exercise with another source; None if it can't be made."""
    names = dict(exercise.reference.__globals__)
    try:
        exec(compile(source, "<edit>", "exec"), names)
    except (SyntaxError, ValueError):
        return None
    return names[exercise.name]
