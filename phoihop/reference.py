"""The generated pages of docs/: the data dictionary and the reference of commands. `make docs` writes them."""

import json
import sys
from pathlib import Path

import click

from extract.dictionary import datapackage, markdown
from phoihop.cli import phoihop

DOCS = Path("docs")


def commands_page() -> str:
    """Return the reference of commands as Markdown, from their own help."""
    lines = ["# Commands", "", "Generated from the commands' help (`make docs`).", ""]

    def page(command: click.Command, context: click.Context) -> None:
        lines.extend([f"## {context.command_path}", "", "```text", command.get_help(context).rstrip(), "```", ""])
        if isinstance(command, click.Group):
            for name, child in sorted(command.commands.items()):
                page(child, click.Context(child, info_name=name, parent=context, max_content_width=110))

    page(phoihop, click.Context(phoihop, info_name="phoihop", max_content_width=110, terminal_width=110))
    return "\n".join(lines)


def pages() -> dict[str, str]:
    """Return the generated pages: file name in docs/ → content."""
    return {
        "tables.md": markdown(),
        "datapackage.json": json.dumps(datapackage(), ensure_ascii=False, indent=2) + "\n",
        "commands.md": commands_page(),
    }


def main() -> None:
    """Write the pages into docs/ of the working folder."""
    if not DOCS.is_dir():
        sys.exit(f"{DOCS}: no such folder; run this in the checkout")
    for name, content in pages().items():
        (DOCS / name).write_text(content, encoding="utf-8")
        print(DOCS / name)


if __name__ == "__main__":
    main()
