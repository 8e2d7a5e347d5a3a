"""Work on many things of a board: any number of them, one outcome each.

::

    async with bulk.create(miro, board.id, drafts, journal="import.journal") as run:
        async for outcome in run: ...                 # Created | Failed | Unknown, each with its index
    report = run.report                               # true at any time, also after a cancel

    report = await bulk.update(miro, board.id, [(note, StickyNoteUpdate(...)), ...])
    report = await bulk.attach_tags(miro, board.id, [(note, tag), ...])
    report = await bulk.connect(miro, board.id, [drafts.connector(one, other), ...])
    run = bulk.delete(miro, board.id, items, strategy="group")
    print(run.cost)                                   # credits, before anything is sent
    report = await run

What can go wrong, and what is done about it:

- An entry that the API would refuse fails without being sent. One that the API does refuse fails alone: the rest of
  its batch is sent again, in halves if the answer does not name it.
- What is created is never sent again blindly: a batch that nobody answered for is looked for on the board (see
  `miro_async.bulk.reconcile`, which also says what cannot be told apart). Changes and deletions are sent again until
  they are answered (see `miro_async.bulk.repeating`); applied twice they do what they do once.
- 401, 403, a board that is not there, and three calls in a row that did not get through end the job with one error.
  (A 403 to a change, after others were made, is about one thing only: the app card of another app, say.)
- A full queue (`Quota.max_waiting`) refuses no call of a job: it waits until there is room.
- With a journal the same call with the same entries goes on where a killed process stopped.

Where things are::

    creates, edits        the public functions          arguments    what they refuse
    run, units, work      the stream of any job         jobs         which parts a job is made of
    outcomes, report      what became of it             history      what the journal knows
    creations             what is created: items, connectors
    sending, gate         batches on their way          reconcile, board, matching, claims, refusals
    changes               what is changed: updates, deletions, tags
    changing, repeating   changes on their way          turns        in order where two concern the same thing
    grouping              deletions in groups           trouble      which errors end a job
"""

from miro_async.bulk.changes import AnyUpdate
from miro_async.bulk.creates import connect, create
from miro_async.bulk.edits import attach_tags, delete, detach_tags, update
from miro_async.bulk.outcomes import (
    Attached,
    Connected,
    Created,
    Deleted,
    Detached,
    Failed,
    NotAllSucceeded,
    Outcome,
    Succeeded,
    Unknown,
    Updated,
)
from miro_async.bulk.report import Report
from miro_async.bulk.run import Run

__all__ = [
    "AnyUpdate",
    "Attached",
    "Connected",
    "Created",
    "Deleted",
    "Detached",
    "Failed",
    "NotAllSucceeded",
    "Outcome",
    "Report",
    "Run",
    "Succeeded",
    "Unknown",
    "Updated",
    "attach_tags",
    "connect",
    "create",
    "delete",
    "detach_tags",
    "update",
]
