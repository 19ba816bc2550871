"""Group commit: casts that arrive together are written in one durable transaction, and each is answered after it.

One writer thread a process takes what has gathered. A named ballot waits some 10 ms for company. A secret one waits until
five of its poll have gathered, or two seconds: with fewer, the box's new rows would stand beside the register's in one
transaction, and whoever reads the database's own journal could tell whose they are.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID

import structlog
from django.db import connection

from consult.kernel.connections import lost, still_stands
from consult.kernel.errors import Refusal

from .arriving import OnSocket, cast_arrived
from .casting import Wish
from .receipts import Receipt

log = structlog.get_logger()

NAMED_SECONDS = 0.008
SECRET_SECONDS = 2.0
SECRET_TOGETHER = 5
MOST = 500
# How long a voter is kept waiting before being told to ask by key what became of it.
ANSWER_SECONDS = 20
# An idle writer lets its connection go after this long.
IDLE_SECONDS = 30


@dataclass(frozen=True)
class Waiting:
    since: float
    wish: Wish | OnSocket
    answer: Future[Receipt] = field(default_factory=Future)


class Grouper:
    """Gathers wishes; its one thread starts with the first of them."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.named: deque[Waiting] = deque()
        # Company must be of the same poll: five ballots for five polls would hide nobody.
        self.secret: dict[UUID, deque[Waiting]] = {}
        self.hurried: set[UUID] = set()
        self.thread: threading.Thread | None = None
        self.stopping = False
        self.batches = 0

    def cast(self, wish: Wish, *, secret: bool) -> Receipt:
        """Wait for the batch this wish goes with; the receipt, or its own Refusal."""
        # Inside a caller's transaction there is nothing to gather: the answer must come from that transaction.
        if connection.in_atomic_block:
            [answer] = cast_arrived([wish])
            if isinstance(answer, Refusal):
                raise answer
            return answer
        try:
            return self.submit(wish, secret=secret).result(timeout=ANSWER_SECONDS)
        except TimeoutError:
            raise _unconfirmed() from None

    def submit(self, wish: Wish | OnSocket, *, secret: bool) -> Future[Receipt]:
        waiting = Waiting(monotonic(), wish)
        with self.changed:
            queue = self.secret.setdefault(wish.poll, deque()) if secret else self.named
            queue.append(waiting)
            if self.thread is None or not self.thread.is_alive():
                self.stopping = False
                self.thread = threading.Thread(target=self._run, name="ballots", daemon=True)
                self.thread.start()
            # The first sets the writer's clock, and the last that was waited for wakes it: the others need not.
            elif len(queue) in (1, SECRET_TOGETHER if secret else MOST):
                self.changed.notify_all()
        return waiting.answer

    def hurry(self, poll: UUID) -> None:
        """Write what waits for company in this poll now, and return when it is written: it is about to close.

        Whoever pressed before the chair did is counted. Not to be called inside a transaction: the writer has its own.
        """
        with self.changed:
            queue = list(self.secret.get(poll, ()))
            if not queue:
                return
            self.hurried.add(poll)
            self.changed.notify_all()
        wait([waiting.answer for waiting in queue], timeout=ANSWER_SECONDS)

    def stop(self) -> None:
        """Write what is waiting, and end the thread with its connection."""
        with self.changed:
            self.stopping = True
            self.changed.notify_all()
            thread = self.thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        try:
            while batch := self._next():
                self._write(batch)
        finally:
            connection.close()

    def _write(self, batch: list[Waiting]) -> None:
        try:
            still_stands()
            answers = cast_arrived([waiting.wish for waiting in batch])
        except Exception:
            # The server may have gone between its commit and its answer: whether they are in, asking by key will tell.
            log.exception("a batch of ballots failed", size=len(batch))
            for waiting in batch:
                waiting.answer.set_exception(_unconfirmed())
            # A lost connection must not fail the next batch too.
            lost()
            connection.close()
        else:
            for waiting, answer in zip(batch, answers, strict=True):
                if isinstance(answer, Refusal):
                    waiting.answer.set_exception(answer)
                else:
                    waiting.answer.set_result(answer)
        self.batches += 1

    def _next(self) -> list[Waiting]:
        """The next batch; empty when told to stop."""
        with self.changed:
            while True:
                for queue, together, patience in self._queues():
                    old = monotonic() - queue[0].since >= patience
                    if old or self.stopping or len(queue) >= together:
                        return self._take(queue)
                if self.stopping:
                    # Under the lock: who submits from here on starts a new thread.
                    self.thread = None
                    return []
                self._rest()

    def _queues(self) -> Iterator[tuple[deque[Waiting], int, float]]:
        """(queue, how many are company enough, how long to wait for them) of those where somebody waits."""
        if self.named:
            yield self.named, MOST, NAMED_SECONDS
        for poll, queue in self.secret.items():
            yield queue, SECRET_TOGETHER, 0 if poll in self.hurried else SECRET_SECONDS

    def _take(self, queue: deque[Waiting]) -> list[Waiting]:
        batch = [queue.popleft() for _ in range(min(len(queue), MOST))]
        if queue is not self.named and not queue:
            self.secret.pop(batch[0].wish.poll)
            self.hurried.discard(batch[0].wish.poll)
        return batch

    def _rest(self) -> None:
        waits = [queue[0].since + patience - monotonic() for queue, _, patience in self._queues()]
        if waits:
            self.changed.wait(timeout=max(0.0, min(waits)))
        elif not self.changed.wait(timeout=IDLE_SECONDS):
            connection.close()
            self.changed.wait()


def _unconfirmed() -> Refusal:
    return Refusal(
        "unconfirmed",
        "还没有确认这一票是否收到",
        "It is not confirmed yet whether this ballot is in",
        next_zh="请勿另投，稍候查询这一票的结果",
        next_en="Do not cast another; ask in a moment what became of this one",
        status=503,
    )


GROUPER = Grouper()
