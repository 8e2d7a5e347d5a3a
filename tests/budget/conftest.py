"""The laboratory and its servers live with the benchmarks: the tests of the budget use them as well."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
