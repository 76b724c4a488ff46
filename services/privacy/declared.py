"""What each column of the access log and of the keyring holds; the keyring is a database of its own."""

from contracts.declared import kinds as of

COLUMNS = {
    "access_log": {
        of.ACCESS: "at actor role what",
        of.THING: "case_id",
        of.TECHNICAL: "number event previous hash",
    },
}
KEYRING_COLUMNS = {
    "data_keys": {of.SOMEBODY: "subject", of.KEYRING: "wrapped", of.TECHNICAL: "version epoch created"},
    "epochs": {of.TECHNICAL: "epoch began destroyed"},
    "tombstones": {of.SOMEBODY: "subject", of.ACCESS: "erased", of.TECHNICAL: "epoch"},
}
