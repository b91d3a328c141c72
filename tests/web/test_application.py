"""The application: every route is there, and only what is meant changes anything."""

from __future__ import annotations

from fastapi.routing import APIRoute

from operatoros.web.application import create_app
from tests.web.conftest import Served


def test_every_page_of_the_navigation_is_there(served: Served) -> None:
    """Each address that the navigation names answers with a page that marks where it is."""
    for path in ("/", "/operators", "/runs", "/inbox"):
        answer = served.get(path)
        assert answer.status_code == 200
        assert f'href="{path}"' in answer.text
        assert 'aria-current="page"' in answer.text
        assert '<meta name="csrf-token" content="token">' in answer.text


def test_methods_say_what_changes(served: Served) -> None:
    """Pages are GET; everything that changes something is POST; nothing else exists."""
    routes = [route for route in create_app(served.site).routes if isinstance(route, APIRoute)]
    methods = {method for route in routes for method in route.methods}
    assert methods <= {"GET", "POST"}
    assert not any(route.include_in_schema for route in routes if "/api/" not in route.path)
