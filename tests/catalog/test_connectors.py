"""Connector files: the requirement's examples, the full vocabulary, names of variables."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.catalog.connectors import (
    module_instead,
    parse_connector,
    read_connector,
    variable_name,
)
from operatoros.catalog.declared import Connector, Fetch, Paging, Param
from operatoros.catalog.operators import parse_operator
from operatoros.values.record import Money

REPOSITORY = Path(__file__).resolve().parent.parent.parent
GOOD = REPOSITORY / "tests" / "corpus" / "catalog" / "good"
API = """\
id: svc
name: Svc
type: api
api:
  baseUrl: https://api.example.com
fetches:
"""


def _with(block: str) -> str:
    """Return the file with a further line below `api:`."""
    return API.replace("fetches:", f"  {block}\nfetches:")


def _good(name: str) -> Connector:
    return parse_connector((GOOD / f"connector-{name}.yaml").read_bytes(), file=f"{name}.yaml")


def _fetch(text: str) -> Fetch:
    connector = parse_connector(API + text, file="x.yaml")
    return next(iter(connector.fetches.values()))


def _requirement() -> list[str]:
    """Return the YAML examples of the requirement's text."""
    folder = Path(
        os.environ.get("OPERATOROS_REQUIREMENTS", REPOSITORY.parent / "shared" / "requirements")
    )
    if not folder.is_dir():
        pytest.skip(f"no requirements at {folder}: set OPERATOROS_REQUIREMENTS")
    found: list[str] = []
    for file in sorted(folder.glob("*.txt")):
        found += re.findall(r"```yaml\n(.*?)```", file.read_text(encoding="utf-8"), re.DOTALL)
    return found


def test_the_requirements_examples_load_unchanged() -> None:
    """Every YAML example of the requirement's own text is read without an error or warning."""
    loaded = []
    for example in _requirement():
        if "\nsources:" in example:
            loaded.append(parse_operator(example, file="example.yaml").id)
        else:
            connector, problems = read_connector(example, file="example.yaml")
            assert connector is not None
            assert problems == ()
            loaded.append(connector.id)
    assert sorted(loaded) == [
        "deal-intelligence",
        "hubspot",
        "my-operator",
        "my-service",
        "my-service",
        "pylon",
    ]


def test_the_shipped_example_is_the_requirements() -> None:
    """`deal-intelligence` is shipped as written there, but for the line that names its schema."""
    shipped = REPOSITORY / "config" / "operators" / "examples" / "deal-intelligence.yaml"
    first, _, rest = shipped.read_text(encoding="utf-8").partition("\n")
    assert first.startswith("# yaml-language-server: $schema=")
    wanted = next(text for text in _requirement() if "id: deal-intelligence" in text)
    assert rest == wanted


def test_an_mcp_connector_of_the_requirement() -> None:
    """Command, arguments and variables arrive as written; the credential has its variable."""
    connector = _good("hubspot-npx")
    assert connector.kind == "mcp"
    assert connector.mcp is not None
    assert connector.mcp.command == "npx"
    assert connector.mcp.args == ("tsx", "packages/connectors/src/hubspot/index.ts")
    assert connector.mcp.env == {"HUBSPOT_ACCESS_TOKEN": "{{credentials.accessToken}}"}
    (field,) = connector.credentials
    assert (field.name, field.env, field.secret, field.required) == (
        "accessToken",
        "HUBSPOT_ACCESS_TOKEN",
        True,
        True,
    )
    assert list(connector.fetches) == ["open_deals", "pipeline_summary"]
    assert connector.fetches["open_deals"].tool == "get_open_deals"


def test_an_api_connector_of_the_requirement() -> None:
    """A credential that only a template names is declared by it: required and secret."""
    connector = _good("pylon")
    assert connector.api is not None
    assert connector.api.base_url == "https://api.usepylon.com"
    auth = connector.api.auth
    assert (auth.kind, auth.token, auth.header, auth.prefix) == (
        "token",
        "{{credentials.apiKey}}",
        "Authorization",
        "Bearer",
    )
    (field,) = connector.credentials
    assert (field.env, field.secret, field.required) == ("PYLON_API_KEY", True, True)
    fetch = connector.fetches["issues"]
    assert (fetch.method, fetch.path) == ("GET", "/issues")
    assert fetch.params == (Param(name="state", default="open"),)


