"""How much of an exercise's answer stands in the cells before it, names aside.

An answer is taken apart into expressions. One stands above if a cell, or a formula between cells, holds the
same tree of operations, with other names if need be: ``np.log(0.5) / np.log(a)`` and
``np.log(0.5) / np.log(f)`` are one. What has fewer than three operations is found everywhere, so there the
names have to be the same, too.
"""

import ast
import copy
import re

_COMMUTE = ast.Add | ast.Mult
_FEW = 3


def share_above(source, cells):
    """Return which share of the operations of a function's source stands in these cells, from 0 to 1.

    ``cells`` are (kind, source), where kind is "code" or "markdown".
    """
    above = [node for cell in cells for one in _parsed(*cell) for node in ast.walk(one) if _size(node)]
    by_shape = {}
    for node in above:
        by_shape.setdefault(_size(node), []).append(node)
    pieces = list(_pieces(ast.parse(source)))
    total = sum(map(_size, pieces))
    return sum(_covered(piece, by_shape) for piece in pieces) / total if total else 0.0


def _parsed(kind, source):
    """Return the trees that a cell holds."""
    if kind == "markdown":
        return [tree for text in re.findall(r"\$\$(.+?)\$\$", source, re.DOTALL) for tree in formulas(text)]
    try:
        return list(_pieces(ast.parse(re.sub(r"^[%!].*$", "", source, flags=re.MULTILINE))))
    except SyntaxError:
        return []


def _pieces(tree):
    """Yield the expressions that a tree's statements compute, the parts of a tuple one by one."""
    for node in ast.walk(tree):
        found = [getattr(node, "test", None)] if isinstance(node, ast.If | ast.While) else []
        if isinstance(node, ast.For):
            found = [node.iter]
        elif isinstance(node, ast.AugAssign):
            found = [ast.BinOp(node.target, node.op, node.value)]
        elif isinstance(node, ast.Assign):
            found = [_set(*pair) for pair in zip(*map(_parts, (node.targets[0], node.value)), strict=False)]
        elif isinstance(node, ast.Return | ast.Expr) and node.value is not None:
            found = _parts(node.value)
        yield from (_Plain().visit(copy.deepcopy(one)) for one in found)


def _parts(node):
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _set(target, value):
    """Return what is assigned; into a part of an array it is an operation of its own."""
    is_part = isinstance(target, ast.Subscript) and any(isinstance(n, ast.Slice) for n in ast.walk(target))
    return ast.Call(ast.Name("put"), [target, value], []) if is_part else value


class _Plain(ast.NodeTransformer):
    """What is a name in all but form becomes one: ``W["W_hh"]`` is W_hh, ``hs[t - 1]`` and h_prev are h."""

    def visit_Subscript(self, node):
        if any(isinstance(one, ast.Slice) for one in ast.walk(node.slice)):
            return self.generic_visit(node)
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if isinstance(key, str):
            return ast.Name(key)
        value = self.visit(node.value)
        return ast.Name(value.id.removesuffix("s")) if isinstance(value, ast.Name) else value

    def visit_Attribute(self, node):
        is_name = isinstance(node.value, ast.Name) and node.value.id != "np" and node.attr != "T"
        return ast.Name(node.attr) if is_name else self.generic_visit(node)

    def visit_Call(self, node):
        func = node.func
        if isinstance(func, ast.Attribute):
            func = ast.Attribute(self.visit(func.value), func.attr)
        keywords = [ast.keyword(one.arg, self.visit(one.value)) for one in node.keywords]
        return ast.Call(func, [self.visit(one) for one in node.args], keywords)

    def visit_Name(self, node):
        return ast.Name(node.id.removesuffix("_t").removesuffix("_prev"))

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if (
            isinstance(node.op, ast.Pow)
            and isinstance(node.left, ast.Name)
            and ast.unparse(node.right) == "2"
        ):
            return ast.BinOp(node.left, ast.Mult(), node.left)
        values = [getattr(one, "value", None) for one in (node.left, node.right)]
        return ast.Constant(0.5) if isinstance(node.op, ast.Div) and values == [1, 2] else node


def _size(node):
    """Return the number of operations in an expression."""
    kinds = ast.BinOp | ast.UnaryOp | ast.Call | ast.Compare | ast.Slice | ast.Attribute
    inside = sum(isinstance(one, kinds) for one in ast.walk(node))
    functions = sum(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) for one in ast.walk(node)
    )
    return inside - functions


