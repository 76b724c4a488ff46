"""What each column of the message path holds: the same tables in every part's database, the bridge's too.

Of a message it is said field by field in `contracts/declared`; here it is one column.
"""

from contracts.declared import kinds as of

COLUMNS = {
    "inbox": {of.TECHNICAL: "source id handled", of.DIGEST: "digest"},
    "streams": {
        of.THING: "id",
        of.STATE: "state",
        of.COURSE: "last_at",
        of.DUE_DAY: "due",
        of.TECHNICAL: "kind schema position sequence marks parked held",
    },
    "event_log": {of.THING: "stream", of.MESSAGE: "envelope", of.TECHNICAL: "position sequence"},
    "outbox": {of.THING: "key", of.MESSAGE: "value", of.TECHNICAL: "id topic written refused"},
    "consumed": {of.TECHNICAL: "topic partition next_offset stamp stamped"},
    "published": {of.TECHNICAL: "topic partition next_offset"},
    "to_adopt": {of.THING: "stream", of.MESSAGE: "value", of.TECHNICAL: "topic id sequence cause refusal"},
    "reconciliations": {of.STAFF: "agreed_by", of.TECHNICAL: "id what found since agreed lost_at done did"},
    "paused": {of.TECHNICAL: "topic since"},
    "held": {of.THING: "stream", of.MESSAGE: "value", of.TECHNICAL: "id why since topic partition offset accepted"},
    "dead_letters": {
        of.THING: "stream",
        of.QUARANTINED: "body",
        of.TECHNICAL: "letter topic partition offset message type reason detail state replays since quarantine",
    },
}
