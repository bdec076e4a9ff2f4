"""A clock that can step back: a library for the loader that adds an offset to the time of day of a few processes."""

from __future__ import annotations

import mmap
import pathlib
import shutil
import struct
import subprocess

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const long *seconds;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CHAOS_CLOCK");
    int file = path ? open(path, O_RDONLY) : -1;
    if (file < 0) return;
    void *found = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    if (found != MAP_FAILED) seconds = found;
    close(file);
}

int clock_gettime(clockid_t id, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(id, now);
    if (!failed && seconds && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) now->tv_sec += *seconds;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    static int (*real)(struct timeval *, void *);
    if (!real) real = dlsym(RTLD_NEXT, "gettimeofday");
    int failed = real(now, zone);
    if (!failed && seconds) now->tv_sec += *seconds;
    return failed;
}

time_t time(time_t *now) {
    struct timespec read;
    clock_gettime(CLOCK_REALTIME, &read);
    if (now) *now = read.tv_sec;
    return read.tv_sec;
}
"""


class Clock:
    """The clock of all processes that are started with ``environment``; at first it is the machine's."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._library, self._file = folder / "clock.so", folder / "clock"
        (folder / "clock.c").write_text(SOURCE)
        compiler = shutil.which("cc") or "cc"
        words = [compiler, "-O1", "-shared", "-fPIC", "-o", str(self._library), str(folder / "clock.c"), "-ldl"]
        subprocess.run(words, check=True, capture_output=True)
        self.set(0)
        self._library.chmod(0o755)
        self._file.chmod(0o644)

    @property
    def environment(self) -> dict[str, str]:
        """What a process has to be started with."""
        return {"LD_PRELOAD": str(self._library), "CHAOS_CLOCK": str(self._file)}

    def set(self, seconds: int) -> None:
        """All clocks step at once to so many seconds from the machine's."""
        if not self._file.exists():
            self._file.write_bytes(struct.pack("l", 0))
        with self._file.open("r+b") as file, mmap.mmap(file.fileno(), 0) as shared:
            shared[:] = struct.pack("l", seconds)


def missing() -> str | None:
    """Why there can be no such clock here; None where there can."""
    return None if shutil.which("cc") else "no C compiler (cc) is here to make the clock's library"
