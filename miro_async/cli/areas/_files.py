"""What ``miro-async images`` and ``miro-async documents`` have in common, which is all but the name."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from miro_async.cli.options import at_option, board_argument, client_options, options, parent_option, watch_option
from miro_async.cli.session import Settings

if TYPE_CHECKING:
    from miro_async.cli.transfers import Area

__all__ = ["file_group"]


def file_group(area: "Area", kind: str) -> click.Group:
    """The commands for the files of a kind of items.

    Args:
        area: their service.
        kind: one of them, in words with their article.
    """
    path = click.Path(path_type=Path)
    alt_text = options(
        *[click.option("--alt-text", help="What it shows, for those who cannot see it.")][: area == "images"]
    )

    @click.group(area, help=f"Files of {area}: upload, replace, download. For URLs see `items create`.")
    def group() -> None:
        pass

    @group.command("upload", help=f"Create {area} from files of at most 6 MB, in this order. 100 credits each.")
    @board_argument
    @click.argument("files", metavar="FILE...", nargs=-1, required=True, type=path)
    @at_option
    @click.option("--width", type=float, metavar="PIXELS", help="The height follows; several files come side by side.")
    @click.option("--title", help="Shown with it; for one file.")
    @alt_text
    @parent_option
    @watch_option
    @client_options
    @click.pass_obj
    def upload(
        settings: Settings,
        board_id: str,
        files: tuple[Path, ...],
        at: tuple[float, float] | None,
        width: float | None,
        title: str | None,
        parent: str | None,
        alt_text: str | None = None,
    ) -> None:
        from miro_async.cli import transfers  # noqa: PLC0415 - not for --help, here and below

        sys.exit(
            transfers.upload(
                settings, area, board_id, files, at=at, width=width, title=title, alt_text=alt_text, parent=parent
            )
        )

    @group.command("replace", help=f"Put another file into {kind}. 100 credits.")
    @board_argument
    @click.argument("item_id", metavar="ITEM")
    @click.argument("file", metavar="FILE", type=path)
    @client_options
    @click.pass_obj
    def replace(settings: Settings, board_id: str, item_id: str, file: Path) -> None:
        from miro_async.cli import transfers  # noqa: PLC0415

        sys.exit(transfers.replace(settings, area, board_id, item_id, file))

    @group.command(
        "download",
        help=f"""Download the files of {area}, under the names that they were uploaded with. 550 credits each.

        DIR keeps a log of them, .miro-downloads.jsonl: the same command goes on where it stopped, and skips what is
        there already.
        """,
    )
    @board_argument
    @click.argument("item_ids", metavar="[ITEM...]", nargs=-1)
    @click.option("--all", "is_all", is_flag=True, help=f"All {area} of the board.")
    @click.option(
        "--to",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path(),
        metavar="DIR",
        help="Where to; it is made if it is not there  [default: here]",
    )
    @click.option("--preview", is_flag=True, help="A smaller picture instead of the original.")
    @click.option("--overwrite", is_flag=True, help="Files that are there already are downloaded again and replaced.")
    @watch_option
    @client_options
    @click.pass_obj
    def download(
        settings: Settings,
        board_id: str,
        item_ids: tuple[str, ...],
        is_all: bool,
        to: Path,
        preview: bool,
        overwrite: bool,
    ) -> None:
        from miro_async.cli import transfers  # noqa: PLC0415

        sys.exit(
            transfers.download(
                settings,
                area,
                board_id,
                item_ids,
                to,
                is_all=is_all,
                is_preview=preview,
                overwrite=overwrite,
            )
        )

    del upload, replace, download  # the group has them
    return group
