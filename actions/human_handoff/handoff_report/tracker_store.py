"""Read events from Rasa's SQL tracker store; SQLAlchemy is imported only here, when it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ..errors import HandoffError
from ..handoff_events.event import EVENT_SLOT
from .reading import Reading, event_from_slot
from .recorded_event import DamagedEventError, RecordedEvent

# So many rows are fetched at a time.
ROWS = 1000
# Rasa's own names: `SQLTrackerStore` keeps each event of a tracker as JSON in `events.data`. The
# pattern finds candidates; `_` stands for any character there.
_QUERY = "SELECT id, data FROM events WHERE type_name = 'slot' AND data LIKE :pattern ORDER BY id"
_NEEDS_SQLALCHEMY = (
    "Reading Rasa's tracker store needs SQLAlchemy: install it with `pip install sqlalchemy`, and "
    "the database's driver, such as psycopg2-binary; or run this command in Rasa's environment."
)


class TrackerStoreError(HandoffError):
    """The tracker store cannot be read; the text does not contain its password."""


def events_from_tracker_store(
    url: str, reading: Reading, progress: Callable[[float], None] = lambda _: None
) -> Iterator[RecordedEvent]:
    """Return the events in Rasa's SQL tracker store, one row after the other.

    Args:
        url: The address in SQLAlchemy's form, such as `postgresql://user:password@host/rasa`.
        reading: Counts what is read.
        progress: Is told now and then which share of the rows has been read, 0 to 1.

    Raises:
        TrackerStoreError: SQLAlchemy or the database's driver is missing, or the store cannot be
            read.
    """
    try:
        import sqlalchemy
    except ImportError:
        raise TrackerStoreError(_NEEDS_SQLALCHEMY) from None
    try:
        yield from _events(sqlalchemy, url, reading, progress)
    except (sqlalchemy.exc.ArgumentError, ValueError):  # a port that is no number is a ValueError
        raise TrackerStoreError(
            "The tracker store's address is wrong: write it like postgresql://user@host:5432/rasa "
            "or sqlite:///rasa.db."
        ) from None
    except ImportError as error:
        raise TrackerStoreError(
            f"The driver of this database is missing: {error}. Install it with pip."
        ) from None
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise TrackerStoreError(
            f"The tracker store cannot be read ({type(error).__name__}): check that the address is "
            "right, that the database runs, and that it has Rasa's table `events`."
        ) from None


def _events(
    sqlalchemy: Any, url: str, reading: Reading, progress: Callable[[float], None]
) -> Iterator[RecordedEvent]:
    engine = sqlalchemy.create_engine(_checked(sqlalchemy, url))
    try:
        with engine.connect() as connection:
            last = connection.execute(sqlalchemy.text("SELECT max(id) FROM events")).scalar() or 1
            # Without these options the driver would fetch all rows at once.
            streaming = connection.execution_options(stream_results=True, max_row_buffer=ROWS)
            rows = streaming.execute(sqlalchemy.text(_QUERY), {"pattern": f"%{EVENT_SLOT}%"})
            for number, data in rows:
                progress(number / last)
                event = _event(number, data, reading)
                if event is not None:
                    yield event
    finally:
        engine.dispose()


def _checked(sqlalchemy: Any, url: str) -> Any:
    parsed = sqlalchemy.engine.make_url(url)
    file = parsed.database or "in memory"
    if parsed.get_backend_name() == "sqlite" and not Path(file).is_file():
        # SQLite would create an empty file.
        raise TrackerStoreError(f"The tracker store {file} cannot be read: there is no such file.")
    return parsed


def _event(number: int, data: object, reading: Reading) -> RecordedEvent | None:
    try:
        event = event_from_slot(str(data), reading.now)
    except DamagedEventError as problem:
        reading.damage(f"tracker store, row {number} of the table events", problem)
        return None
    reading.events += event is not None
    return event
