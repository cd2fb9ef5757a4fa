"""What a notebook cell shows: closed when the cell runs again, stored as constant text."""

from uuid import uuid4

from IPython import get_ipython

_SHOWN = {}  # cell id: its last run, and what that run showed


def keep(shown):
    """Note that the running cell shows something, and close what an earlier run of the cell showed.

    ``shown`` has ``close()``. Outside a notebook nothing happens.
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


def own_model():
    """Return keywords for a widget with a trait `own`: the name of its model, for the page (see late.js)."""
    name = uuid4().hex
    return {"model_id": name, "own": name}


class Stored:
    """A mixin for widgets: a notebook stores the constant text `stored`, whatever the widget shows."""

    stored = ""

    def _repr_mimebundle_(self, **kwargs):
        """Return the widget's own data, with `stored` as plain text."""
        bundle = super()._repr_mimebundle_(**kwargs)  # of ipywidgets data, of anywidget data and metadata
        if isinstance(bundle, tuple):
            return {**bundle[0], "text/plain": self.stored}, *bundle[1:]
        return {**bundle, "text/plain": self.stored}

    def close(self):
        """Remove the widget and all its parts from the page, and leave nothing behind."""
        _close_parts(self)
        super().close()


def _close_parts(widget):
    """Close what a widget is made of: its children, its style and its layout, with their own parts."""
    widget.unobserve_all()
    for part in (
        *getattr(widget, "children", ()),
        *(getattr(widget, name, None) for name in ("style", "layout")),
    ):
        if hasattr(part, "close"):
            _close_parts(part)
            part.close()
