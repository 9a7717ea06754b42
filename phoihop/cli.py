"""The command line: `phoihop crawl | extract | refresh | evaluate | report | show | portals | path | demo | …`.

Only click is imported here and at the top of the command modules: `phoihop --help` must answer at once, so a command
imports what it needs when it runs.
"""

import sys
from importlib.metadata import version

import click

from phoihop.commands.crawl import crawl
from phoihop.commands.demo import demo
from phoihop.commands.diff import diff
from phoihop.commands.evaluate import evaluate
from phoihop.commands.export import export
from phoihop.commands.extract import extract
from phoihop.commands.portals import portals
from phoihop.commands.prune import prune
from phoihop.commands.refresh import refresh
from phoihop.commands.report import report
from phoihop.commands.review import review
from phoihop.commands.show import show
from phoihop.commands.snapshots import compact, dictionary, path

USAGE = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(version("phoihop"), message="%(prog)s %(version)s")
def phoihop() -> None:
    """Data on the co-operation agreements (quy chế phối hợp) of Vietnam's police and trade unions.

    `crawl` collects articles of provincial portals into a WARC archive, `extract` turns the archive into Parquet
    tables, `refresh` does both. Settings: phoihop.toml in the working folder, or PHOIHOP_… variables.

    \b
    Exit codes:  0 healthy; 1 nothing published; 2 wrong use or input; 3 published, but portals in quarantine or
    corrections orphaned; 75 another run holds the lock.
    """  # noqa: D301  (\b is click's mark for a paragraph that it must not wrap)


_COMMANDS = (
    crawl, extract, refresh, evaluate, report, export, diff, review, show, portals, path, dictionary, compact, prune,
    demo,
)  # fmt: skip
for command in _COMMANDS:
    phoihop.add_command(command)


def main() -> None:
    """Run the command line. A fault that is the user's to mend is one line on standard error, not a traceback."""
    try:
        sys.exit(phoihop(standalone_mode=False) or 0)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("phoihop: stopped; run the same command again to go on", err=True)
        sys.exit(130)
    except OSError as fault:
        named = f"{fault.filename}: {fault.strerror}" if fault.filename else str(fault)
        click.echo(f"phoihop: {named}", err=True)
        sys.exit(USAGE)
    except Exception as fault:
        # An exception that carries an exit code is meant for the user; any other is a bug and keeps its traceback.
        code = getattr(fault, "exit_code", None)
        if code is None:
            raise
        click.echo("\n".join(f"phoihop: {line}" for line in str(fault).splitlines()), err=True)
        sys.exit(code)


if __name__ == "__main__":
    main()
