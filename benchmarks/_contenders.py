"""The series of lesson 7's fight, and who forecasts them: what a calendar knows is told to all, or to none.

Settings are found inside an origin: those of models on lags at each one (`Chosen`), those of networks once,
on what is known at the first.
"""

from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace

from course_utils import sequences
from course_utils.forecasting import (
    Arima,
    Arimax,
    Chosen,
    LastSign,
    MovingAverage,
    Naive,
    ProphetStyle,
    Season,
    SeasonalNaive,
    Smoothing,
    calendar,
    fair_origins,
    gradient_boosting,
    group_holidays,
    random_forest,
    svm,
)
from course_utils.forecasting.inputs import Holiday
from course_utils.forecasting.shelf import LagModel

WARM = 4  # origins before the first that counts: conformal intervals and the best three learn from them
MOST = 12  # origins that count
LEARNERS = {"SVM": svm, "random forest": partial(random_forest, 50), "gradient boosting": gradient_boosting}


def on_lags(horizon, settings, parts=2, **shared):
    """Return SVM, forest and boosting, each with the best of some settings, chosen anew at each origin."""
    return {
        name: Chosen({text: make(**shared, **own) for text, own in settings.items()}, horizon, parts)
        for name, make in LEARNERS.items()
    }


def networks(length, horizon, settings, **shared):
    """Return for each network its candidates by name; each is made from a seed."""
    from course_utils.training import NetworkForecaster

    def maker(kind, own):
        return lambda seed: NetworkForecaster(kind, length, horizon, seed=seed, **shared, **own)

    return {
        kind.upper(): {text: maker(kind, own) for text, own in settings.items()}
        for kind in ("rnn", "lstm", "gru")
    }


@dataclass
class ReadsOn:
    """A network that was trained before: to fit it is to let it read what has become known."""

    trained: object

    def fit(self, dates, y):
        """Read all that is known."""
        self.trained.read(dates, y)
        return self

    def predict(self, dates):
        """Return the network's forecast."""
        return self.trained.predict(dates)


def air_passengers():
    """Half a year ahead: those that can use a calendar choose whether to."""
    table = sequences.load("air_passengers")
    year = calendar([(365.25, 5)])
    told = {"calendar": {"columns": year}, "none": {}}
    plain = {
        "naive": Naive(),
        "seasonal naive": SeasonalNaive(12),
        "seasonal naive + rise": SeasonalNaive(12, rise=True),
        "moving average": MovingAverage(12),
        "simple smoothing": Smoothing(),
        "Holt": Smoothing(trend=True),
        "Holt-Winters": Smoothing(True, 12),
        "ARIMA": Arima((2, 1, 2), log=True),
        "SARIMA": Arima((0, 1, 1), (0, 1, 1, 12), log=True),
        "regression, AR errors": Arima((1, 0, 0), log=True, constant=True, columns=year),
        "regression, ARIMA errors": Arima((1, 1, 1), log=True, columns=year),
        "ARIMAX": Arimax(2, year, log=True),
        **on_lags(6, told, lags=12, log=True),
        "Prophet-style, additive": ProphetStyle(),
        "Prophet-style, multiplicative": ProphetStyle(mode="multiplicative"),
    }
    settings = {
        f"{updates} updates, {text}": {"updates": updates, **own}
        for updates in (100, 300)
        for text, own in told.items()
    }
    how = {"season": 12, **fair_origins(144, 6, MOST, WARM)}
    return SimpleNamespace(
        dates=table["date"],
        y=table["passengers"],
        how=how,
        plain=plain,
        nets=networks(12, 6, settings, log=True),
    )


def rides():
    """Four weeks ahead from four years; the same columns for weekdays, seasons and each holiday for all."""
    table, days = sequences.load("chicago_rides"), sequences.load("holidays_us")
    holidays = group_holidays(days["date"], days["name"], on_workdays=True)
    on = calendar([(7, 3), (365.25, 3)], holidays)
    plain = {
        "naive": Naive(),
        "seasonal naive": SeasonalNaive(7),
        "usual week": SeasonalNaive(7, over=8),
        "a year before": SeasonalNaive(364),
        "Holt-Winters": Smoothing(True, 7, mode="additive"),
        "regression, AR errors": Arima((1, 0, 0), constant=True, columns=on),
        "ARIMAX": Arimax(14, on),
        **on_lags(28, {"7 lags": {"lags": 7}, "14 lags": {"lags": 14}}, 1, columns=on),
        "Prophet-style": ProphetStyle(holidays=holidays),
        "Prophet-style, no holidays": ProphetStyle(),
    }
    y = table["riders"]
    settings = {f"{updates} updates": {"updates": updates} for updates in (100, 250)}
    how = {"season": 7, "window": 1461, **fair_origins(len(y), 28, MOST, WARM)}
    nets = networks(14, 28, settings, columns=on, hidden=16)
    return SimpleNamespace(dates=table["date"], y=y, how=how, plain=plain, nets=nets)


