"""`phoihop portals`: what the registry knows, and whether it still holds."""

from pathlib import Path

import click

from phoihop.commands import options


@click.group(invoke_without_command=True)
@options.state
@options.as_json
@click.pass_context
def portals(context: click.Context, state: Path, as_json: bool) -> None:
    """List the portals of the registry: what is verified and what is a guess.

    With a sub-command: test portals live, or draft the file of a new one.
    """
    if context.invoked_subcommand:
        return
    from crawler.portals.registry import load_registry
    from phoihop import health

    registry = load_registry()
    if as_json:
        options.echo_json([portal.model_dump(mode="json") for portal in registry.portals.values()])
        return
    for portal in sorted(registry.portals.values(), key=lambda p: (p.kind, p.province or "", p.key)):
        use = "enabled" if portal.enabled else "sample" if portal.sample else "not enabled"
        checked = f"checked {portal.checked_on}" if portal.checked_on else "never checked live"
        markup = "markup known" if portal.page or portal.family_hints else "markup unknown"
        click.echo(
            f"{portal.key:22} {portal.kind:11} {portal.province or '–':20} {use:12} "
            f"evidence: {portal.evidence or '–':7} {markup}; {checked}"
        )
    for line in health.quarantine_text(health.load(state)):
        click.echo(line)
    known = [p for p in registry.portals.values() if not p.sample]
    enabled = sum(portal.enabled for portal in known)
    click.echo(f"{len(known)} portals, {enabled} enabled; a portal is enabled once `portals check` has passed")


@portals.command()
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@options.state
def release(keys: tuple[str, ...], state: Path) -> None:
    """End the quarantine of portals: the next extract or refresh publishes their pages that wait.

    A quarantine ends by itself as well, when a refresh finds the portal to give again what its file promises.
    """
    from phoihop import health

    released = health.release(state, keys)
    for key in keys:
        click.echo(f"{key}: {'released' if key in released else 'was not in quarantine'}")
