"""Long turns on a processor, for what calculates for minutes while others want the same cores.

Linux gives each of those who want a core one to three milliseconds (`se.slice` of /proc/PID/sched), and whoever comes
next finds the caches cold. With four test processes on two cores a seventh of all time went into that; it does not when
each has a twentieth of a second. Who wakes and has short turns, such as a browser, still goes before them.
"""

import ctypes
import os
import platform
import struct

TURN_NANOSECONDS = 50_000_000
# sched_setattr(2), which neither Python nor Debian 12's C library has a name for.
CALL = {"x86_64": 314, "aarch64": 274}.get(platform.machine())
_library = ctypes.CDLL(None)


def long_turns() -> None:
    """For this process and all it starts. A kernel before 6.12 leaves everything as it was, and so does another system."""
    if CALL is None or not hasattr(os, "SCHED_OTHER"):
        return
    # struct sched_attr: size, policy, flags, nice, priority, runtime, deadline, period.
    attributes = struct.pack("IIQiIQQQ", 48, os.SCHED_OTHER, 0, os.nice(0), 0, TURN_NANOSECONDS, 0, 0)
    _library.syscall(CALL, 0, attributes, 0)
