"""The application: every route is there, and only what is meant changes anything."""

from __future__ import annotations

from fastapi.routing import APIRoute, iter_route_contexts

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
    routes = [found.route for found in iter_route_contexts(create_app(served.site).routes)]
    pages = [route for route in routes if isinstance(route, APIRoute)]
    assert len(pages) > 30
    assert {method for route in pages for method in route.methods or ()} <= {"GET", "POST"}
    listed = [route.path for route in pages if route.include_in_schema]
    assert all(path.startswith("/api/") for path in listed), listed
