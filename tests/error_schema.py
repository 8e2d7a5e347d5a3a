"""What an error of the API looks like: a schema of our own, for the description has none that holds.

Sources: miro-facts, section 3. The description refers to 612 schemas of errors that it does not have, and those that
it has require less than every live answer had. SCIM has errors of its own shape (RFC 7644, section 3.12).
"""

from typing import Any, Final

_FIELDS: Final = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["field", "message"],
        "properties": {"field": {"type": "string"}, "message": {"type": "string", "minLength": 1}},
        "additionalProperties": False,
    },
}
_VALUE: Final = {"type": "object", "required": ["value"], "properties": {"value": {"type": ["string", "integer"]}}}

# Two families of codes: numbers with a dot from the service itself, words in camel case from the gateway.
ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "code", "message", "status", "context"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "error"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "pattern": r"^(\d+\.\d+|[a-z]+([A-Z][a-z]+)*)$"},
        "message": {"type": "string", "minLength": 1},
        "context": {
            "oneOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "required": ["fields"],
                    "properties": {"fields": _FIELDS},
                    "additionalProperties": False,
                },
                # What was not there, by what it is: {"boardId": {"value": "uXj…="}}.
                {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": {"pattern": "^[a-z][A-Za-z]*$", "not": {"const": "fields"}},
                    "additionalProperties": _VALUE,
                },
            ]
        },
    },
}

SCIM_ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["schemas", "status", "detail"],
    "properties": {
        "schemas": {"const": ["urn:ietf:params:scim:api:messages:2.0:Error"]},
        "status": {"type": "string", "pattern": "^[45][0-9][0-9]$"},
        "scimType": {"type": "string"},
        "detail": {"type": "string", "minLength": 1},
    },
    "additionalProperties": False,
}