def sunspots():
    """Six years ahead; no calendar knows their cycle."""
    table = sequences.load("sunspots_yearly")
    dates = (table["year"].astype(int) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    cycle = Season("cycle", 11 * 365.25, 5)
    plain = {
        "naive": Naive(),
        "seasonal naive": SeasonalNaive(11),
        "simple smoothing": Smoothing(),
        "AR(2), Yule's": Arima((2, 0, 0), constant=True),
        "AR(9)": Arima((9, 0, 0), constant=True),
        **on_lags(6, {f"{lags} lags": {"lags": lags} for lags in (11, 22)}),
        "Prophet-style": ProphetStyle(growth="flat", yearly=False, seasons=(cycle,)),
    }
    y = table["sunspots"]
    settings = {f"{updates} updates": {"updates": updates} for updates in (60, 150)}
    how = {"season": 11, **fair_origins(len(y), 6, MOST, WARM)}
    return SimpleNamespace(dates=dates, y=y, how=how, plain=plain, nets=networks(22, 6, settings, hidden=16))


def folded():
    """Three steps ahead of a rule without a calendar."""
    dates, y = sequences.folded(600)
    plain = {
        "naive": Naive(),
        "mean of 12": MovingAverage(12),
        "AR(4)": Arima((4, 0, 0), constant=True),
        **on_lags(3, {f"{lags} lags": {"lags": lags} for lags in (2, 4)}),
        "Prophet-style": ProphetStyle(yearly=False),
    }
    settings = {f"{updates} updates": {"updates": updates} for updates in (150, 300)}
    how = {"season": 1, **fair_origins(len(y), 3, MOST, WARM)}
    return SimpleNamespace(dates=dates, y=y, how=how, plain=plain, nets=networks(6, 3, settings, hidden=16))


def market_days():
    """From the eves of market days, which the calendar tells to all.

    Networks are trained once, on what is known at the first origin, and then read on; all others are fitted
    anew at each.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    from course_utils.training import ReadingForecaster

    dates, y = sequences.market_days(6000)
    boosting = HistGradientBoostingRegressor(random_state=1)

    def on(days):
        return sequences.is_market(days)[:, None].astype(float)

    plain = {
        "naive": Naive(),
        "mean of 30": MovingAverage(30),
        "last market day": SeasonalNaive(30),
        "simple smoothing": Smoothing(),
        "regression, AR errors": Arima((1, 0, 0), constant=True, columns=on),
        "ARIMAX": Arimax(30, on),
        "SVM": svm(lags=30, columns=on),
        "random forest": random_forest(20, lags=30, columns=on),
        "gradient boosting": LagModel(boosting, lags=30, columns=on),
        "SVM, 90 lags": svm(lags=90, columns=on),
        "gradient boosting, 90 lags": LagModel(boosting, lags=90, columns=on),
        "Prophet-style": ProphetStyle(holidays={"market day": Holiday(dates[sequences.is_market(dates)])}),
        "one made feature": LastSign(on),
    }
    how = {"season": 1, "first": len(y) - 1 - (MOST - 1 + WARM) * 180, "horizon": 1, "step": 180}

    def reader(kind):
        known = slice(how["first"])
        return lambda seed: ReadsOn(
            ReadingForecaster(kind, updates=330, seed=seed, columns=on).fit(dates[known], y[known])
        )

    nets = {kind.upper(): {"trained once": reader(kind)} for kind in ("rnn", "lstm", "gru")}
    return SimpleNamespace(dates=dates, y=y, how=how, plain=plain, nets=nets)


SERIES = {
    "air passengers": air_passengers,
    "rides": rides,
    "sunspots": sunspots,
    "folded": folded,
    "market days": market_days,
}
