"""``python benchmarks/scheduler``: the scheduler's laboratory."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from scheduler.cli import main

    sys.exit(main())
