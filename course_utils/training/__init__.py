"""Training with torch: one seeded loop for the whole course, and what lessons need from a torch model.

- ``record = fit(model, batch, loss, updates=500)`` trains; losses: `cross_entropy`, `squared_error`, or your
  own;
- ``with seeded(1): model = ...`` draws the same weights every time;
- ``LastState(recurrent("LSTM", 2, 32, keep=1))`` reads out a layer of torch at its last step;
- ``predict(model, xs)`` gives NumPy arrays;
- ``state_gradients(model, loss, xs, targets)`` gives dL/dh_t for every t;
- ``fit(..., frames=5)`` keeps a `Frame` every five updates, for `labs.training_lab`.

Only this package imports torch. It limits torch to one thread, whatever ``OMP_NUM_THREADS`` says: models this
small gain nothing from a second one, and on a busy machine two took ten times as long.
"""

from course_utils.without_torch import NeedsTorch

try:
    import torch

    from course_utils.training import recall
    from course_utils.training.calls import predict, seeded
    from course_utils.training.frames import Frame
    from course_utils.training.loop import fit
    from course_utils.training.losses import cross_entropy, squared_error
    from course_utils.training.network_forecaster import NetworkForecaster
    from course_utils.training.reading_forecaster import ReadingForecaster
    from course_utils.training.record import Record
    from course_utils.training.recurrent import LastState, recurrent
    from course_utils.training.states import state_gradients
    from course_utils.training.whole import watch_cells

    torch.set_num_threads(1)
    watch_cells()
except NeedsTorch as error:
    _missing = error

    def __getattr__(name):
        """Say that torch is missing where a name of this package is used, so that a lesson begins."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise _missing from None
