"""Sequences: load and cut them, put them on a regular clock, turn symbols into numbers, make tasks of them.

Only NumPy and the standard library. Time is the first axis everywhere: ``(seq_len, features)`` for one
sequence, ``(seq_len, batch, features)`` for several.
"""

from course_utils.sequences import place_names
from course_utils.sequences.clock import fill_gaps, resample
from course_utils.sequences.symbols import Vocabulary, encode_all, one_hot, pad
from course_utils.sequences.tables import DataError, Table, load
from course_utils.sequences.tasks import adding, copying, folded, is_market, latch, market_days, recall
from course_utils.sequences.windows import Scaling, split_in_time, windows
