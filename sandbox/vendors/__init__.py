"""The imitated vendors, one package each. They never import each other."""

from ..vendor_base.manifest import Manifest
from .cm.manifest import MANIFEST as CM
from .liveperson.manifest import MANIFEST as LIVEPERSON
from .parley.manifest import MANIFEST as PARLEY

# The only list of the vendors, in the order of their ports.
MANIFESTS: tuple[Manifest, ...] = (
    LIVEPERSON,
    CM,
    PARLEY,
)
