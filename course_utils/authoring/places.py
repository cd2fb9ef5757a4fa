"""Changes of where: an axis, the ends of a slice, a place one off."""

import ast
import copy


def of_axis(node):
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


def of_slice(node, names):
    """Yield the slice of another block, without an end, and with an end one off."""
    for text, other in names.slices.items():
        if text != ast.unparse(node) and text != ":":
            yield "block", node, other, copy.deepcopy(other)
    for end in ("lower", "upper", "step"):
        own = {name: getattr(node, name) for name in ("lower", "upper", "step")}
        if own[end] is None:
            continue
        yield ("direction" if end == "step" else "cut"), node, "", ast.Slice(**own | {end: None})
        if end != "step":
            for moved in one_off(own[end]):
                yield "range", node, "", ast.Slice(**own | {end: moved})


def one_off(node):
    """Return a place moved by one, either way."""
    return [ast.BinOp(node, op, ast.Constant(1)) for op in (ast.Add(), ast.Sub())]
