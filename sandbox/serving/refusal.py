"""How the sandbox says no: one exception, which each application words its own way."""

from http import HTTPStatus


class Refused(Exception):  # noqa: N818 - an answer on its way out, not a fault of the program
    """The request is answered with a refusal.

    `code` is the vendor's own number or word for it, where it documents one.
    """

    def __init__(self, status: HTTPStatus, reason: str, code: int | str | None = None) -> None:
        """Keep what the application needs to word its answer."""
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.code = code
