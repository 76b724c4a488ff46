"""What each column of the access log and of the keyring holds; the keyring is a database of its own."""

from contracts.declared import kinds as of

COLUMNS = {
    "access_log": {
        of.ACCESS: "at kind action outcome actor role actor_region data use",
        of.PURPOSE_OF_READING: "reason",
        of.SOMEBODY: "on_behalf subjects",
        of.THING: "case_id",
        of.REGION: "region",
        of.TECHNICAL: "number event previous hash",
    },
    "access_heads": {of.REGION: "region", of.TECHNICAL: "number hash signed unsigned_since"},
    "subjects": {of.SOMEBODY: "subject", of.THING: "case_id"},
    "erasures": {
        of.SOMEBODY: "subjects",
        of.THING: "case_id",
        of.ERASURE: "whole ground requested confirm_by step reached",
        of.TECHNICAL: "request epoch",
    },
    "erased": {of.SOMEBODY: "subject"},
    "logged_before": {of.TECHNICAL: "event"},
    "access_regions": {of.THING: "stream", of.REGION: "region assisting"},
    "own_family": {of.THING: "case_id", of.STAFF: "staff"},
}
KEYRING_COLUMNS = {
    "data_keys": {of.SOMEBODY: "subject", of.KEYRING: "wrapped", of.TECHNICAL: "version epoch created"},
    "epochs": {of.TECHNICAL: "epoch began destroyed"},
    "tombstones": {of.SOMEBODY: "subject", of.ACCESS: "erased", of.TECHNICAL: "epoch"},
}
