"""What a refusal says (RFC 9457), and the attributes of every message's envelope."""

from contracts.declared import kinds as of

FIELDS = {of.PROCESS: "type title status detail rule missing"}
