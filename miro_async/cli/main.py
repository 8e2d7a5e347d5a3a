"""The commands and their options. Nothing but click is imported here: what a command needs comes with its run."""

import errno
import sys
from pathlib import Path
from typing import Any, Final

import click

from miro_async._version import __version__
from miro_async.cli.exits import EXIT_CODES, Exit, complain, exit_code
from miro_async.cli.lazy import Area, LazyGroup
from miro_async.cli.options import FiniteRange, client_options, options, output_options, watch_option, yes_option
from miro_async.cli.session import Settings
from miro_async.errors import MiroError

__all__ = ["program"]

_AREAS: Final = {
    name: Area(f"miro_async.cli.areas.{name}", text, section)
    for section, areas in {
        "Commands": {
            "call": "Send any operation of the API.",
            "completion": "Print the script that makes a shell complete.",
            "operations": "List the operations of the API, and what the emulator does.",
            "top": "Show the quotas of an emulator as they are spent.",
            "whoami": "Show whose the token is, and what it may do.",
        },
        "Resources": {
            "boards": "List, get, create, update, copy, delete boards.",
            "connectors": "List, get, create, update, delete connectors.",
            "documents": "Upload, replace, download the files of documents.",
            "frames": "List, get, create, update, delete frames.",
            "groups": "List, get, create, update, delete groups, ungroup.",
            "images": "Upload, replace, download the files of images.",
            "items": "List, get, create items; update, delete many.",
            "members": "List, get, share, update, remove members of a board.",
            "organization": "Show an organization and its members.",
            "tags": "List, get, create, update, delete, attach, detach tags.",
            "teams": "List, get, create, update, delete teams.",
        },
    }.items()
    for name, text in areas.items()
}

MAPPING_HELP = """\b
How columns become items:
  --map content=name                 the text is the cell, exactly
  --map 'content={name}\\n{city}'     several columns in one text; they come back
                                     apart, also with newlines in them
  --map type=kind                    sticky_note, sticky_note:rectangle, shape,
                                     shape:circle, ... (21 shapes)
  --map color=status                 yellow, ... on sticky notes; #rrggbb on shapes
  --map x=lon --map y=lat            the centre in pixels (with --scale: in units)
  --map frame=team                   a frame for each value
  --map tag=label                    a tag for each value, on sticky notes; may be
                                     repeated with 'tag=team: {team}'
  --set color=yellow                 the same for all, or for the empty cells

Without --map, columns named type, content, color, x, y, frame and tag are taken. A row that an export with the
same options would not give back as it is, is refused before anything is sent. Coordinates come back as numbers
(45.0 as 45), JSON numbers in text as strings.
"""

KEY_HELP = """\b
With --key COLUMN the table is compared with the board:
  - the board is read as export reads it; a row and an item belong together if
    they have the same key; what --map and --set say is compared, the rest of an
    item stays as it is, and so do tags that fit no column
  - a row that differs costs one change, an equal one nothing
  - new rows go into free places of their frames, or below everything
  - an item of another type is replaced by a new one
  - two items with one key, and items that do not fit the mapping, are left
    alone and reported; items without a key of the table are left alone too
  - --prune removes these if they are rows for an export: with a text that is
    one column, any sticky note or shape is
  - --journal also keeps two runs apart: the second one waits until the board
    surely shows what the first one did (see --settle)
"""


class Program(LazyGroup):
    """A group whose commands end with an exit code and a line, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that the arguments name."""
        try:
            return super().invoke(ctx)
        except MiroError as error:
            complain(error, with_traceback=ctx.ensure_object(Settings).verbose)
            ctx.exit(exit_code(error))
        except KeyboardInterrupt:
            sys.stderr.write("miro-async: interrupted\n")
            ctx.exit(Exit.INTERRUPTED)
        except OSError as error:
            if error.errno == errno.EPIPE:  # who reads our output has gone: click ends quietly
                raise
            sys.stderr.write(f"miro-async: {error.filename or 'cannot go on'}: {error.strerror}\n")
            ctx.exit(Exit.INCOMPLETE)


mapping_options = options(
    click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN", help="What a column is; see below."),
    click.option("--set", "constants", multiple=True, metavar="FIELD=VALUE", help="The same for all, see below."),
    click.option("--scale", default="1", metavar="X[,Y]", help="Pixels to a unit of x and y; -Y turns y upwards."),
    click.option("--split-tags", metavar="SEPARATOR", help="A tag cell holds several tags, or a list in JSONL."),
    click.option(
        "--format", "table_format", type=click.Choice(["csv", "jsonl"]), help="Of the table; its name tells else."
    ),
)


@click.group(
    cls=Program,
    areas=_AREAS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, prog_name="miro-async")
@client_options
@click.pass_context
def program(ctx: click.Context) -> None:
    """Miro boards from the command line, without ever exceeding the rate limit."""
    ctx.ensure_object(Settings)