def test_the_full_vocabulary_of_rest() -> None:
    """Every word of the REST vocabulary reaches its value."""
    connector = _good("api-everything")
    api = connector.api
    assert api is not None
    assert api.base_url == "https://api.tracker.example/{{credentials.tenant}}/v1"
    assert (api.auth.kind, api.auth.header, api.auth.prefix) == ("api-key", "X-Tracker-Key", "")
    assert api.headers["X-Version"] == "2"
    assert (api.retry.attempts, api.retry.statuses) == (4, (429, 503))
    assert (api.rate.per_second, api.rate.reset_header) == (3, "X-Reset")
    assert (api.connect_timeout_s, api.idle_timeout_s, api.timeout_s) == (5, 10, 45.5)
    assert api.max_bytes == 5_000_000
    issues = connector.fetches["issues"]
    assert issues.path == "/projects/{project}/issues"
    assert issues.query["tag"] == ["a", "b"]
    assert issues.query["expand"] == "owner"
    assert issues.params[0] == Param(
        name="project", required=True, description="Its key", place="path"
    )
    assert issues.paging == Paging(
        kind="cursor",
        cursor_path="data.next",
        has_more_path="data.more",
        param="after",
        size_param="count",
        size=100,
        max_pages=7,
        total_path="data.total",
    )
    assert issues.shape is not None
    assert issues.shape.money[1] == Money(amount="cost", currency="EUR")
    assert connector.fetches["issue"].paging is None, "type: none switches the common one off"
    search = connector.fetches["search"].paging
    assert search is not None
    assert (search.kind, search.first, search.place) == ("page", 0, "body")
    assert [field.secret for field in connector.credentials] == [False, True, False]
    assert connector.credentials[2].default == "core"


def test_a_common_pagination_serves_every_fetch() -> None:
    """`api.pagination` counts where a fetch has none; an offset begins at 0."""
    text = _with("pagination: {type: offset, size: 50}")
    connector = parse_connector(text + "  f: {endpoint: GET /f}\n", file="x.yaml")
    paging = connector.fetches["f"].paging
    assert paging is not None
    assert (paging.param, paging.first, paging.size, paging.size_param) == (
        "offset",
        0,
        50,
        "limit",
    )


@pytest.mark.parametrize(
    ("endpoint", "method", "path"),
    [
        ("GET /issues", "GET", "/issues"),
        ("get /issues", "GET", "/issues"),
        ("/issues", "GET", "/issues"),
        ("POST   /issues/search", "POST", "/issues/search"),
        ("GET /issues/{id}/messages", "GET", "/issues/{id}/messages"),
        ("GET /issues/{{params.id}}", "GET", "/issues/{id}"),
        ("GET /issues/{{ params.id }}", "GET", "/issues/{id}"),
        ("GET /", "GET", "/"),
        ("GET /a.b/c-d_e~f:g", "GET", "/a.b/c-d_e~f:g"),
    ],
)
def test_endpoints(endpoint: str, method: str, path: str) -> None:
    """A method and a path; both spellings of a path parameter are one."""
    fetch = _fetch(f'  f: {{endpoint: "{endpoint}"}}\n')
    assert (fetch.method, fetch.path) == (method, path)
    assert [param.name for param in fetch.params] == (["id"] if "{id}" in path else [])
    assert all(param.required and param.place == "path" for param in fetch.params)


def test_a_fixed_query_in_the_endpoint() -> None:
    """Text behind `?` becomes the fixed query, decoded; `query:` adds to it."""
    fetch = _fetch('  f: {endpoint: "GET /f?q=a%20b+c&n={{date.today}}&flag", query: {z: 1}}\n')
    assert fetch.query == {"q": "a b c", "n": "{{date.today}}", "flag": "", "z": 1}
    assert fetch.path == "/f"


def test_api_keys_may_go_to_a_header_or_the_query() -> None:
    """An api-key has its own header by default, or a query parameter and then no header."""
    text = API.replace(
        "fetches:", "  auth: {type: api-key, token: '{{credentials.k}}'%s}\nfetches:"
    )
    end = "  f: {endpoint: GET /f}\n"
    header = parse_connector(text % "" + end, file="x.yaml").api
    query = parse_connector(text % ", query: api_key" + end, file="x.yaml").api
    assert header is not None
    assert query is not None
    assert (header.auth.header, header.auth.prefix, header.auth.query) == ("X-Api-Key", "", "")
    assert (query.auth.header, query.auth.query) == ("", "api_key")


def test_basic_auth() -> None:
    """Two templates; the second half may be absent, as some services want it."""
    text = _with("auth: {type: basic, username: '{{credentials.k}}'}")
    api = parse_connector(text + "  f: {endpoint: GET /f}\n", file="x.yaml").api
    assert api is not None
    assert (api.auth.username, api.auth.password) == ("{{credentials.k}}", "")


