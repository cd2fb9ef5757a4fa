"""How a control looks in a page without a kernel, where it can only show what it stands at."""

import math


def on_paper(control, value):
    """Describe an ipywidgets control for a page.

    Parameters
    ----------
    control : ipywidgets.Widget
        A slider, number field, drop-down, checkbox or text field.
    value : object
        What it is to stand at.

    Returns
    -------
    dict
        ``label`` and ``text``, and for sliders ``share``: how far along the handle stands, 0 to 1.
    """
    paper = {"label": control.description, "text": str(value)}
    if hasattr(control, "options"):
        options = getattr(control.options, "items", lambda: control.options)()
        pairs = [one if isinstance(one, tuple) else (one, one) for one in options]
        place = [chosen for _, chosen in pairs].index(value)
        paper["text"] = str(pairs[place][0])
        if hasattr(control, "readout"):  # a slider over options
            paper["share"] = place / max(1, len(pairs) - 1)
    elif isinstance(value, bool):
        paper["text"] = "on" if value else "off"
    elif hasattr(control, "readout_format") and isinstance(value, int | float):
        at = math.log(value, control.base) if hasattr(control, "base") else value
        paper["text"] = format(value, control.readout_format)
        paper["share"] = (at - control.min) / (control.max - control.min or 1)
    return paper
