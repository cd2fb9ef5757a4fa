"""Timing in interleaved rounds, and the memory a call needs at its peak."""

import ctypes
import os
import platform
import sys
import time
from importlib.metadata import version

import numpy as np


def processor_seconds():
    """Return the processor time of this process and of the finished processes it started."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def interleaved(calls, seconds, rounds=(7, 200), clock=time.perf_counter):
    """Run all calls in turn, again and again; return for each its times in milliseconds.

    Whatever slows this machine down for a while slows them all down; with `processor_seconds` as the clock
    it hardly matters.
    """
    for call in calls.values():
        call()
    times = {name: [] for name in calls}
    end = time.perf_counter() + seconds
    count = 0
    while count < rounds[0] or (time.perf_counter() < end and count < rounds[1]):
        for name, call in calls.items():
            start = clock()
            call()
            times[name].append(1e3 * (clock() - start))
        count += 1
    return times


def median(times):
    """Return the median."""
    return float(np.median(times))


def ratio(ours, theirs):
    """Return the medians' ratio, and the quartiles of the ratio in each round: 'x.xx (x.xx-x.xx)'."""
    low, high = np.quantile(np.divide(ours, theirs), [0.25, 0.75])
    return f"{median(ours) / median(theirs):.2f} ({low:.2f}-{high:.2f})"


def peak_megabytes(call, warm_up):
    """Return what a call adds to the memory at its peak, measured in a fork; NaN except on Linux.

    `warm_up` is the same on a small scale, for whatever is loaded only once.
    """
    if not os.path.exists("/proc/self/clear_refs"):
        return float("nan")
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            warm_up()
            ctypes.CDLL(None).malloc_trim(0)  # memory that is free but kept would hide what is used
            with open("/proc/self/clear_refs", "w") as reset:
                reset.write("5")  # the high-water mark starts again from here
            before = _status("VmRSS")
            call()
            os.write(writable, f"{(_status('VmHWM') - before) / 1024:.1f}".encode())
        finally:
            os._exit(0)
    os.close(writable)
    os.waitpid(child, 0)
    with os.fdopen(readable) as answer:
        return float(answer.read() or "nan")


def machine(*packages):
    """Return a line that says what was measured on."""
    processor = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as lines:
            names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
        processor = names[0] if names else processor
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    return f"{processor}, {os.cpu_count()} cores; Python {sys.version.split()[0]}, {versions}"


def _status(name):
    """Return a line of /proc/self/status in kilobytes."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(name))
