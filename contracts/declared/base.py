"""What a refusal says (RFC 9457)."""

from contracts.declared import kinds as of

FIELDS = {of.PROCESS: "type title status detail rule missing"}
