"""The page to keep: what was seen, who forecast best, and the next values, in one file without a network."""

import contextlib
import html
import tempfile
from pathlib import Path

from course_utils import figures, project
from course_utils.forecasting.dates import shown

NAME = "forecast_report.html"
EXAMPLE = project.ROOT / "data" / "air_passengers.csv"
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;background:#fff}"
    "img{max-width:100%}table{border-collapse:collapse}td,th{padding:.1rem .9rem .1rem 0;text-align:right}"
    "td:first-child,th:first-child{text-align:left}"
)
_HOW = (
    "MASE is the mean error in units of the error that repeating the last season made before, one step "
    "ahead; RMSE is in the series' own unit. 'Inside' is the share of true values inside the 80% intervals, "
    "'width' their mean width. At each origin every model was fitted again to what was known there, and "
    "forecast what followed; the GRU was trained once, on what was known at the first origin, and then only "
    "read on. The next values are by the model with the lowest mean MASE, fitted to everything; where it has "
    "no interval of its own, the interval comes from its errors at the origins."
)


def draw_series(ax, looked):
    """Draw a `Looked` series, and return the reading."""
    return figures.whole_series(ax, looked.dates, looked.y, looked.odd, looked.places["first"], looked.name)


def draw_scores(ax, judged):
    """Draw the scores of a `Judged` series, and return the verdict."""
    mases = {name: one.mases for name, one in judged.scores.items()}
    reference = "seasonal naive" if judged.looked.season > 1 else "naive"
    return figures.scores(ax, mases, judged.looked.name, judged.verdict, reference)


def draw_next(ax, judged):
    """Draw the best model's forecast of the next values, and return the reading."""
    looked = judged.looked
    after = looked.dates, looked.y, looked.ahead(), judged.ahead
    return figures.next_values(ax, *after, looked.name, judged.by)


def report(judged, csv):
    """Write the page next to the file `csv`; return its path.

    For a file of the course, or in a folder that can't be written to, it goes to the working folder; failing
    that, to the folder for temporary files.
    """
    page, own = _page(judged), Path(csv).expanduser().resolve().parent
    for folder in [*([] if own == EXAMPLE.parent else [own]), Path.cwd()]:
        with contextlib.suppress(OSError):
            project.store(folder / NAME, page)
            return folder / NAME
    project.store(Path(tempfile.gettempdir(), NAME), page)
    return Path(tempfile.gettempdir(), NAME)


def _page(judged):
    """Return the page as text."""
    looked, title = judged.looked, f"Forecasts of {judged.looked.name}"
    parts = [f"<h1>{html.escape(title)}</h1>", "<h2>The series</h2>", _listed(looked.said)]
    parts += [_picture(draw_series, looked), "<h2>Who forecast best?</h2>", scored(judged)]
    parts += [_picture(draw_scores, judged), _listed([_HOW])]
    parts += ["<h2>The next values</h2>", _picture(draw_next, judged), next_table(judged)]
    body = "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def scored(judged):
    """Return the table of scores, the verdict and what happened, as HTML."""
    return _table(judged.table()) + _listed((str(judged.verdict), *judged.said))


def next_table(judged):
    """Return the table of the next values, as HTML: date, forecast, lower and upper bound."""
    numbers = [one for one in (judged.ahead.yhat, judged.ahead.lower, judged.ahead.upper) if one is not None]
    rows = zip(judged.looked.ahead(), *numbers, strict=True)
    heads = ("date", "forecast", "from", "to")[: 1 + len(numbers)]
    return _table([heads, *((shown(when), *(f"{one:.4g}" for one in found)) for when, *found in rows)])


def _picture(draw, what):
    figure, ax = figures.sheet(2.6)
    reading = html.escape(draw(ax, what))
    return f'<p><img alt="{reading}" src="data:image/png;base64,{figures.pictured(figure)}"></p>'


def _table(rows):
    lines = []
    for kind, row in zip(("th", *["td"] * len(rows)), rows, strict=False):
        lines.append("".join(f"<{kind}>{html.escape(cell)}</{kind}>" for cell in row))
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _listed(sentences):
    return "".join(f"<p>{html.escape(one)}</p>" for one in sentences)
