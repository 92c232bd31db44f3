"""`inglenook retention`."""

import typer

from inglenook.commands.options import DataFolder

app = typer.Typer(help="What is destroyed when its time is over.", no_args_is_help=True)


@app.callback()
def retention() -> None:
    """What is destroyed when its time is over. A running server sweeps by itself."""


@app.command("list")
def list_due(data: DataFolder = None) -> None:
    """What a sweep would destroy now, one line each: session, rule, what, since when. Touches
    nothing."""
    from inglenook.commands.vault import opened
    from inglenook.parts import retention_policy
    from inglenook.settings import load_settings
    from writeback.retention import Retention

    with opened(data) as vault:
        due = Retention(vault, retention_policy(load_settings(data=data))).due()
    for one in due:
        what = "all" if one.lineages is None else "+".join(sorted(one.lineages))
        print(f"{one.session_id}\t{one.rule.value}\t{what}\t{one.since:%Y-%m-%dT%H:%M:%SZ}")
    print(f"{len(due)} sessions have something to destroy.")


@app.command()
def sweep(data: DataFolder = None) -> None:
    """Destroy it now. May be interrupted, and repeated."""
    from inglenook.commands.vault import opened
    from inglenook.parts import retention_policy
    from inglenook.settings import load_settings
    from writeback.retention import Retention

    with opened(data) as vault:
        count = Retention(vault, retention_policy(load_settings(data=data))).sweep()
    print(f"Of {count} sessions something was destroyed.")