def _covered(node, above):
    """Return how many operations of an expression stand above, as large pieces as there are."""
    size = _size(node)
    if not size:
        return 0
    if any(_same(one, node, None if size < _FEW else {}) for one in above.get(size, ())):
        return size
    inside = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr | ast.comprehension)]
    if isinstance(node, ast.Call):
        inside = [*node.args, *(one.value for one in node.keywords)]
        inside += [node.func.value] if isinstance(node.func, ast.Attribute) else []
    return sum(_covered(one, above) for one in inside)


def _same(one, other, names):
    """Say whether an expression from above is another one, its names replaced; with None by the same."""
    if isinstance(one, ast.Constant) and isinstance(other, ast.Name) and names is not None:
        return names.setdefault(repr(one.value), other.id) == other.id
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.Name):
        return one.id == other.id if names is None else _renamed(one, other, names)
    if isinstance(one, ast.Constant):
        return one.value == other.value
    if isinstance(one, ast.BinOp) and type(one.op) is not type(other.op):
        return False
    if isinstance(one, ast.BinOp):
        for left, right in [(one.left, one.right), (one.right, one.left)][: 1 + isinstance(one.op, _COMMUTE)]:
            tried = None if names is None else dict(names)
            if _same(left, other.left, tried) and _same(right, other.right, tried):
                if names is not None:
                    names.update(tried)
                return True
        return False
    if isinstance(one, ast.Attribute):
        return one.attr == other.attr and _same(one.value, other.value, names)
    if isinstance(one, ast.Call):
        if ast.unparse(one.func) != ast.unparse(other.func) and not isinstance(one.func, ast.Attribute):
            return False
    ours, theirs = ([*ast.iter_child_nodes(node)] for node in (one, other))
    return len(ours) == len(theirs) and all(_same(a, b, names) for a, b in zip(ours, theirs, strict=True))


def _renamed(one, other, names):
    """Say whether a name stands for another one wherever it stands; NumPy stays NumPy."""
    if "np" in (one.id, other.id):
        return one.id == other.id
    return names.setdefault(one.id, other.id) == other.id


def formulas(text):
    """Return the right sides of displayed equations as trees, those that can be read."""
    trees = []
    for equation in re.split(r"\\q?quad|\\\\|&", text):
        code = _code(equation.split("=")[-1])
        try:
            trees.append(_Plain().visit(ast.parse(code, mode="eval").body))
        except SyntaxError:
            continue
    return trees


def _code(tex):
    """Return a formula as code: a fraction divides, letters that stand side by side are multiplied."""
    tex = re.sub(r"\\[,;! ]|\\left|\\right|\\mathrel|\\odot|\\cdot|\\text\{[^}]*\}", " ", tex)
    tex = re.sub(r"\\frac(\d)(\d)", r"(\1/\2)", tex)
    while (shorter := re.sub(r"\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))", tex)) != tex:
        tex = shorter
    tex = re.sub(r"_\{t-1\}", "_prev", tex)
    tex = re.sub(r"\\tilde\s*([a-z])(_t)?", r" \1_tilde ", tex)
    tex = re.sub(r"_\{?(\w+)\}?", r"_\1", tex)
    tex = re.sub(r"\\(ln|tanh|sigma)\s*(\^2)?\s*(\([^()]*\)|\\?\w+)", _applied, tex)
    tex = re.sub(r"\^\{?(\w+)\}?", r"**\1", tex.replace("\\", " "))
    words = re.findall(r"\*\*|[A-Za-z]+_\w+|np\.\w+|sigmoid|alpha|[A-Za-z]|[\d.]+|[-+/()]", tex)
    code = ""
    for before, word in zip(["", *words], words, strict=False):
        ends = re.fullmatch(r"[\w.]+|\)", before) and not re.match(r"np\.|sigmoid", before)
        code += " * " * bool(ends and re.match(r"[\w(]", word)) + word
    return code


def _applied(match):
    name = {"ln": "np.log", "tanh": "np.tanh", "sigma": "sigmoid"}[match[1]]
    inner = match[3] if match[3].startswith("(") else f"({match[3]})"
    return f"{name}{inner}" + "**2" * bool(match[2])
