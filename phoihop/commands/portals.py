"""`phoihop portals`: what the registry knows, and whether it still holds."""

from collections import Counter
from pathlib import Path

import click

from phoihop.commands import options

_ORIGINS = {"packaged": "packaged file", "own": "your own file", "changed": "packaged file, changed by your own"}


@click.group(invoke_without_command=True)
@options.state
@options.as_json
@click.pass_context
def portals(context: click.Context, state: Path, as_json: bool) -> None:
    """List the portals of the registry: what is verified and what is a guess, and whose file states it.

    A folder of your own portal files, named by paths.portals of phoihop.toml (or PHOIHOP_PATHS_PORTALS), is laid over
    the packaged ones: a new name adds a portal, a packaged one's name changes or replaces it.

    With a sub-command: test portals live, or draft the file of a new one.
    """
    if context.invoked_subcommand:
        return
    from crawler.portals.checked import with_checked
    from crawler.portals.registry import load_registry
    from phoihop import health

    own = options.config(context).paths.portals
    registry = with_checked(load_registry(own), state)
    if as_json:
        options.echo_json(
            [{**p.model_dump(mode="json"), "origin": registry.origins[p.key]} for p in registry.portals.values()]
        )
        return
    for portal in sorted(registry.portals.values(), key=lambda p: (p.kind, p.province or "", p.key)):
        use = "enabled" if portal.enabled else "sample" if portal.sample else "not enabled"
        use = "switched off" if portal.key in registry.off else use
        checked = f"checked {portal.checked_on}" if portal.checked_on else "never checked live"
        markup = "markup known" if portal.page or portal.family_hints else "markup unknown"
        click.echo(
            f"{portal.key:22} {portal.kind:11} {portal.province or '–':20} {use:12} "
            f"evidence: {portal.evidence or '–':7} {markup}; {checked}; {_ORIGINS[registry.origins[portal.key]]}"
        )
    for line in health.quarantine_text(health.load(state)):
        click.echo(line)
    known = [p for p in registry.portals.values() if not p.sample]
    enabled = sum(portal.enabled for portal in known)
    click.echo(f"{len(known)} portals, {enabled} enabled; a portal is enabled once `portals check` has passed")
    if own:
        of = Counter(registry.origins.values())
        click.echo(f"{own}: {of['own']} portals of your own, {of['changed']} packaged ones changed")


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


def _manners(function: options.Command) -> options.Command:
    """Add the options of a command that asks portals."""
    for option in (
        click.option("--sample", metavar="ADDRESS", help="Ask the sample portals, served at 127.0.0.1:PORT."),
        click.option(
            "--contact",
            callback=options.setting("crawl", "contact"),
            help="Your e-mail or web address, for the User-Agent: a portal's people must be able to reach you.",
        ),
        click.option(
            "--delay",
            type=click.FloatRange(0),
            callback=options.setting("crawl", "delay"),
            help="Least seconds between two requests to one host; robots.txt may ask for more.",
        ),
    ):
        function = option(function)
    return function


@portals.command()
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@options.state
@_manners
@options.progress
@options.as_json
@click.pass_context
def check(
    context: click.Context,
    keys: tuple[str, ...],
    state: Path,
    delay: float,
    contact: str,
    sample: str | None,
    progress: bool | None,
    as_json: bool,
) -> None:
    """Test portals live, line by line, with the manners of every crawl; all that are not samples by default.

    Asked are the lists of a portal's file and a few articles: does it answer, does robots.txt allow it, do its lists
    show articles, do their links match the pattern, does a sampled article give title, time and body? A portal that
    passes is enabled from then on (portals.toml in the state folder). The exit code is 1 where one fails.
    """
    from datetime import date

    from crawler.options import CrawlOptions
    from crawler.portals.checked import FILE, note_checked
    from crawler.portals.registry import load_registry
    from phoihop.checking import check_portals, check_text

    own = options.config(context).paths.portals
    registry = load_registry(own)
    asked = list(dict.fromkeys(keys)) or [key for key, portal in registry.portals.items() if not portal.sample]
    manners = CrawlOptions(
        archive=state,
        state=state,
        registry=own,
        delay=delay,
        contact=contact,
        sample_address=sample,
        progress=options.shows(progress),
    )
    checks = check_portals(asked, manners)
    today = date.today()
    passed = [each.key for each in checks if each.passed and not registry.portals[each.key].sample]
    if passed:
        note_checked(state, passed, today)
    if as_json:
        options.echo_json([each.as_json() for each in checks])
    else:
        click.echo("\n".join(check_text(each) for each in checks))
        for key in registry.off.intersection(passed):
            click.echo(f"{key} stays switched off: your own {key}.toml says enabled = false")
        if enabled := [key for key in passed if key not in registry.off]:
            click.echo(
                f"enabled in {state / FILE}: {', '.join(enabled)}. To share it, write\n"
                f"  enabled = true\n  checked_on = {today.isoformat()}\n"
                f"into {own / 'KEY.toml' if own else 'crawler/portals/KEY.toml of a checkout'}."
            )
    context.exit(0 if all(each.passed for each in checks) else 1)


@portals.command()
@click.argument("url")
@click.option(
    "--output",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="FOLDER",
    help="Write KEY.toml into this folder (crawler/portals in a checkout).  [default: portals of phoihop.toml; where "
    "that is empty, print it]",
)
@_manners
@options.state
@click.pass_context
def add(
    context: click.Context,
    url: str,
    output: Path | None,
    delay: float,
    contact: str,
    sample: str | None,
    state: Path,
) -> None:
    """Draft the file of a new portal from its home page at URL.

    Feeds, sitemaps, candidates for sections and the pattern of articles' addresses are learned from what the page and
    robots.txt show; what they do not show is left out. Look the draft over, fill in the provinces, then check it.
    """
    from crawler.drafting import draft, fetch_home
    from crawler.options import CrawlOptions
    from crawler.portals.registry import load_registry

    own = options.config(context).paths.portals
    folder = own if own and own.exists() else None  # the first draft makes the folder
    registry = load_registry(folder)
    known = registry.for_url(url if "://" in url else f"https://{url}")
    if known:
        raise click.UsageError(f"{url} belongs to a portal of the registry: {known.key}")
    if not contact and not sample:
        raise click.UsageError("--contact: a portal's people must be able to reach you")
    manners = CrawlOptions(
        archive=state, state=state, registry=folder, delay=delay, contact=contact, sample_address=sample
    )
    drafted = draft(*fetch_home(url, manners))
    for remark in drafted.remarks:
        click.echo(f"phoihop: {remark}", err=True)
    output = output or own
    if output is None:
        click.echo(drafted.to_toml(), nl=False)
        return
    taken = registry.portals.get(drafted.key)
    if taken and output == own:
        raise click.UsageError(
            f"{drafted.key} is the portal at {taken.base_url} already, whose file this one would replace: if it is "
            f"another site, --output FOLDER writes it elsewhere, to be renamed"
        )
    file = output / f"{drafted.key}.toml"
    if file.exists():
        raise click.UsageError(f"{file} is there already")
    output.mkdir(parents=True, exist_ok=True)
    file.write_text(drafted.to_toml(), encoding="utf-8")
    click.echo(f"{file}: look it over, then `phoihop portals check {drafted.key}`")
