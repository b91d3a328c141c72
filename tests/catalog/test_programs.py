import pytest

from operatoros.catalog.programs import install_hint


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("npx", "Node.js"),
        ("/opt/bin/uvx", "install uv"),
        ("mcp-server-git", "`pipx install mcp-server-git`"),
        ("my-server", "write its full path"),
    ],
)
def test_a_missing_program_is_named_with_the_way_to_get_it(command: str, said: str) -> None:
    """Launchers and known servers say their package; for others there is the path."""
    assert said in install_hint(command)
