"""What may be too much in an answer: a function, a factor, other brackets, rows mixed too early."""

import ast
import copy
from itertools import combinations

_AROUND = ("np.tanh({0})", "1 / (1 + np.exp(-{0}))", "1 - {0}", "{0} ** 2", "1 - {0} ** 2", "{0} * (1 - {0})")
_ROWS = {"first": "{0}[:1]", "summed": "{0}.sum(0, keepdims=True)"}
_MEANS = ("{0} / len({1})", "{0} / {1}.shape[-1]")


def insertions(node, variables):
    """Yield (kind, code, other code, replacement) for a node; ``variables`` may be factors."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in variables:
        for form in _AROUND:
            yield "inside", node, form.format(node.id), _parsed(form.format(node.id))
        for kind, form in _ROWS.items():
            yield kind, node, "", _parsed(form.format(node.id))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield from _of_terms(node, variables)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.MatMult):
        yield from _of_brackets(node)
    elif isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.args[0], ast.BinOp):
        inner = node.args[0]
        called = ast.Call(node.func, [inner.left], node.keywords)
        yield "brackets", node, "", ast.BinOp(called, inner.op, inner.right)
    elif isinstance(node, ast.Return) and node.value is not None:
        for name in [*variables, *(f"(1 - {one} ** 2)" for one in variables)]:
            yield "extra", node.value, name, ast.Return(_parsed(f"({ast.unparse(node.value)}) * {name}"))
    elif isinstance(node, ast.FunctionDef):
        yield from _of_rows(node)


def _of_terms(node, variables):
    """Yield sums of which one side has a factor of the other side, another factor, or a mean."""
    sides = (node.left, node.right)
    for i, side in enumerate(sides):
        others = [ast.unparse(one) for one in _factors(sides[1 - i])]
        several = combinations((f"({one})" for one in others), max(len(others) - 1, 0))
        without = [ast.unparse(_parsed(" * ".join(some))) for some in several if len(some) > 1]
        factors = dict.fromkeys([*others, *without, *variables])
        forms = [("extra", f, f"({ast.unparse(side)}) * ({f})") for f in factors]
        inside = {one.id for one in ast.walk(side) if isinstance(one, ast.Name)}
        forms += [
            ("averaged", "", form.format(f"({ast.unparse(side)})", name))
            for name in variables
            if name in inside
            for form in _MEANS
        ]
        for kind, other, text in forms:
            parts = [_parsed(text) if j == i else one for j, one in enumerate(sides)]
            yield kind, side, other, ast.BinOp(parts[0], node.op, parts[1])


def _of_rows(function):
    """Yield the function for the first rows of several arguments alone, and for the sums of their rows."""
    names = [one.arg for one in function.args.args]
    for size in (2, 3):
        for some in combinations(names, size):
            for kind, form in _ROWS.items():
                cut = ast.parse(f"{', '.join(some)} = {', '.join(form.format(one) for one in some)}").body
                changed = copy.copy(function)
                changed.body = [*cut, *function.body]
                yield kind, ", ".join(some), "", changed


def _factors(node):
    """Return the factors of a product, from left to right; of what is no product, nothing."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*(_factors(node.left) or [node.left]), *(_factors(node.right) or [node.right])]
    return []


def _of_brackets(node):
    """Yield products in which a factor meets one term of a sum alone."""
    for i, side in enumerate((node.left, node.right)):
        if not (isinstance(side, ast.BinOp) and isinstance(side.op, ast.Add | ast.Sub)):
            continue
        for which in ("left", "right"):
            inner = getattr(side, which)
            pair = (inner, node.right) if i == 0 else (node.left, inner)
            changed = copy.copy(side)
            setattr(changed, which, ast.BinOp(pair[0], node.op, pair[1]))
            yield "brackets", node, "", changed


def _parsed(text):
    return ast.parse(text, mode="eval").body
