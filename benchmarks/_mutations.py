"""Wrong answers by the dozen: a reference with one thing changed, as a learner might have written it."""

import ast
import copy

from course_utils.authoring.statements import replaced
from course_utils.exercises.engine import edits

_OTHER = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div],
    ast.Div: [ast.Mult],
    ast.FloorDiv: [ast.Div],
    ast.MatMult: [ast.Mult],
}
_COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq}
_CALLED = {
    "sum": "mean",
    "mean": "sum",
    "min": "max",
    "max": "min",
    "zeros": "ones",
    "ones": "zeros",
    "eye": "ones",
}

# Mutations that leave the answer right, by exercise, each with the reason.
_START = "the array is as large whichever step it is modelled on"
_VECTOR = "the product of two vectors is symmetric"
_LIST = "a list of rows is as good as an array"
_ROWS, _PAIR = "[series[i:i + window] for i in range(rows)]", "[a_2 * a_1, a_2 * b_1 + b_2]"
_LARGER = "the larger of two has no order"
_FAR = "so far from 0 a gate is shut to the last bit"
_SHARE = "each sum is there twice: their share stays"
EQUAL = {
    "whole_dW_hh": {"0 -> 1": _START, "0 -> -1": _START},
    "truncated_dW_hh": {"0 -> 1": _START, "0 -> -1": _START},
    "by_differences": {
        "for i in range(len(w)): -> for i in range(len(w))[::-1]:": "weights don't depend on each other",
        **{
            f"{w} @ x -> {other}": _VECTOR
            for w in ("up", "down")
            for other in (f"x @ {w}", f"{w}.T @ x", f"{w} @ x.T")
        },
    },
    "tie_gates": {"tuple(tied) -> tied": "a list of arrays is as good as a tuple"},
    "minimal_as_gru": {"tuple(tied) -> tied": "a list of arrays is as good as a tuple"},
    "largest_layer": {"0 -> -1": "a layer of no units costs nothing, so the search begins at 0 all the same"},
    "flip_update": {
        "len(b_h) // 3 -> len(b_h) / 3": "NumPy repeats a whole number of times",
        "tuple(turned) -> turned": "a list of arrays is as good as a tuple",
    },
    "leaky_back": {
        "h_t - (1 - leak) * h_prev -> (1 - leak) * h_prev - h_t": "what comes of it is squared",
    },
    "credited_steps": {
        f"max(0, {size} - lag) -> max({size} - lag, 0)": "the larger of two has no order"
        for size in ("chunk", "rest")
    },
    "clipped_update": {"max(norm, limit) -> max(limit, norm)": "the larger of two has no order"},
    "sample": {
        "int(np.argmax(ends > u * ends[-1])) -> np.argmax(ends > u * ends[-1])": (
            "a number of NumPy is a number"
        ),
        "ends > u * ends[-1] -> ends >= u * ends[-1]": "u never falls on an edge",
    },
    "jacobian_product": {
        "np.diag(1 - h_t ** 2) @ W_hh -> np.diag(1 - h_t ** 2).T @ W_hh": "a diagonal matrix is symmetric",
    },
    "clip_by_norm": {
        "max(norm, limit) -> max(limit, norm)": _LARGER,
        "min(1, limit / norm) -> min(limit / norm, 1)": "min is symmetric",
    },
    "grow_then_fade": {
        "np.array([[0.9, growth], [0.0, 0.9]]) -> [[0.9, growth], [0.0, 0.9]]": "a list of rows is a matrix",
        "0.9 -> -0.09999999999999998": "another eigenvalue inside the circle, and it grows as well",
    },
    "loss_per_sequence": {"0 -> -1": "the axis has one entry: its first is its last"},
    "windows": {f"np.array({_ROWS}) -> {_ROWS}": _LIST},
    "one_step_of_two": {f"np.array({_PAIR}) -> {_PAIR}": _LIST},
    "states_by_scan": {"reach < len(b) -> reach <= len(b)": "a round too many changes nothing"},
    "output_to_hidden": {
        "np.array(ys) -> ys": _LIST,
        "W_hy @ h -> W_hy @ h.T": "the transpose of a vector is the vector",
        "W_xh @ x_t -> W_xh @ x_t.T": "the transpose of a vector is the vector",
        "W_yh @ y -> W_yh @ y.T": "the transpose of a vector is the vector",
    },
    "torch_gates": {
        "np.minimum(-sums, 700) -> np.minimum(700, -sums)": "the smaller of two has no order",
        "700 -> 701": _FAR,
        "700 -> 699": _FAR,
    },
    "seasonal_scores": {
        "np.array(scores) -> scores": "a list of numbers is as good as an array",
        **{
            f"{one} - {two} -> {two} - {one}": "only its size counts"
            for one, two in (
                ("y[n:n + horizon]", "np.resize(y[n - m:n], horizon)"),
                ("y[m:n]", "y[:n - m]"),
            )
        },
    },
    "sign_flip": {
        "for gap in gaps: -> for gap in gaps[::-1]:": "all choices of signs have no order",
        "1 -> 2": _SHARE,
        "np.concatenate([sums + gap, sums - gap]) -> [sums + gap, sums - gap]": "a table has the same mean",
        "np.abs(sums) >= np.abs(np.sum(gaps)) - 1e-09 -> np.abs(sums) > np.abs(np.sum(gaps)) - 1e-09": (
            "no sum lies just at the edge"
        ),
        "sums - gap -> gap - sums": "only sizes count",
    },
    "trend_by_rates": {
        "np.maximum(t[:, None] - knots, 0) @ np.diff(rates) -> "
        "np.maximum(t[:, None] - knots, 0) @ np.diff(rates).T": _VECTOR,
        "np.maximum(t[:, None] - knots, 0) -> np.maximum(0, t[:, None] - knots)": _LARGER,
    },
    "who_may_look": {
        "(seq_len + out_len,) * 2 -> (seq_len + out_len,)": "np.tril repeats a row",
        "2 -> 1": "np.tril repeats a row",
        ":seq_len -> :": "letters may look at all words anyway",
    },
    "merge_tiles": {"np.maximum(m_1, m_2) -> np.maximum(m_2, m_1)": _LARGER},
    "forget_key": {
        "k @ k -> k.T @ k": _VECTOR,
        "k @ k -> k @ k.T": _VECTOR,
        "S @ k -> S @ k.T": _VECTOR,
    },
    "way_back": {
        "reach < len(dh) -> reach <= len(dh)": "a round that reaches too far adds nothing",
        **{
            change: "no state comes before the first one that would be multiplied"
            for change in ("0 * a[:1] -> 0 / a[:1]", "0 * a[:1] -> a[:1]", "0 -> 1", "0 -> -1")
        },
    },
}


