"""The vendors, imitated over HTTP from their documents.

`python -m sandbox` runs them in a process of their own; `running_sandbox` runs them inside a
test. Nothing here is shared with the plugin, so the sandbox can't repeat its misreadings.
"""

from .client.control import Control
from .serving.in_thread import RunningSandbox, running_sandbox

__all__ = ["Control", "RunningSandbox", "running_sandbox"]
