"""A learner's function, called so that nothing it does can hurt the notebook.

It gets copies of its inputs. It may raise, print, draw random numbers, change what it was given, or never
return: after a few seconds a second thread interrupts the main one, on every system, as often as it takes.
Only a single endless call inside compiled code is out of reach: there a restart of the kernel helps.
"""

import _thread
import contextlib
import copy
import io
import random
import signal
import sys
import threading
import time
import warnings
from dataclasses import dataclass, field

import numpy as np

SECONDS = 3.0
_AGAIN = 0.01  # seconds between two interrupts: code that swallows one meets the next
_A_LOT = 2000  # characters


class TooLong(BaseException):
    """The function did not return in time; no `except Exception` catches it."""


@dataclass
class Outcome:
    """What a call gave: a value, or an error; what it left of its inputs; how much it printed."""

    value: object = None
    error: BaseException | None = None
    inputs: tuple = ()
    printed: int = 0


@dataclass
class _Counter(io.TextIOBase):
    """A place to print to that keeps only the number of characters."""

    count: int = field(default=0)

    def write(self, text):
        self.count += len(text)
        return len(text)


def called(function, inputs, seconds=SECONDS):
    """Call ``function(*inputs)`` on copies of the inputs, and return its `Outcome`; raise nothing.

    The learner's own interrupt (the stop button) passes through as KeyboardInterrupt.
    """
    outcome, printed = Outcome(inputs=copy.deepcopy(tuple(inputs))), _Counter()
    with _states_kept(), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), _limit(seconds):
                outcome.value = function(*outcome.inputs)
        except TooLong as late:
            outcome.error = late
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: nothing a learner writes may end the kernel
            outcome.error = error
    outcome.printed = printed.count
    return outcome


def prints_a_lot(outcome):
    """Return whether a call printed more than a reader would want."""
    return outcome.printed > _A_LOT


@contextlib.contextmanager
def _limit(seconds):
    """Raise TooLong in the main thread if the block takes longer; elsewhere there is no limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    lock, over, fired = threading.Lock(), threading.Event(), []
    before, tracer, here = signal.getsignal(signal.SIGINT), sys.gettrace(), sys._getframe(2)

    def watch():
        wait = seconds
        while not over.wait(wait):
            with lock:
                if not over.is_set():
                    fired.append(True)
                    _thread.interrupt_main()
            wait = _AGAIN

    def interrupted(number, frame):
        if not fired:  # the learner's own stop button
            return before(number, frame) if callable(before) else None
        if over.is_set() or not _inside(frame, here):  # the call has just ended, or has not yet begun
            return None
        if len(fired) % 2:
            raise TooLong
        # Swallowed, by an `except` around everything inside a loop: raise at the next line, wherever that is.
        sys.settrace(_raising)
        while frame:
            frame.f_trace, frame = _raising, frame.f_back
        return None

    signal.signal(signal.SIGINT, interrupted)
    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with lock:
            over.set()
        sys.settrace(tracer)
        if fired:
            time.sleep(_AGAIN)  # an interrupt that is still on its way arrives here, not in a later cell
        signal.signal(signal.SIGINT, before)


def _inside(frame, here):
    """Return whether a frame belongs to what was called from `here`, and not to the machinery between."""
    inner = None
    while frame is not None and frame is not here:
        inner, frame = frame, frame.f_back
    machinery = (called.__code__.co_filename, contextlib.__file__)
    return frame is here and inner is not None and inner.f_code.co_filename not in machinery


def _raising(frame, event, arg):
    """Raise TooLong as a trace function."""
    raise TooLong


@contextlib.contextmanager
def _states_kept():
    """Put the generators of random numbers back as they were."""
    torch = sys.modules.get("torch")
    before = random.getstate(), np.random.get_state(), torch and torch.random.get_rng_state()
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])
        if torch:
            torch.random.set_rng_state(before[2])
