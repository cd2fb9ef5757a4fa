"""Every picture of the course: functions that draw arrays on given Axes and return a reading in words.

The reading is one sentence with numbers from the data drawn. `show` puts picture and reading into the
notebook; nothing here computes what a lesson teaches.
"""

from course_utils.figures.attention import alignment, confusion, length_curves
from course_utils.figures.contests import scores
from course_utils.figures.course_map import course_map
from course_utils.figures.credit import by_length, kept_ways, way_back, ways
from course_utils.figures.fights import by_change, clock, race, spread
from course_utils.figures.forecasts import components, over_series, waves, weighed
from course_utils.figures.gates import merges
from course_utils.figures.gradients import growth, log_curves, states_and_gradients, stretch
from course_utils.figures.gru import gru_cell
from course_utils.figures.letters import coloured, learning, show_coloured, show_written, written
from course_utils.figures.lstm import cells_in_a_row, lstm_cell
from course_utils.figures.markets import by_distance, last_shocks
from course_utils.figures.memory import averages, recall_runs, recorded
from course_utils.figures.own_series import next_values, whole_series
from course_utils.figures.recurrence import (
    folded_and_unrolled,
    outcomes,
    self_fed,
    states_over_words,
    tag_probabilities,
    three_recurrences,
)
from course_utils.figures.remedies import cliff, remedies, verdicts, wall
from course_utils.figures.results import bars, spelled, sweep
from course_utils.figures.serial import rounds, time_against_length
from course_utils.figures.series import forecast, gaps, in_two_orders
from course_utils.figures.shapes import edge, five_shapes, unit
from course_utils.figures.style import pictured, say, sheet, show, use_style
from course_utils.figures.transformer import transformer_block
