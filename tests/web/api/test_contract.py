"""The description is truthful: every route is shown by a test, every status and form is described.

`SHOWN` names the test that shows a route's behaviour with true values; a route without one fails.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator, ValidationError
from pydantic import ValidationError as BodyError

from operatoros.errors import Conflict, Exhausted, NotFound
from operatoros.web.api.contract import Body, may, told
from operatoros.web.api.parts import ROUTERS
from tests.web.api.conftest import Served, closed

HERE = Path(__file__).parent
SHOWN = {
    "show_session": "session.a_program_learns_the_token_and_the_version",
    "show_today": "today.today_has_the_newest_briefing_and_what_waits",
    "start_demo": "today.the_demo_runs_to_its_briefing",
    "list_operators": "operators.operators_are_listed_like_on_the_command_line",
    "show_operator": "operators.one_operator_has_its_tasks_sources_and_parameters",
    "start_run": "runs.a_run_begins_and_is_shown_like_run_json",
    "show_runs": "runs.runs_are_listed_in_pages",
    "show_run": "runs.a_run_begins_and_is_shown_like_run_json",
    "cancel_run": "live.a_run_is_cancelled_and_keeps_what_it_found",
    "consent_to_run": "live.a_run_asks_before_records_leave",
    "answer_run": "runs.a_waiting_run_takes_a_chats_answer",
    "propose_from_run": "runs.proposals_of_a_run_go_to_an_inbox_and_no_further",
    "replay_run": "runs.a_run_is_made_again",
    "follow_run": "live.events_are_those_of_the_schema_live_and_late",
    "show_records": "run_contents.records_are_a_table",
    "show_prompt": "runs.a_waiting_run_takes_a_chats_answer",
    "show_proposals": "runs.proposals_of_a_run_go_to_an_inbox_and_no_further",
    "compare_runs": "run_contents.two_runs_are_compared_the_older_first",
    "export_run": "run_contents.a_run_is_exported_in_every_form",
    "show_conversation": "chat.an_answer_is_streamed_checked_and_kept",
    "ask_about_run": "chat.an_answer_is_streamed_checked_and_kept",
    "follow_answer": "chat.an_answer_is_streamed_checked_and_kept",
    "consent_to_answer": "chat.an_answer_is_streamed_checked_and_kept",
    "cancel_answer": "chat.an_answer_is_cancelled",
    "list_workspaces": "workspaces.a_folder_is_opened_and_listed",
    "open_workspace": "workspaces.a_folder_is_opened_and_listed",
    "show_inbox": "workspaces.a_folder_is_opened_and_listed",
    "list_acts": "workspaces.an_act_is_undone_and_done_again_as_it_was_shown",
    "show_file": "workspaces.a_file_is_shown_and_a_secret_is_not",
    "show_first_message": "workspaces.the_first_message_carries_the_token_of_the_inbox",
    "look_at_undo": "workspaces.an_act_is_undone_and_done_again_as_it_was_shown",
    "undo_act": "workspaces.an_act_is_undone_and_done_again_as_it_was_shown",
    "take_text_in": "entries.a_text_is_taken_in_once",
    "list_entries": "entries.a_text_is_taken_in_once",
    "show_entry": "entries.an_entry_is_approved_by_the_plan_that_was_shown",
    "preview_entry": "entries.a_text_is_edited_before_it_is_written",
    "approve_entry": "entries.an_entry_is_approved_by_the_plan_that_was_shown",
    "reject_entry": "entries.an_entry_is_rejected_dismissed_and_asked_again",
    "dismiss_entry": "entries.an_entry_is_rejected_dismissed_and_asked_again",
    "reopen_entry": "entries.an_entry_is_rejected_dismissed_and_asked_again",
    "approve_group": "entries.a_group_is_approved_and_the_stop_lane_is_not",
    "copy_results": "entries.results_are_handed_out_to_paste",
    "scan_chat_text": "blocks.a_text_is_scanned_and_nothing_is_kept",
    "show_templates": "blocks.templates_are_there_for_every_action_and_are_no_commands",
}


def _operations() -> list[tuple[str, str, dict[str, object]]]:
    return [
        (method, path, operation)
        for path, methods in closed()["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_route_is_shown_by_a_test() -> None:
    """The table names each route of the API once, and each named test is there."""
    routes = [route for router in ROUTERS for route in router.routes]
    assert all(isinstance(route, APIRoute) for route in routes)
    names = sorted(str(operation["operationId"]) for _, _, operation in _operations())
    assert names == sorted(SHOWN)
    assert len(routes) == len(names)
    assert all(path.startswith("/api/") for _, path, _ in _operations())
    for shown in SHOWN.values():
        file, _, test = shown.partition(".")
        tree = ast.parse((HERE / f"test_{file}.py").read_text(encoding="utf-8"))
        found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert f"test_{test}" in found, shown


def test_the_served_description_is_the_one_that_tests_hold(served: Served) -> None:
    """GET /api/openapi.json is the description, with the one form of errors and no other."""
    told = served.client.get("/api/openapi.json").json()
    assert sorted(told["paths"]) == sorted(closed()["paths"])
    text = json.dumps(told)
    assert "HTTPValidationError" not in text
    for _, path, operation in _operations():
        assert operation["summary"], path
        assert operation["tags"], path
        responses = operation["responses"]
        assert isinstance(responses, dict)
        assert "422" not in responses
        for status, response in responses.items():
            if status.startswith(("4", "5")):
                schema = response["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/ErrorInfo"}, (path, status)


def test_what_is_held_closed_refuses_more_and_less() -> None:
    """The control of the tests' client: a further field fails, and so does a missing one."""
    schema = {"$ref": "#/components/schemas/SessionShown", "components": closed()["components"]}
    good = {"csrf": "x", "login": False, "version": "1"}
    Draft202012Validator(schema).validate(good)
    for bad in ({**good, "more": 1}, {"csrf": "x", "login": False}):
        with pytest.raises(ValidationError):
            Draft202012Validator(schema).validate(bad)


def test_a_body_takes_nothing_unknown_and_converts_nothing() -> None:
    """A misspelt field or a text for a number is refused, not guessed."""

    class Sample(Body):
        count: int

    assert Sample(count=1).count == 1
    for bad in ({"count": "1"}, {"count": 1.0}, {"count": 1, "more": 2}):
        with pytest.raises(BodyError):
            Sample.model_validate(bad)


def test_statuses_are_those_of_the_kinds_of_error() -> None:
    """The description takes statuses and sentences from the tree of errors."""
    assert sorted(may(NotFound, Conflict, Exhausted)) == [404, 409, 429]
    assert may(NotFound)[404]["description"] == NotFound.__doc__
    assert told({"a": "ü\ud800"}).body == b'{"a":"\\u00fc\\ud800"}'
