"""Jupyter's interrupt, held back until an update is whole."""

import contextlib
import signal
import threading


class Interrupts:
    """While this context is open, an interrupt only sets `asked`, which the caller looks at.

    Inside `breakable`, for code that may hang, a second interrupt raises KeyboardInterrupt. Outside the main
    thread no interrupt arrives, and this does nothing.
    """

    def __init__(self):
        self.asked = self._breakable = False
        self._before = None

    def __enter__(self):
        """Take interrupts over, if they are Python's."""
        before = signal.getsignal(signal.SIGINT)
        if threading.current_thread() is threading.main_thread() and callable(before):
            self._before = before
            signal.signal(signal.SIGINT, self._on_interrupt)
        return self

    def __exit__(self, *_):
        """Give them back."""
        if self._before:
            signal.signal(signal.SIGINT, self._before)

    @contextlib.contextmanager
    def breakable(self):
        """Let a second interrupt break the code inside."""
        self._breakable = True
        try:
            yield
        finally:
            self._breakable = False

    def _on_interrupt(self, *_):
        if self.asked and self._breakable:
            self._breakable = False  # a third one would disturb the caller's clean-up
            raise KeyboardInterrupt
        self.asked = True
