"""Forecast your own series: ``python -m course_utils.forecasting FILE.csv``.

The file is read, looked at, forecast by seven models from up to eight places in its second half, and judged.
A page to keep, forecast_report.html, is written next to it. Ctrl-C ends the forecasts; those made are judged.
"""

import sys

from course_utils import figures, own_series, project


def main(arguments=None):
    """Forecast the series in a file; return the exit status: 1, after a sentence, if that can't be done."""
    parser = project.command("course_utils.forecasting", __doc__)
    parser.add_argument("file", metavar="FILE.csv")
    parser.add_argument("--date", help="the column of dates, if the wrong one is found")
    parser.add_argument("--value", help="the column of values")
    parser.add_argument("--only", help="which series, where a column says that there are several")
    parser.add_argument("--decimal", choices=".,", help="the decimal mark, where no number settles it")
    parser.add_argument("--season", type=int, help="rows after which the series repeats; 1 for none")
    parser.add_argument("--horizon", type=int, help="rows to forecast at once")
    asked = parser.parse_args(arguments)
    figures.use_style()
    try:
        series = own_series.read(asked.file, asked.date, asked.value, asked.only, asked.decimal)
        looked = own_series.look(series, asked.season, asked.horizon)
        print(*looked.said, sep="\n")
        judged = own_series.judge(looked, _progress)
    except own_series.Told as told:
        print(told, file=sys.stderr)
        return 1
    for row in judged.table():
        print(f"{row[0]:26}" + "".join(f"{cell:>10}" for cell in row[1:]))
    print(judged.verdict, *judged.said, sep="\n")
    print(f"A page to keep: {own_series.report(judged, asked.file)}")
    return 0


def _progress(done, of):
    if sys.stderr.isatty():
        print(f"\rforecast {done} of {of}", end="\n" if done == of else "", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
