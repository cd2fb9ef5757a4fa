"""The cells by hand against torch's own on the CPU, and the sweep over a slider: one table.

    python benchmarks/cells.py [--quick]

Forward and backward together: every weight, the inputs, the initial state. Ours run on one thread, torch on
one and on two. Every row's calls take turns in one process; 'x.xx (low-high)' is the ratio of the medians and
the quartiles of the ratio. MB is what a call adds to the memory, at its peak.
"""

import os

# Two thread pools in one process, NumPy's and torch's, slow each other down a hundredfold.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys  # noqa: E402

import numpy as np  # noqa: E402
import torch  # noqa: E402
from _measure import interleaved, machine, median, peak_megabytes, ratio  # noqa: E402

from course_utils.cells import gru, init, lstm, rnn, torch_maps  # noqa: E402
from course_utils.gradients import gradient_sweep  # noqa: E402

CELLS = {"RNN": rnn, "LSTM": lstm, "GRU": gru}
SIZES = [(20, 1, 4, 8), (50, 16, 16, 32), (50, 64, 1, 64), (200, 1, 1, 64)]
SIZES += [(100, 64, 16, 128), (400, 32, 32, 256)]
SMALL = {(20, 1, 4, 8), (50, 16, 16, 32), (200, 1, 1, 64)}


def target(name, sizes, dtype):
    """Return the most of torch's time, on one thread, that we allow ourselves; inf: as it comes."""
    if name == "RNN":
        return 0.5 if sizes in SMALL else 1.7
    return 1.2 if sizes in SMALL and dtype == np.float64 else np.inf


def calls(name, sizes, dtype):
    """Return what is compared: forward and backward, ours and theirs."""
    T, batch, inputs, hidden = sizes
    rng = np.random.default_rng(0)
    cell = CELLS[name]
    params = getattr(init, name.lower())(rng, inputs, hidden, dtype=dtype)
    xs = rng.normal(size=(T, batch, inputs)).astype(dtype)
    dhs = rng.normal(size=(T, batch, hidden)).astype(dtype)

    net = getattr(torch.nn, name)(inputs, hidden, dtype=torch.tensor(xs).dtype)
    weights = getattr(torch_maps, f"{name.lower()}_to_torch")(params)
    net.load_state_dict({key: torch.tensor(value) for key, value in weights.items()})
    their_xs, their_dhs = torch.tensor(xs, requires_grad=True), torch.tensor(dhs)

    def ours():
        return cell.backward(cell.forward(xs, params), dhs)

    def theirs(threads=1):
        torch.set_num_threads(threads)
        net.zero_grad()
        their_xs.grad = None
        net(their_xs)[0].backward(their_dhs)

    return {"ours": ours, "torch": theirs, "torch, 2 threads": lambda: theirs(2)}


def memory_of(case, who):
    """Return the megabytes that one of the calls takes at its peak."""
    name, sizes, dtype = case
    return peak_megabytes(calls(name, sizes, dtype)[who], calls(name, (2, 1, 1, 1), dtype)[who])


def sweep(matrix):
    """Return a call for 401 slider positions, 200 steps, and 64 units or 1, with its 8-bit table."""
    rng, positions = np.random.default_rng(0), 401
    params = init.rnn(rng, 1, 64, recurrent="gaussian")
    params["gain"] = np.linspace(0, 2, positions)
    if not matrix:
        one = {"W_xh": np.ones((1, 1)), "W_hh": np.ones((1, 1)), "b_h": np.zeros(1)}
        params = one | {"gain": np.linspace(-2, 2, positions)}
    xs = np.repeat(rng.normal(size=(200, 1, 1)), positions, axis=1)
    dh_T = np.ones((positions, len(params["b_h"])))
    return lambda: gradient_sweep(rnn.forward(xs, params), dh_T=dh_T, levels=(-149, 128))


def main(seconds):
    """Print the table."""
    print(machine("numpy", "torch"), "\n")
    torch.set_num_threads(1)
    sweeps = {"matrix, 401 x 200 x 64": (sweep(True), 100), "scalar, 401 x 200": (sweep(False), 5)}
    cases = [(name, sizes, dtype) for dtype in (np.float32, np.float64) for sizes in SIZES for name in CELLS]
    # Memory first: a fork must not inherit a pool of threads.
    memory = {case: [memory_of(case, who) for who in ("ours", "torch")] for case in cases}
    sweep_memory = {what: peak_megabytes(call, sweep(False)) for what, (call, _) in sweeps.items()}

    columns = ["what (T, batch, in, hidden)", "ours ms", "torch ms", "ratio, 1 thread", "target"]
    columns += ["ratio, 2 threads", "MB ours / torch"]
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    for case in cases:
        name, sizes, dtype = case
        times = interleaved(calls(*case), seconds)
        ours, theirs, two = (times[who] for who in times)
        allowed = target(*case)
        wanted = "" if np.isinf(allowed) else allowed
        verdict = "" if median(ours) <= allowed * median(theirs) else ", missed"
        print(
            f"| {name} {np.dtype(dtype).name} {sizes} | {median(ours):.2f} | {median(theirs):.2f} | "
            f"{ratio(ours, theirs)} | {wanted}{verdict} | {ratio(ours, two)} | "
            f"{memory[case][0]:.1f} / {memory[case][1]:.1f} |",
            flush=True,
        )
    print("\n| sweep, float64, with 8-bit table | ms (quartiles) | target ms | MB |\n|---|---|---|---|")
    for what, (call, allowed) in sweeps.items():
        times = interleaved({what: call}, 3 * seconds, rounds=(15, 200))[what]
        low, high = np.quantile(times, [0.25, 0.75])
        verdict = "" if median(times) <= allowed else ", missed"
        spread = f"{median(times):.1f} ({low:.1f}-{high:.1f})"
        print(f"| {what} | {spread} | {allowed}{verdict} | {sweep_memory[what]:.0f} |")


if __name__ == "__main__":
    main(0.2 if "--quick" in sys.argv else 1.5)
