"""`phoihop portals`: what the registry knows, and whether it still holds."""

import click

from phoihop.commands import options


@click.group(invoke_without_command=True)
@options.as_json
@click.pass_context
def portals(context: click.Context, as_json: bool) -> None:
    """List the portals of the registry: what is verified and what is a guess.

    With a sub-command: test portals live, or draft the file of a new one.
    """
    if context.invoked_subcommand:
        return
    from crawler.portals.registry import load_registry

    registry = load_registry()
    if as_json:
        options.echo_json([portal.model_dump(mode="json") for portal in registry.portals.values()])
        return
    for portal in sorted(registry.portals.values(), key=lambda p: (p.kind, p.province or "", p.key)):
        state = "enabled" if portal.enabled else "sample" if portal.sample else "not enabled"
        checked = f"checked {portal.checked_on}" if portal.checked_on else "never checked live"
        markup = "markup known" if portal.page or portal.family_hints else "markup unknown"
        click.echo(
            f"{portal.key:22} {portal.kind:11} {portal.province or '–':20} {state:12} "
            f"evidence: {portal.evidence or '–':7} {markup}; {checked}"
        )
    known = [p for p in registry.portals.values() if not p.sample]
    enabled = sum(portal.enabled for portal in known)
    click.echo(f"{len(known)} portals, {enabled} enabled; a portal is enabled once `portals check` has passed")
