"""Styles and scripts: served by us alone, kept for ever under their hash, small in all."""

from __future__ import annotations

import gzip
import re

import pytest

from operatoros.web import assets
from operatoros.web.assets import TABLE, AssetsMissing, address_of, asset
from tests.web.conftest import Served

# What a first visit loads: 100 kB in all is the bar.
_MOST_PACKED = 100_000


@pytest.mark.parametrize("name", TABLE)
def test_an_asset_is_served_under_its_hash(served: Served, name: str) -> None:
    """Its address holds the hash of its content and may be kept for ever; another is not found."""
    answer = served.get(address_of(name))
    assert answer.status_code == 200
    assert answer.content == asset(name).plain
    assert "immutable" in answer.headers["cache-control"]
    assert served.get(f"/assets/{'0' * 16}/{name}").status_code == 404


def test_all_assets_are_small_enough() -> None:
    """Everything that pages load is at most 100 kB, compressed."""
    assert sum(len(asset(name).packed) for name in TABLE) <= _MOST_PACKED
    assert all(gzip.decompress(asset(name).packed) == asset(name).plain for name in TABLE)


def test_no_asset_reaches_anywhere_else() -> None:
    """Our styles and scripts name no other address; icons in styles are not loaded from data."""
    for name in ("operatoros.css", "operatoros.js", "theme.js"):
        assert not re.search(rb"https?://|url\(", asset(name).plain), name
    assert not re.search(rb"url\(['\"]?https?:|@import", asset("basecoat.css").plain)


def test_missing_assets_say_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout without the fetched files names the command that brings them."""
    monkeypatch.setitem(TABLE, "gone.css", ("assets/gone.css",))
    with pytest.raises(AssetsMissing) as caught:
        assets.asset("gone.css")
    assert caught.value.code == "ERR_ASSETS_MISSING"
    assert "make assets" in caught.value.hint


def test_a_name_that_is_no_asset_is_not_found(served: Served) -> None:
    """Nothing besides the table is served, whatever path is asked."""
    for path in ("/assets/x/../secret", "/assets/x/%2e%2e%2fcontext.py", "/assets/x/context.py"):
        assert served.get(path).status_code == 404
    assert "ERR_ASSET_NOT_FOUND" in served.get("/assets/x/context.py").text
