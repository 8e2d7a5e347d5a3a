"""Tables in and out: import, import --key and export.

::

    import_export.py  what the commands do with their options
    table.py          CSV and JSON Lines in     output.py       out, whole or not at all
    mapping.py        which column is what      template.py     several columns in one text
    markup.py         text to HTML and back     drafting.py     rows to drafts, items to rows
    layout.py         where items go            plan.py         the first look: check, count, place
    importer.py       table -> board            board_once.py   the board, created once
    import_tags.py    tags, each once           exporter.py     board -> table
    upserting.py      import --key: look, ask, have it done; board_view.py is the look
    upsert.py         rows beside items         rooms.py        free places on a board
    upsert_plan.py    what is to be sent        upserter.py     sends it; upsert_log.py remembers
"""
