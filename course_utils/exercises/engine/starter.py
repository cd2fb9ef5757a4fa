"""Has a learner begun? A starter as it was handed out is not wrong but not attempted."""

import ast
import dis
import inspect
import textwrap

STARTER = "starter"  # in place of answers: the function is as it was handed out
_EMPTY = set("RESUME NOP LOAD_CONST RETURN_CONST RETURN_VALUE POP_TOP CACHE COPY_FREE_VARS".split())


def is_stub(function):
    """Return whether a function is still as it was handed out: its body `...`, `pass` or a docstring."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    done = {one.opname for one in dis.get_instructions(code)}
    return done <= _EMPTY and set(code.co_consts) <= {None, Ellipsis, function.__doc__}


def has_gaps(function):
    """Return whether there is still a `...` somewhere in a function's source, other than as an index."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return False
    indices = [
        part for node in ast.walk(tree) if isinstance(node, ast.Subscript) for part in ast.walk(node.slice)
    ]
    gaps = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value is Ellipsis]
    return any(gap not in indices for gap in gaps)
