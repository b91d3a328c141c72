"""axe-core, the accessibility checker, run in a page that lets it in."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import REPOSITORY

_SCRIPT = REPOSITORY / ".cache" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """
async rules => {
  const options = {resultTypes: ['violations'], ...(rules ? {runOnly: rules} : {})};
  const found = await axe.run(document, options);
  return found.violations.map(one => [one.id, one.nodes.slice(0, 5).map(
    node => node.html.slice(0, 160) + ' | ' + node.any.concat(node.all, node.none).map(
      check => check.message).join('; ').slice(0, 240))]);
}
"""


@cache
def script() -> str:
    """Return axe-core's source; skip the test if it is not installed."""
    if not _SCRIPT.exists():
        if os.environ.get("CI"):
            pytest.fail("axe-core is missing: scripts/test-tools installs it")
        pytest.skip("axe-core is missing: scripts/test-tools installs it")
    return _SCRIPT.read_text(encoding="utf-8")


def violations(page: Page, *rules: str) -> list[Any]:
    """Return what axe finds wrong in a page that was opened with `bypass_csp`.

    Args:
        page: The page as it stands.
        rules: Ids of the rules to ask; none means all.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(script())
    found: list[Any] = page.evaluate(_RUN, list(rules) or None)
    return found
