"""The real Prophet, where it is installed: it fits the same data with the same settings. Nothing needs it."""

import importlib.util
import logging


def installed():
    """Return whether the real Prophet can be imported."""
    return importlib.util.find_spec("prophet") is not None


def fitted(settings, dates, y, **fit):
    """Return Prophet's fitted model, and the pandas frame that its ``predict`` takes.

    Parameters
    ----------
    settings : dict
        Of `ProphetStyle`; growth, mode, yearly, cap and holidays are passed on.
    dates, y : array, shape (n,)
    fit : optional
        For Prophet's ``fit``, such as ``algorithm="Newton"``.
    """
    import pandas as pd

    for name in ("prophet", "prophet.plot", "cmdstanpy"):
        logging.getLogger(name).disabled = True  # they report fits, and missing plot packages
    from prophet import Prophet

    frame = pd.DataFrame({"ds": pd.to_datetime(dates), "y": y})
    names = {"growth": "growth", "mode": "seasonality_mode", "yearly": "yearly_seasonality"}
    arguments = {theirs: settings[ours] for ours, theirs in names.items() if ours in settings}
    if "cap" in settings:
        frame["cap"] = settings["cap"]
    if "holidays" in settings:
        arguments["holidays"] = pd.concat(
            pd.DataFrame(
                {
                    "holiday": name,
                    "ds": pd.to_datetime(holiday.dates),
                    "lower_window": -holiday.before,
                    "upper_window": holiday.after,
                }
            )
            for name, holiday in settings["holidays"].items()
        )
    model = Prophet(uncertainty_samples=0, **arguments)
    model.fit(frame, **fit)
    return model, frame
