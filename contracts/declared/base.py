"""Who acts, and what a refusal says (RFC 9457)."""

from contracts.declared import kinds as of

FIELDS = {
    of.STAFF: "Actor.id",
    of.ACCESS: "Actor.role",
    of.REGION: "Actor.region",
    of.PROCESS: "type title status detail rule missing",
}
