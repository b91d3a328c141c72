"""What is never changed, and what a person should see first: the table of rule W5. Pure.

Patterns are matched on the resolved path, folded (NFC, case-folded), name by name: `*` within a
name, `**` for any number of names. A path is looked at with everything below and above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from operatoros.rooted.paths import folded
from operatoros.workspace.plan import Badge

# Never changed. The product's own store is recognised by inode, not by name (see `prepare`).
DENIED: Mapping[str, str] = {
    "**/.git": "git's own folder is never changed from here",
    "**/.git/**": "git's own folder is never changed from here",
}


def _patterns(text: str) -> tuple[str, ...]:
    """Return the patterns of a blank-separated text."""
    return tuple(text.split())


# Not read without a click, and shown in red when changed.
SECRETS = _patterns("""
    **/.env **/.env.* **/*.env **/.envrc **/.netrc **/_netrc **/.pgpass **/.npmrc **/.pypirc
    **/.htpasswd **/.git-credentials **/.ssh/** **/.aws/** **/.gnupg/** **/.kube/config
    **/.docker/config.json **/.config/gcloud/** **/id_rsa* **/id_dsa* **/id_ecdsa* **/id_ed25519*
    **/*.pem **/*.key **/*.p12 **/*.pfx **/*.jks **/*.keystore **/*.kdbx **/*.ppk **/*.asc
    **/*.tfvars **/*.tfstate **/credentials **/credentials.* **/secrets **/secrets.* **/secret.*
    **/service-account*.json **/.git/config
""")
# Meant to be read by everyone.
NOT_SECRETS = _patterns("**/.env.example **/.env.sample **/.env.template **/*.py **/*.md")

# Badge code -> (what it says, patterns). Order is the order in which they are shown.
BADGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "secret": ("looks like a secret", SECRETS),
    "ci": (
        "runs on a build server",
        _patterns("""
            **/.github/workflows/** **/.github/actions/** **/.gitlab-ci.yml **/.gitlab/**
            **/.circleci/** **/.buildkite/** **/jenkinsfile **/azure-pipelines.yml
            **/.travis.yml **/.drone.yml **/.woodpecker*/** **/bitbucket-pipelines.yml
            **/appveyor.yml
        """),
    ),
    "runs": (
        "runs by itself or at the next build",
        _patterns("""
            **/.husky/** **/.pre-commit-config.yaml **/.vscode/** **/.idea/** **/.envrc
            **/.direnv/** **/makefile **/gnumakefile **/justfile **/dockerfile
            **/docker-compose*.y*ml **/compose.y*ml **/package.json **/setup.py **/conftest.py
            **/sitecustomize.py **/usercustomize.py **/*.pth **/build.rs **/.gitattributes
            **/.gitmodules **/.bashrc **/.profile **/.zshrc **/crontab
        """),
    ),
    "lock": (
        "pins what is installed",
        _patterns("""
            **/*.lock **/package-lock.json **/npm-shrinkwrap.json **/pnpm-lock.yaml **/bun.lockb
            **/go.sum **/requirements*.txt **/requirements/**
        """),
    ),
    "dotfile": ("is hidden", ("**/.*", "**/.*/**")),
}


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern as an expression over a folded path (at most 1,024 bytes)."""
    parts: list[str] = []
    for index, name in enumerate(pattern.split("/")):
        last = index == pattern.count("/")
        if name == "**":
            parts.append(".+" if last else "(?:.*/)?")
        else:
            literal = "[^/]*".join(map(re.escape, name.split("*")))
            parts.append(literal if last else literal + "/")
    return re.compile("".join(parts) + r"\Z", re.DOTALL)


def _any(path: str, patterns: Iterable[str]) -> bool:
    return any(_compiled(pattern).match(path) for pattern in patterns)


def denied(path: str) -> str | None:
    """Say why a path is never changed; None if it may be."""
    name = folded(path)
    return next((why for pattern, why in DENIED.items() if _compiled(pattern).match(name)), None)


def secret_like(path: str) -> bool:
    """Tell whether a path looks like a secret: it is not read without a click."""
    name = folded(path)
    return _any(name, SECRETS) and not _any(name, NOT_SECRETS)


def badges(path: str) -> tuple[Badge, ...]:
    """Return what a person should see about a path, most alarming first."""
    name = folded(path)
    found: list[Badge] = []
    for code, (text, patterns) in BADGES.items():
        hit = secret_like(path) if code == "secret" else _any(name, patterns)
        if hit:
            found.append(Badge(code=code, path=path, text=f"{path} {text}"))
    return tuple(found)
