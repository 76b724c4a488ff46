"""Who may ask the desk what: one line for each route, by role. What is not listed nobody may.

Whose case it is `access.py` looks at further; what a command asks for is in the table of the contracts, by its type.
"""

from collections.abc import Mapping

from contracts.roles import COORDINATOR, LEAD, MANAGER, OFFICER, OPERATOR, PERSON, SETTER, Roles

STAFF = COORDINATOR | MANAGER | LEAD | OPERATOR
ANYBODY = STAFF | PERSON | SETTER | OFFICER
ACCOUNT = MANAGER | LEAD
"""Who gives account of a region."""

ROUTES: Mapping[str, Roles] = {
    "GET /openapi.json": ANYBODY,
    "POST /commands": ANYBODY,
    "GET /commands/{command}": ANYBODY,
    "GET /cases": STAFF,
    "GET /cases/{case}": STAFF,
    "GET /cases/{case}/timeline": STAFF,
    "GET /cases/{case}/erasures": STAFF,
    "GET /cases/{case}/why": STAFF,
    "GET /cases/{case}/notices": STAFF,
    "GET /cases/{case}/persons/{subject}": ACCOUNT,
    "GET /cases/{case}/persons/{subject}/redactions": ACCOUNT,
    "GET /cases/{case}/plan": COORDINATOR | MANAGER | LEAD | SETTER,
    "GET /notices": STAFF,
    "GET /notices/{notice}": ACCOUNT,
    "GET /complaints": ACCOUNT,
    "GET /figures": ACCOUNT,
    "GET /billable": ACCOUNT,
    "GET /bills": ACCOUNT,
    "GET /access-log": LEAD | OFFICER,
    "GET /access-log/verified": LEAD | OFFICER,
    "GET /access-log/keys": LEAD | OFFICER,
    "GET /changes": ACCOUNT | OPERATOR,
    "GET /dead-letters": OPERATOR,
    "GET /dead-letters/{letter}": OPERATOR,
    "POST /dead-letters/{letter}/replay": OPERATOR,
    "POST /dead-letters/discard": OPERATOR,
    "GET /dead-letter-groups": OPERATOR,
    "GET /dead-letter-groups/{group}": OPERATOR,
    "POST /dead-letter-groups/{group}/replay": OPERATOR,
    "POST /dead-letter-groups/{group}/discard": OPERATOR,
    "POST /operations": OPERATOR,
    "GET /cases/{case}/refolded": OPERATOR,
    "GET /description": OPERATOR,
    "GET /status": STAFF | OFFICER,
}
"""Method and path -> roles."""