@program.command()
@watch_option
@output_options
@click.pass_obj
def demo(settings: Settings) -> None:
    """Import a table of 2,231 rows into an emulated Miro, and show what it took.

    Needs no account: the table is Python's own list of HTML entities, the server an emulator on this machine.
    """
    from miro_async.cli.demo import run_demo  # noqa: PLC0415 - not needed for --help, here and below

    sys.exit(run_demo(settings))


@program.command("import", epilog=MAPPING_HELP + "\n" + KEY_HELP + "\n" + EXIT_CODES)
@click.argument("table", metavar="FILE")
@click.option("--board", metavar="ID|URL", help="The board to import into.")
@click.option("--new", "new_name", metavar="NAME", help="Create a board, and import into it.")
@mapping_options
@click.option("--encoding", default="utf-8", show_default=True, help="Of the table.")
@click.option("--delimiter", help="Between CSV cells: a character, tab, or auto  [default: , and in .tsv files tab]")
@click.option("--columns", type=click.IntRange(1), help="Items in a row of the grid  [default: as wide as high]")
@click.option("--spacing", type=click.IntRange(0), default=40, show_default=True, help="Pixels between items.")
@click.option("--at", default="0,0", show_default=True, metavar="X,Y", help="Top left corner of the grid, in pixels.")
@click.option("--key", metavar="COLUMN", help="Update the items that have the row's key, create the others; see below.")
@click.option("--prune", is_flag=True, help="With --key: remove the items whose key is not in the table.")
@yes_option
@click.option("--dry-run", is_flag=True, help="Check the table, and say what the import would take; write nothing.")
@click.option(
    "--journal",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The same command goes on where it stopped, also after kill -9. Beside it FILE.frames and FILE.items.",
)
@click.option("--resume", is_flag=True, help="Go on only: it is an error if the journal is not there.")
@click.option(
    "--settle",
    type=FiniteRange(0),
    help="Seconds after which a lost write will not appear any more  [default: 45]",
)
@click.option("--unordered", is_flag=True, help="Create items several calls at a time; rows come in any order.")
@watch_option
@client_options
@click.pass_obj
def import_(settings: Settings, /, **options: Any) -> None:
    """Import a table into a board: CSV with a header, or JSON Lines; - reads standard input.

    The whole table is checked before a credit is spent. Example:

    \b
      miro-async import airports.csv --new Airports --journal airports.journal \\
          --map 'content={iata}\\n{name}\\n{city}' --map frame=state --set color=cyan
    """  # noqa: D301 - click reads the backspace as: leave this paragraph as it is
    from miro_async.cli.tables.import_export import run_import  # noqa: PLC0415

    sys.exit(run_import(settings, **options))


@program.command(epilog=MAPPING_HELP + "\n" + EXIT_CODES)
@click.argument("board", metavar="BOARD")
@click.option("--output", "-o", required=True, metavar="FILE", help="CSV or JSON Lines by its name; - is stdout.")
@mapping_options
@click.option("--safe-csv", is_flag=True, help="An apostrophe before =, +, -, @ of CSV cells; they do not come back.")
@watch_option
@client_options
@click.pass_obj
def export(settings: Settings, /, **options: Any) -> None:
    """Export the sticky notes and shapes of a board, by its id or URL, in the order of their creation.

    Give the options of the import, and the table comes back. The file appears when it is complete.
    """
    from miro_async.cli.tables.import_export import run_export  # noqa: PLC0415

    sys.exit(run_export(settings, **options))


@program.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=0, show_default=True, help="The port; 0: a free one.")
@click.option("--limit", type=click.IntRange(1), default=100_000, show_default=True, help="Credits per window.")
@click.option("--window", type=FiniteRange(0, min_open=True), default=60.0, show_default=True, help="Seconds.")
@click.option(
    "--model",
    type=click.Choice(["fixed", "aligned", "sliding_log", "sliding_counter", "token_bucket"]),
    default="fixed",
    show_default=True,
    help="How credits are counted in a window.",
)
@click.option("--charge-429", is_flag=True, help="Requests refused with 429 cost credits too.")
@click.option("--latency", default="0", show_default=True, metavar="S[,S]", help="Seconds on the way; least, most.")
@click.option(
    "--list-lag", type=FiniteRange(0), default=0.0, show_default=True, help="Seconds by which lists lag behind."
)
@click.option("--clock-skew", type=float, default=0.0, show_default=True, help="Seconds the server's clock is ahead.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of ids, latencies and faults.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="JSON|FILE",
    help='What goes wrong, such as \'{"kind": "error", "share": 0.05}\'; a rule, or a file with a list of rules.',
)
@output_options
@click.pass_obj
def emulate(settings: Settings, /, **options: Any) -> None:
    """Run an emulated Miro until Ctrl-C; prints its URL and its token.

    Its control API under /__emulator__/ resets it, seeds it, and shows requests and credits.
    """
    from miro_async.cli.emulate import run_emulator  # noqa: PLC0415

    sys.exit(run_emulator(settings, **options))
