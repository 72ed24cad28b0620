"""The command that builds and serves the demonstration campaign."""

import click


@click.command("demo")
@click.option("--port", default=8000, show_default=True)
@click.option("--no-serve", is_flag=True, help="Build it and stop.")
def demo(port: int, *, no_serve: bool) -> None:
    """Build the Westminster 2018 campaign and serve it."""
    raise NotImplementedError((port, no_serve))
