"""Do something in a thread of its own, so that no signal interrupts it."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

Result = TypeVar("Result")


def in_own_thread(work: Callable[[], Result]) -> Result:
    """Return what `work` returns, or raise what it raises.

    Ctrl-C and other signals raise exceptions in the main thread only, and then interrupt only the
    waiting. In the middle of a request they would leave a lock of httpx locked for ever, and the
    next request, or closing the connection, would hang.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    outcome: SimpleQueue[tuple[Result | None, BaseException | None]] = SimpleQueue()

    def run() -> None:
        try:
            outcome.put((work(), None))
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            outcome.put((None, error))

    threading.Thread(target=run, name="request", daemon=True).start()
    result, error = outcome.get()
    if error is not None:
        raise error
    return result  # type: ignore[return-value]
