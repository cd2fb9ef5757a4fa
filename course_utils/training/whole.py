"""What a lesson asserts holds of whole trainings: after one that ended early an assert only remarks that.

So a learner who stops a training, or cuts all of them short with COURSE_UPDATES, meets no traceback.
"""

import ast

from IPython import get_ipython

_ENDED = []  # budgets of trainings that ended before their time
_ASK = f"__import__({__name__!r}, fromlist=['ended_early']).ended_early()"


def note(record, updates):
    """Note it if a training ended before its `updates`, by the learner's wish."""
    if record.stopped == "interrupted" or record.budget < updates:
        _ENDED.append(updates)


def ended_early():
    """Return whether a training has ended early, and say so: asked when an assert fails."""
    if _ENDED:
        print("(A training ended early. What this cell asserts holds of whole trainings.)")
    return bool(_ENDED)


class _Asserts(ast.NodeTransformer):
    """Lets each ``assert test`` of a cell be ``assert test or ended_early()``."""

    def visit_Assert(self, node):
        """Return the assert with its second chance."""
        chance = ast.parse(_ASK, mode="eval").body
        node.test = ast.copy_location(ast.BoolOp(ast.Or(), [node.test, chance]), node.test)
        return ast.fix_missing_locations(node)


def watch_cells():
    """Let the cells that run from here on have it so; outside a notebook nothing happens."""
    shell = get_ipython()
    if shell and not any(isinstance(one, _Asserts) for one in shell.ast_transformers):
        shell.ast_transformers.append(_Asserts())
