"""Git repositories made for tests, friendly and hostile."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path


class Repository:
    """A repository that tests commit to with chosen names, times and messages."""

    def __init__(self, folder: Path, *args: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *args)

    def git(self, *args: str, env: Mapping[str, str] | None = None, feed: bytes = b"") -> str:
        """Run plain git, without anybody's own settings, and return what it wrote."""
        done = subprocess.run(
            ["git", *args],
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": "/nonexistent",
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_AUTHOR_NAME": "Ann",
                "GIT_AUTHOR_EMAIL": "ann@example.com",
                "GIT_COMMITTER_NAME": "Ann",
                "GIT_COMMITTER_EMAIL": "ann@example.com",
                "LC_ALL": "C",
                **(env or {}),
            },
            input=feed,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "surrogateescape")

    def commit(
        self,
        message: str,
        files: Mapping[str, bytes | str | None] | None = None,
        *,
        at: str = "2026-11-20T10:00:00+00:00",
        name: str = "Ann",
        email: str = "ann@example.com",
    ) -> str:
        """Commit files (None removes one) and return the hash."""
        for path, content in (files or {}).items():
            file = self.folder / path
            if content is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "--all")
        env = {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": email,
            "GIT_AUTHOR_DATE": at,
            "GIT_COMMITTER_DATE": at,
        }
        self.git(
            "commit", "--quiet", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim",
            "--file=-", env=env, feed=message.encode("utf-8", "surrogateescape"),
        )  # fmt: skip
        return self.git("rev-parse", "HEAD").strip()
