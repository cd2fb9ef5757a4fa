"""What a notebook cell shows, closed when the cell runs again: nothing old is left behind."""

from IPython import get_ipython

_SHOWN = {}  # cell id: its last run, and what that run showed


def keep(shown):
    """Note that the running cell shows something, and close what an earlier run of the cell showed.

    Parameters
    ----------
    shown : object
        Has ``close()``. Outside a notebook it is left alone.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    request = kernel.get_parent() if kernel else {}
    cell = request.get("metadata", {}).get("cellId")
    if cell is None:
        return
    run, before = _SHOWN.get(cell, (None, []))
    if run != request["header"]["msg_id"]:
        for old in before:
            old.close()
        before = []
    _SHOWN[cell] = request["header"]["msg_id"], [*before, shown]