def mutants(exercise):
    """Yield (what was changed, function) for every mutation of an exercise's reference that compiles."""
    source = exercise.source()
    tree, seen = ast.parse(source), {ast.dump(ast.parse(source))}
    for place, node in enumerate(ast.walk(tree)):
        for replacement in replacements(node):
            mutant = replaced(tree, place, replacement)
            if (outline := ast.dump(mutant)) in seen:
                continue
            seen.add(outline)
            source = ast.unparse(ast.fix_missing_locations(mutant))
            yield told(node, replacement), edits.function(exercise, source)


def replacements(node):
    """Yield what may replace a node."""
    if isinstance(node, ast.BinOp):
        yield from (ast.BinOp(node.left, other(), node.right) for other in _OTHER.get(type(node.op), []))
        yield node.left  # the other term, factor or exponent is missing
        if not isinstance(node.op, ast.Pow):
            yield node.right
        if isinstance(node.op, (ast.MatMult, ast.Sub, ast.Div)):
            yield ast.BinOp(node.right, node.op, node.left)
        if isinstance(node.op, ast.MatMult):
            yield ast.BinOp(_transposed(node.left), node.op, node.right)
            yield ast.BinOp(node.left, node.op, _transposed(node.right))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield from (ast.Constant(node.value + step) for step in (1, -1))
    elif isinstance(node, ast.Constant) and "->" in str(node.value):  # of np.einsum
        terms, axes = node.value.split("->")
        yield from (ast.Constant(f"{terms}->{axes[::-1]}"), ast.Constant(f"{terms}->{axes[:-1]}"))
    elif isinstance(node, ast.Compare):
        if other := _COMPARED.get(type(node.ops[0])):
            yield ast.Compare(node.left, [other()], node.comparators)
    elif isinstance(node, ast.Attribute):
        if node.attr == "T":
            yield node.value
        if node.attr in _CALLED:
            yield ast.Attribute(node.value, _CALLED[node.attr], node.ctx)
        if node.attr == "nan":
            yield ast.Constant(0.0)
    elif isinstance(node, ast.Call):
        if len(node.args) == 1:  # np.sqrt(x) -> x
            yield node.args[0]
        if len(node.args) == 2:
            yield ast.Call(node.func, node.args[::-1], node.keywords)
    elif isinstance(node, ast.Slice):
        if node.lower is not None:
            yield ast.Slice(None, node.upper, node.step)
        if node.upper is not None:
            yield ast.Slice(node.lower, None, node.step)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        if node.id in _CALLED:
            yield ast.Name(_CALLED[node.id], node.ctx)
    elif isinstance(node, ast.For):
        reverse = ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1)))
        yield ast.For(node.target, ast.Subscript(node.iter, reverse, ast.Load()), node.body, [])
        for i in range(len(node.body) if len(node.body) > 1 else 0):
            yield ast.For(node.target, node.iter, [*node.body[:i], *node.body[i + 1 :]], [])
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        parts = node.value.elts
        yield from (
            ast.Return(ast.Tuple([*parts[:i], parts[i + 1], parts[i], *parts[i + 2 :]], ast.Load()))
            for i in range(len(parts) - 1)
        )


def _transposed(node):
    """Return a node's transpose."""
    return ast.Attribute(node, "T", ast.Load())


def told(*nodes):
    """Return what was changed, in code: the first line of each."""
    code = (ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))) for node in nodes)
    return " -> ".join(text.split("\n")[0] for text in code)
