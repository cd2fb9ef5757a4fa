"""Changes of whole statements: one left out, a condition, a loop that runs or collects otherwise."""

import ast
import copy


def of_statements(node):
    """Yield (kind, code, other code, replacement) for a node that is a statement."""
    if isinstance(node, ast.AugAssign):
        yield "overwritten", node.target, "", ast.Assign([node.target], node.value, lineno=0)
        if isinstance(node.op, ast.Add | ast.Sub):
            yield (
                "sign",
                node.value,
                "",
                ast.AugAssign(
                    node.target, (ast.Sub if isinstance(node.op, ast.Add) else ast.Add)(), node.value
                ),
            )
    if isinstance(node, ast.If):
        yield "turned", node.test, "", ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
        yield "always", node.test, "", ast.If(ast.Constant(True), node.body, node.orelse)
    if isinstance(node, ast.For | ast.While):
        yield from _accumulated(node)
    if isinstance(node, ast.For):
        reverse = ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1)))
        listed = ast.Call(ast.Name("list", ast.Load()), [node.iter], [])
        turned = ast.Subscript(listed, reverse, ast.Load())
        yield "direction", "", "", ast.For(node.target, turned, node.body, [], lineno=0)
    if isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.If) and len(body := node.body) > 1:
        for i, one in enumerate(body):
            is_docstring = isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
            if not isinstance(one, ast.Return) and not is_docstring:
                changed = copy.copy(node)
                changed.body = [*body[:i], *body[i + 1 :]]
                yield "step", one, "", changed


def _accumulated(loop):
    """Yield the loop with a name added to where it is replaced."""
    for i, one in enumerate(loop.body):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            changed = copy.copy(loop)
            changed.body = [
                *loop.body[:i],
                ast.AugAssign(one.targets[0], ast.Add(), one.value),
                *loop.body[i + 1 :],
            ]
            yield "added", one.targets[0].id, "", changed


def inlined(tree):
    """Return a function without loops in which what is assigned and used once stands where it is used."""
    if any(isinstance(node, ast.For | ast.While | ast.comprehension) for node in ast.walk(tree)):
        return tree
    for i, one in enumerate(body := tree.body[0].body):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            name = one.targets[0].id
            rest = ast.Module([copy.copy(tree.body[0])], [])
            rest.body[0].body = [*body[:i], *body[i + 1 :]]
            uses = [k for k, node in enumerate(ast.walk(rest)) if getattr(node, "id", "") == name]
            if len(uses) == 1:
                return inlined(replaced(rest, uses[0], one.value))
    return tree


def replaced(tree, place, replacement):
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
