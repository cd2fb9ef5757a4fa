"""A learner's function, called so that nothing it does can hurt the notebook.

It gets copies of its inputs. It may raise, print, draw random numbers, change what it was given, or never
return: after a few seconds a second thread interrupts the main one, on every system, as often as it takes.
Only a single endless call inside compiled code is out of reach: then the kernel has to be restarted.
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
from dataclasses import dataclass

import numpy as np

SECONDS = 3.0
_AGAIN = 0.01  # seconds between two interrupts: code that swallows one meets the next


class TooLong(BaseException):
    """The function did not return in time; no `except Exception` catches it."""


@dataclass
class Call:
    """A finished call: its value or its error, its inputs as it left them, how many characters it printed."""

    value: object = None
    error: BaseException | None = None
    inputs: tuple = ()
    printed: int = 0


class _Counter(io.TextIOBase):
    """A place to print to that keeps only the number of characters."""

    count = 0

    def write(self, text):
        self.count += len(text)
        return len(text)


def tried(function, probes, seconds=None):
    """Call a function on each tuple of inputs in turn and return the `Call`s, up to one that never ends.

    Each call has SECONDS, or all of them together have `seconds`.
    """
    calls, end = [], time.monotonic() + (seconds or 0)
    for inputs in probes:
        limit = () if seconds is None else (max(_AGAIN, end - time.monotonic()),)
        calls.append(called(function, inputs, *limit))
        if isinstance(calls[-1].error, TooLong):
            break
    return calls


def called(function, inputs, seconds=SECONDS):
    """Call ``function(*inputs)`` on copies of the inputs, and return the `Call`; raise nothing.

    The learner's own interrupt (the stop button) passes through as KeyboardInterrupt.
    """
    call, printed = Call(inputs=copy.deepcopy(tuple(inputs))), _Counter()
    with _random_states_kept(), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), _limit(seconds):
                call.value = function(*call.inputs)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: nothing a learner writes may end the kernel
            call.error = error
    call.printed = printed.count
    return call


@contextlib.contextmanager
def _limit(seconds):
    """Raise TooLong in the main thread if the block takes longer; in other threads there is no limit."""
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
        # Swallowed by an `except` around everything inside a loop: raise at the next line, wherever that is.
        sys.settrace(_raising)
        while frame:
            frame.f_trace, frame = _raising, frame.f_back
        return None

    signal.signal(signal.SIGINT, interrupted)
    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
        if fired:  # it returned all the same, as a training does that is stopped: with something unfinished
            raise TooLong
    finally:
        with lock:
            over.set()
        sys.settrace(tracer)
        if fired:
            time.sleep(_AGAIN)  # an interrupt that is still on its way arrives here, not in a later cell
        signal.signal(signal.SIGINT, before)


def _inside(frame, here):
    """Return whether a frame belongs to what was called from `here`, and not to the machinery in between."""
    inner = None
    while frame is not None and frame is not here:
        inner, frame = frame, frame.f_back
    return (
        frame is here
        and inner is not None
        and inner.f_code.co_filename not in (__file__, contextlib.__file__)
    )


def _raising(frame, event, arg):
    """Raise TooLong as a trace function."""
    raise TooLong


@contextlib.contextmanager
def _random_states_kept():
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
