"""The ledger: the one place where events are appended, and where they are read in order.

Calling pattern
---------------
    ledger = await Ledger.open(pool, origin="fangji.example/demo")     # catalogue=CATALOGUE

    heads = await ledger.heads(streams)                                # stream -> Head; absent streams are absent
    unit = Unit(command=uuid, digest=sha256_of_the_request, events=[...], reads={stream: version_seen})
    appended = await ledger.submit(unit)                               # one command of many at once: group commit
    appended = await ledger.append_bulk(unit, along=progress)          # an import: a few thousand events, by COPY
    outcomes = await ledger.append([unit, unit])                       # several commands, one transaction

An event's `originator_version` is final when it comes here: head version + 1, + 2, … per stream, and its `command` is
the unit's. Event ids should be `aggregates.event.event_id(unit.command, index)`.

Errors: `submit` and `append_bulk` raise; `append` returns the exception in the unit's place, and the other units go on.
InvalidValue / UnknownName: an event is refused (nothing was sent). VersionConflict / ClaimConflict: somebody was first,
read again and decide again. CommandReused: this command id stands for another request. Unavailable: the database did
not answer; submit the same unit again, the command id makes that safe.

Repeating a command (same id, same digest) returns the first answer with `repeated=True`; its events are not looked at.
Refusals are not stored: a refused command is decided anew.
"""
