"""Where servers keep what they must know together: in memory, in an SQLite file, or in Redis."""

from .health import StoreHealth
from .in_memory import MemoryStateStore
from .in_sqlite import SQLiteStateStore
from .observed import ObservedStateStore
from .opening import (
    StateSettings,
    foreign_tables,
    missing_file,
    open_state_store,
    store_address,
)
from .shared_call import SharedCall
from .store import StateStore, StateStoreError, hashed, hashed_key
from .with_fallback import StateStoreWithFallback

__all__ = [
    "MemoryStateStore",
    "ObservedStateStore",
    "SQLiteStateStore",
    "SharedCall",
    "StateSettings",
    "StateStore",
    "StateStoreError",
    "StateStoreWithFallback",
    "StoreHealth",
    "foreign_tables",
    "hashed",
    "hashed_key",
    "missing_file",
    "open_state_store",
    "store_address",
]
