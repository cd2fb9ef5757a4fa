"""The recurrent cells, by hand: `rnn`, `lstm`, `gru`, `jordan`, the same three functions each; NumPy only.

- ``run = rnn.forward(xs, params, h_0)`` over a whole sequence, (seq_len, batch, input); ``run.hs``,
  ``run.h_T``;
- ``grads = rnn.backward(run, dhs)`` through time, for loss gradients at every step; ``dh_T=`` for the
  last only;
- ``run = rnn.step(x_t, h_prev, params)`` for one step.

`params` is a dict of arrays, and `grads` has the same names: ``params["W_hh"] -= rate *
grads["W_hh"]``; ``grads["hs"]`` is dL/dh_t for every t, ``grads["xs"]`` and ``grads["h_0"]`` are the
gradients of the inputs and of the initial state. Chunks are two calls: ``h_0=run.h_T`` forward, and backward
``dh_T=grads["h_0"]`` of the later chunk, or none to cut there. `init` draws parameters, `torch_maps` takes
them to torch and back, `gru_maps` a GRU's to Keras and ONNX. `attention` belongs to lesson 8, `scan`, the
linear recurrence, and `linear_attention` to lesson 9, `echo`, a network nobody trained, to lesson 1.
"""

from course_utils.cells import (
    attention,
    echo,
    gru,
    gru_maps,
    init,
    jordan,
    linear_attention,
    lstm,
    rnn,
    scan,
    torch_maps,
)
