"""The vendors, imitated over HTTP from their documents.

`python -m sandbox` runs them in a process of their own, `running_sandbox` inside a test. The
sandbox shares no code with the plugin, so that it cannot repeat the plugin's misreadings.
"""

from .client.control import Control
from .in_thread import RunningSandbox, running_sandbox

__all__ = ["Control", "RunningSandbox", "running_sandbox"]
