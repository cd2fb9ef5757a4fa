"""Settings of a lab that are not sliders of its figure: each function returns what makes an ipywidget."""

from functools import partial

import ipywidgets as widgets


def _control(kind, label, **options):
    """Return what makes a control, of the same width for every kind."""
    look = {"layout": {"width": "300px"}, "style": {"description_width": "100px"}}
    return partial(kind, description=label, **look, **options)


def menu(label, options):
    """Choose one of a list of values, or of (text, value) pairs."""
    return _control(widgets.Dropdown, label, options=options)


def stops(label, options):
    """Slide over a few values."""
    return _control(widgets.SelectionSlider, label, options=options)


def whole(label, low, high, step=1):
    """Slide over whole numbers."""
    return _control(widgets.IntSlider, label, min=low, max=high, step=step)


def decimal(label, low, high, step):
    """Slide over numbers with decimals."""
    return _control(widgets.FloatSlider, label, min=low, max=high, step=step)


def switch(label):
    """Turn something on or off."""
    return _control(widgets.Checkbox, label)


def text(label):
    """Write a line; it counts when it is finished."""
    return _control(widgets.Text, label, continuous_update=False)
