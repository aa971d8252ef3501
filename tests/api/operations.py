"""The operations of the API, as schemathesis reads them from its description."""

import schemathesis
from schemathesis.core.result import Ok

from newsdesk.wsgi import application

schemathesis.serializer.alias("application/zip", "application/octet-stream")
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
OPERATIONS = {}
for found in SCHEMA.get_all_operations():
    assert isinstance(found, Ok), found.err()
    OPERATIONS[found.ok().label] = found.ok()
