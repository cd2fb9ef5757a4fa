"""Your own series: a CSV file is read, looked at, forecast by all that the course has, judged and reported.

``read`` -> ``look`` -> ``judge`` -> ``report``; what is wrong with a file is `Told` in a sentence. The
notebook `10_your_own_series` and ``python -m course_utils.forecasting FILE.csv`` do the same.
"""

from course_utils.own_series.judging import judge
from course_utils.own_series.looking import look
from course_utils.own_series.page import (
    EXAMPLE,
    draw_next,
    draw_scores,
    draw_series,
    next_table,
    report,
    scored,
)
from course_utils.own_series.reading import read
from course_utils.own_series.table import Told
