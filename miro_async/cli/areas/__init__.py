"""The commands by area: one module each, with the group or command under the name ``command``.

They are imported when they are asked for (`miro_async.cli.lazy`). At import they need nothing but click: rows of the
table, models and the client are reached through ``miro_async``, which loads them when they are first used.
"""
