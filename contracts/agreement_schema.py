"""The JSON Schema of the file in which operators keep what is agreed with agencies."""

from contracts import docstrings
from contracts.agreement import Agreement, Agreements, Quotas
from contracts.json_schema import DIALECT, Schema, described, untitled


def schema() -> Schema:
    """The JSON Schema of the file, by which editors complete and check it."""
    generated = untitled(Agreements.model_json_schema())
    definitions = generated.pop("$defs")
    for model in (Agreement, Quotas):
        known = docstrings.of_fields(model)
        fields = definitions[model.__name__]["properties"]
        definitions[model.__name__]["properties"] = {
            name: described(one, known.get(name)) for name, one in fields.items()
        }
    return {
        "$schema": DIALECT,
        "$id": "urn:ekc:schema:agencies",
        **generated,
        "additionalProperties": False,
        "title": "What is agreed with each agency",
        "$defs": definitions,
    }
