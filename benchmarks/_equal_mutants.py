"""Mutants that no test can distinguish from the code, by module and function: before -> after, and why."""

_DISTANCE = "a distance has no direction"
_VECTOR = "the transpose of a vector is the vector"
_START = "a start only: every test finds the same optimum from others, too"

EQUAL = {
    "cells/init.py orthogonal": {
        "return gain * Q * np.where(np.diag(R) < 0, -1.0, 1.0) -> "
        "return gain * Q * np.where(np.diag(R) >= 0, -1.0, 1.0)": "-Q is drawn as evenly as Q",
    },
    "forecasting/baselines.py SeasonalNaive.fit": {
        "self.rise_ = float(np.mean(y[-m:] - y[-2 * m:-m])) if self.rise else 0.0 -> "
        "self.rise_ = np.mean(y[-m:] - y[-2 * m:-m]) if self.rise else 0.0": "a number of NumPy is a number",
    },
    "forecasting/forecaster.py ProphetStyle._measure": {
        "return (floor, float(np.abs(y - floor).max()) or 1.0) -> "
        "return (floor, float(np.abs(floor - y).max()) or 1.0)": _DISTANCE,
    },
    "forecasting/map_fit.py _alternate": {
        "last, sigma = (sigma, noise_for(max(squares - 2 * move @ slope + move @ gram @ move, 0.0), n)) -> "
        "last, sigma = (sigma, noise_for(max(squares - 2 * move @ slope + (move @ gram).T @ move, 0.0), n))"
        "": _VECTOR,
        "close = 1e-07 if design.is_linear else 0.05 -> close = -0.9999999 if design.is_linear else 0.05": (
            "goes on after σ has settled: the same, later"
        ),
    },
    "forecasting/map_fit.py _descend": {
        "gram, slope = (J.T @ J, J.T @ here.r) -> gram, slope = (J.T @ J, J.T @ here.r.T)": _VECTOR,
        "if gain > 0 or damping > 1000.0: -> if gain >= 0 or damping > 1000.0:": (
            "a step that gains nothing ends the descent in either case"
        ),
        "damping = damping / 10 if damping > 0.0001 else 0.0 -> damping = damping / 10": (
            "below 1e-4 damping moves no step by more than rounding that the next one mends"
        ),
    },
    "forecasting/map_fit.py _starts": {
        f"return [begin(y[-1] - y[0], y[0])] -> return [begin({other})]": _START
        for other in ("y[-1] - y[-1], y[0]", "y[-1] - y[0], y[1]", "y[1] - y[0], y[0]", "y[-1] + y[0], y[0]")
    },
    "forecasting/map_fit.py lasso": {
        "share = np.where(crossing, np.where(gap == 0, 0.0, old / np.where(gap == 0, 1, gap)), np.inf) -> "
        "share = np.where(crossing, np.where(gap == 0, 0.0, old / np.where(gap == 1, 1, gap)), np.inf)": (
            "a crossing change moves by 0 in rounding alone"
        ),
    },
    "forecasting/metrics.py smape": {
        "return float(np.nanmean(200 * np.abs(y - yhat) / np.where(size > 0, size, 1))) -> "
        "return float(np.nanmean(200 * np.abs(yhat - y) / np.where(size > 0, size, 1)))": _DISTANCE,
    },
    "forecasting/prophet_style.py changepoints": {
        "return t[np.linspace(0, rows - 1, min(count, max(rows - 1, 0)) + 1).round().astype(int)[1:]] -> "
        f"return t[np.linspace(0, rows - 1, min({few}) + 1).round().astype(int)[1:]]": reason
        for few, reason in {
            "max(rows - 1, 0), count": "min is symmetric",
            "count, max(rows - 1, -1)": "no rows have no changepoints, counted either way",
        }.items()
    },
    "forecasting/prophet_style.py mean": {
        "return g + design.X @ beta -> return g + design.X @ beta.T": _VECTOR,
    },
    "forecasting/prophet_style.py mean_slopes": {
        "np.multiply(design.X.T, g if scaled.all() else np.where(scaled[:, None], g, 1.0), out=J[count:]) -> "
        "np.multiply(g if scaled.all() else np.where(scaled[:, None], g, 1.0), design.X.T, out=J[count:])": (
            "a product may be taken in either order"
        ),
    },
    "forecasting/shelf.py Arima.fit": {
        "self.result_ = model.fit(disp=False, maxiter=200) -> "
        "self.result_ = model.fit(disp=False, maxiter=199)": "the fits end long before",
    },
    "sequences/tasks.py market_days": {
        "shocks = 6 * rng.choice([-1.0, 1.0], n) * ((rng.random(n) < 1 / every) & ~market) -> "
        "shocks = 6 * rng.choice([-1.0, 1.0], n) * ((rng.random(n) <= 1 / every) & ~market)": (
            "a number drawn from all between 0 and 1 is not that one"
        ),
    },
}
