"""What may be changed in a reference: one thing, as a learner might have written it.

A term or factor left out, a sign, an order, a transpose, an axis, an end of a range, a comparison, another
variable, block or function in its place, a step left out.
"""

import ast
import copy
from itertools import combinations

from course_utils.authoring.insertions import insertions
from course_utils.authoring.places import of_axis, of_slice, one_off
from course_utils.authoring.statements import inlined, of_statements, replaced
from course_utils.exercises.engine.edits import KINDS, Edit

_OTHER = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.MatMult: ast.Mult}
_COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq}
_EVERYWHERE = ("term", "factor", "power", "nofunction", "function", "variable", "inside", "number")
_FUNCTIONS = """
    tanh:_sigmoid tanh:sigmoid sum:mean sum:cumsum min:max argmin:argmax minimum:maximum zeros:ones
    zeros_like:ones_like exp:log log:log2 log:log10 sqrt:square mean:median std:var any:all
    cumsum:cumprod sin:cos floor:ceil eye:ones prod:sum
"""
_PAIRS = [pair.split(":") for pair in _FUNCTIONS.split()]


def changes(source):
    """Return every change of a function's source, those that are named best first, no result twice.

    What is assigned once and used once may also stand where it is used: there, brackets can be wrong.
    """
    tree = ast.parse(source)
    seen, found = {ast.unparse(tree)}, []
    for which, one in enumerate([tree, inlined(tree)]):
        found += [
            (KINDS.index(kind), which, number, kind, *rest) for number, (kind, *rest) in enumerate(_all(one))
        ]
    ordered = []
    for *_, kind, this, other, changed in sorted(found, key=lambda one: one[:3]):
        if changed not in seen:
            seen.add(changed)
            ordered.append(Edit(kind, this, other, changed))
    return ordered


def _all(tree):
    """Yield (kind, code, other code, whole source) of every change at one place, and at all places alike."""
    names, alike = _Names(tree), {}
    for place, node in enumerate(ast.walk(tree)):
        every = [*_of_values(node, names), *of_statements(node), *insertions(node, names.variables)]
        for kind, this, other, replacement in every:
            this, other = _code(this), _code(other)
            yield kind, this, other, _whole(replaced(tree, place, replacement))
            key = (kind, other, _likeness(kind, node, this), _code(replacement) if kind == "term" else "")
            alike.setdefault(key, []).append((place, this, replacement))
    for (kind, other, *_), places in alike.items():
        if kind in _EVERYWHERE and len(places) > 1:
            changed = tree
            for place, _, replacement in places[::-1]:  # from the inside out: places of what is above stay
                changed = replaced(changed, place, replacement)
            yield kind, places[0][1], other, _whole(changed)


def _likeness(kind, node, this):
    """Return what two places have in common that are changed together."""
    if kind == "power":
        return ast.unparse(node.right)
    return this


def _whole(tree):
    return ast.unparse(ast.fix_missing_locations(tree))


class _Names:
    """What a function's code knows: variables that may stand for each other, keys and slices in use."""

    def __init__(self, tree):
        self.variables = [one.arg for one in tree.body[0].args.args]
        self.keys, self.slices, self.lists = [], {}, set()
        for node in ast.walk(tree):
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
        yield "always", node.test, "", node.body
        yield "always", node.test, "", node.orelse
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Slice):
        yield from of_slice(node, names)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.BinOp | ast.Name):
        for moved in one_off(node.slice):
            yield "index", node, "", ast.Subscript(node.value, moved, node.ctx)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names.variables:
        for other in names.variables:
            if other != node.id and (other in names.lists) == (node.id in names.lists):
                yield "variable", node.id, other, ast.Name(other, node.ctx)
    elif isinstance(node, ast.Tuple):
        for i, j in combinations(range(len(node.elts)), 2):
            parts = list(node.elts)
            parts[i], parts[j] = parts[j], parts[i]
            yield "parts", node.elts[i], node.elts[j], ast.Tuple(parts, node.ctx)


def _of_operation(node):
    left, right, op = node.left, node.right, node.op
    swapped = ast.BinOp(right, op, left)
    if isinstance(op, ast.Add | ast.Sub):
        alone = isinstance(left, ast.Constant)  # of 1 - f a factor of 1 would be left: all of it is missing
        yield ("factor", node, "", left) if alone else ("term", right, "", left)
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
            if getattr(left, "attr", "") != "T":
                yield "transposed", left, "", ast.BinOp(ast.Attribute(left, "T", ast.Load()), op, right)
            if getattr(right, "attr", "") != "T":
                yield "transposed", right, "", ast.BinOp(left, op, ast.Attribute(right, "T", ast.Load()))
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
    elif isinstance(node.value, bool):
        yield "turned", node, "", ast.Constant(not node.value)


def _of_call(node):
    name = ast.unparse(node.func)
    if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
        if name == "reversed":
            yield "direction", "", "", node.args[0]
        elif name != "range":
            yield "nofunction", name, "", node.args[0]
            yield "doubled", name, "", ast.Call(node.func, [copy.deepcopy(node)], node.keywords)
    for i in range(len(node.args) - 1):
        arguments = [*node.args[:i], node.args[i + 1], node.args[i], *node.args[i + 2 :]]
        yield "arguments", name, "", ast.Call(node.func, arguments, node.keywords)
    if name in ("range", "np.arange"):
        for i, one in enumerate(node.args):
            for moved in one_off(one):
                yield "range", node, "", ast.Call(node.func, [*node.args[:i], moved, *node.args[i + 1 :]], [])
    if name in ("min", "max", "np.minimum", "np.maximum") and len(node.args) == 2:
        for i, one in enumerate(node.args):
            if not isinstance(node.args[1 - i], ast.Starred) and not isinstance(one, ast.Constant):
                yield "bound", node, "", one
    yield from of_axis(node)
    own = name.rpartition(".")[2]
    for other in [b for pair in _PAIRS for a, b in (pair, pair[::-1]) if a == own]:
        changed = ast.Call(_named(node.func, other), node.args, node.keywords)
        yield "function", own.lstrip("_"), other.lstrip("_"), changed


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
