"""Group commit: casts that arrive together are written in one durable transaction, and each is answered after it.

One writer thread a process takes what has gathered. A named ballot waits some 10 ms for company; a hidden one until
five have gathered or two seconds have passed, so that no single row of the box stands beside a single row of the log.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from time import monotonic

from django.db import close_old_connections, connection

from consult.kernel.errors import Refusal

from .casting import Receipt, Wish, cast, cast_together

NAMED_SECONDS = 0.008
HIDDEN_SECONDS = 2.0
HIDDEN_TOGETHER = 5
MOST = 500


class Grouper:
    """Gathers wishes; its one thread starts with the first of them."""

    def __init__(self) -> None:
        self.lock = threading.Condition()
        self.named: deque[tuple[float, Wish, Future[Receipt]]] = deque()
        self.hidden: deque[tuple[float, Wish, Future[Receipt]]] = deque()
        self.thread: threading.Thread | None = None
        self.batches = 0

    def cast(self, wish: Wish, *, hidden: bool) -> Receipt:
        """Wait for the batch this wish goes with; the receipt, or its own Refusal."""
        # Inside a caller's transaction there is nothing to gather: the answer must come from that transaction.
        if connection.in_atomic_block:
            return cast(wish)
        return self.submit(wish, hidden=hidden).result(timeout=30)

    def submit(self, wish: Wish, *, hidden: bool) -> Future[Receipt]:
        future: Future[Receipt] = Future()
        with self.lock:
            (self.hidden if hidden else self.named).append((monotonic(), wish, future))
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="ballots", daemon=True)
                self.thread.start()
            self.lock.notify()
        return future

    def _run(self) -> None:
        while True:
            batch = self._next()
            close_old_connections()
            try:
                answers = cast_together([wish for _, wish, _ in batch])
            except Exception as error:  # every waiting voter must be told; none of them is in
                for _, _, future in batch:
                    future.set_exception(error)
            else:
                for (_, _, future), answer in zip(batch, answers, strict=True):
                    if isinstance(answer, Refusal):
                        future.set_exception(answer)
                    else:
                        future.set_result(answer)
            finally:
                close_old_connections()
                self.batches += 1

    def _next(self) -> list[tuple[float, Wish, Future[Receipt]]]:
        with self.lock:
            while True:
                now = monotonic()
                if self.hidden and (
                    len(self.hidden) >= HIDDEN_TOGETHER or now - self.hidden[0][0] >= HIDDEN_SECONDS
                ):
                    return [self.hidden.popleft() for _ in range(min(len(self.hidden), MOST))]
                if self.named and (len(self.named) >= MOST or now - self.named[0][0] >= NAMED_SECONDS):
                    return [self.named.popleft() for _ in range(min(len(self.named), MOST))]
                waits = [queue[0][0] + patience - now for queue, patience in self._patience() if queue]
                self.lock.wait(timeout=max(0.0, min(waits)) if waits else None)

    def _patience(self) -> tuple[tuple[deque[tuple[float, Wish, Future[Receipt]]], float], ...]:
        return (self.named, NAMED_SECONDS), (self.hidden, HIDDEN_SECONDS)


GROUPER = Grouper()