def test_a_module_connector() -> None:
    """`mcp.module` names a shipped module, with the one folder it may read."""
    text = "id: notes\nname: N\ntype: mcp\nmcp: {module: files, root: notes, timeout_s: 5}\n"
    connector = parse_connector(text + "fetches: {read: {tool: read}}\n", file="x.yaml")
    assert connector.kind == "module"
    assert connector.mcp is None
    assert connector.module is not None
    assert (connector.module.name, connector.module.root, connector.module.timeout_s) == (
        "files",
        "notes",
        5,
    )


def test_a_package_without_a_runner_is_an_npm_package() -> None:
    """The original's `package: NAME` means npx; both runners can be written."""
    connector = _good("mcp-package")
    assert connector.mcp is not None
    assert connector.mcp.package == "npx:@linear/mcp-server"
    assert connector.mcp.args == ("--verbose", "3")
    assert connector.mcp.env == {
        "LINEAR_API_KEY": "{{credentials.apiKey}}",
        "DEBUG": "1",
        "EMPTY": "",
    }


def test_a_remote_server() -> None:
    """`url` with headers and an allow-list of tools."""
    server = _good("mcp-url").mcp
    assert server is not None
    assert server.url == "https://mcp.remote.example/mcp"
    assert server.tools == ("list_issues",)
    assert server.headers == {"Authorization": "Bearer {{credentials.apiKey}}"}


def test_a_table_connector() -> None:
    """Files by fetch, with a shape or without."""
    connector = _good("table")
    assert connector.kind == "table"
    assert connector.fetches["deals"].file == "data/deals.csv"
    assert connector.fetches["wrapped"].data_selector == "results"


@pytest.mark.parametrize(
    ("connector", "field", "variable"),
    [
        ("my-service", "apiKey", "MY_SERVICE_API_KEY"),
        ("my-service", "accessToken", "MY_SERVICE_ACCESS_TOKEN"),
        ("my-service", "accessSecret", "MY_SERVICE_ACCESS_SECRET"),
        ("hubspot", "accessToken", "HUBSPOT_ACCESS_TOKEN"),
        ("gong", "apiUrl", "GONG_API_URL"),
        ("gong", "apiURL", "GONG_API_URL"),
        ("x", "URLPath", "X_URL_PATH"),
        ("x", "oauth2Token", "X_OAUTH2_TOKEN"),
        ("x", "api_key", "X_API_KEY"),
        ("x", "API_KEY", "X_API_KEY"),
        ("a1", "k", "A1_K"),
    ],
)
def test_variables_of_credentials(connector: str, field: str, variable: str) -> None:
    """The pattern is {CONNECTOR_ID}_{FIELD_NAME} in SCREAMING_SNAKE_CASE."""
    assert variable_name(connector, field) == variable


@given(
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True),
    st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,20}", fullmatch=True),
)
def test_every_variable_is_a_name_that_shells_accept(connector: str, field: str) -> None:
    """Whatever id and field, the variable is upper case and holds no odd character."""
    name = variable_name(connector, field)
    assert re.fullmatch("[A-Z0-9][A-Z0-9_]*", name)


def test_an_old_command_names_the_module_that_replaces_it() -> None:
    """`npx tsx packages/connectors/src/hubspot/...` stood for what `module: hubspot` does."""
    assert module_instead(_good("hubspot-npx")) == "hubspot"
    assert module_instead(_good("my-service-mcp")) == "my-service"
    assert module_instead(_good("mcp-package")) == ""
    assert module_instead(_good("pylon")) == ""


def test_a_field_that_nothing_uses_is_a_warning() -> None:
    """A typo between auth.fields and the template is told, and the file still loads."""
    text = API.replace(
        "fetches:", "  auth: {type: token, token: '{{credentials.apiKye}}'}\nfetches:"
    )
    text += "  f: {endpoint: GET /f}\nauth:\n  fields:\n    apiKey: {}\n"
    connector, problems = read_connector(text, file="x.yaml")
    assert connector is not None
    assert [(p.code, p.severity, p.place.line) for p in problems] == [
        ("ERR_CREDENTIAL_UNUSED", "warning", 11)
    ]


def test_a_credential_in_a_command_line_is_a_warning() -> None:
    """Others on the machine can read command lines; the file still loads."""
    text = "id: s\nname: S\ntype: mcp\nmcp: {command: c, args: [--key, '{{credentials.k}}']}\n"
    connector, problems = read_connector(text + "fetches: {f: {tool: t}}\n", file="x.yaml")
    assert connector is not None
    assert [p.code for p in problems] == ["ERR_CREDENTIAL_IN_ARGS"]
