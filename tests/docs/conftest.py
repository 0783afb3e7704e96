"""The documents and the code side by side."""

import sys

# `documents` beside this file is for all tests here; the contract's canned data are a package.
from tests import ROOT

sys.path.append(str(ROOT / "tests"))
