"""How things are opened: one place, and 0 where a system does not know a flag.

A system without these flags does not get as far as using them (`Root.open` refuses it); they
must only not stand in the way of importing.
"""

from __future__ import annotations

import os

DIRECTORY: int = getattr(os, "O_DIRECTORY", 0)
NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
CLOEXEC: int = getattr(os, "O_CLOEXEC", 0)
# macOS has no O_PATH; reading rights on each folder are then needed.
PATH: int = getattr(os, "O_PATH", os.O_RDONLY)

# A file for reading, never waiting (pipes) and never becoming our terminal.
READ: int = os.O_RDONLY | CLOEXEC | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
# A folder for listing and for being flushed.
FOLDER: int = os.O_RDONLY | DIRECTORY | CLOEXEC
# A folder on the way to something.
STEP: int = PATH | DIRECTORY | NOFOLLOW | CLOEXEC
# A file that must not be there yet.
NEW: int = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | CLOEXEC
