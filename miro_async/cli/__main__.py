"""``python -m miro_async.cli`` is ``miro-async``."""

from miro_async.cli import main

if __name__ == "__main__":
    main()
