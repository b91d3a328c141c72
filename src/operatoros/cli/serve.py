"""`operatoros serve` and `dev`: the pages on this machine, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Mapping

import click

EPILOG = """\b
Examples:
  operatoros serve
  operatoros serve --port 8080 --no-open
  operatoros serve --token
  operatoros dev --port 0
  OPERATOR_API_KEY=$(openssl rand -hex 32) operatoros serve --host 0.0.0.0
"""


@click.command(epilog=EPILOG)
@click.option("-H", "--host", default="127.0.0.1", metavar="ADDRESS", help="Address to serve on.")
@click.option("-p", "--port", default=3000, type=click.IntRange(0, 65535), help="Port (3000).")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option("--token", is_flag=True, help="Ask for a token that is new at each start.")
@click.option(
    "--name", "names", multiple=True, metavar="HOST", help="Another name it is called by."
)
def serve(host: str, port: int, no_open: bool, token: bool, names: tuple[str, ...]) -> None:
    """Serve the pages on http://localhost:3000 and open them in the browser."""
    from operatoros import config as settings
    from operatoros.web.server import serve as serve_pages

    def started(address: str) -> None:
        click.echo(f"OperatorOS is at {address}  (Ctrl-C stops it)", err=True)
        if not no_open:
            _open(address, settings.load().environment)

    try:
        serve_pages(
            settings.load, host=host, port=port, with_token=token, names=names, started=started
        )
    except KeyboardInterrupt:
        # How a person ends a server: runs under way have written down how far they came.
        click.echo("stopped", err=True)


def _open(address: str, environment: Mapping[str, str]) -> None:
    """Open the person's browser; where there is no screen, the address was printed."""
    import sys
    import webbrowser

    # Without a screen the library would start a browser of letters inside this terminal.
    screen = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    if screen or not sys.platform.startswith("linux"):
        webbrowser.open(address)
