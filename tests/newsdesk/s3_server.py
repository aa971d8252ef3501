"""A real S3 server on this machine, which notes each request."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

BUCKET = "pictures"


class S3Server:
    """moto's server; `requests` holds (method, key) of each request that names a key."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str]] = []
        self._application = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self._note, threaded=True)
        self.address = f"http://127.0.0.1:{self._server.port}"

    @contextmanager
    def running(self) -> Iterator["S3Server"]:
        thread = threading.Thread(target=self._server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()

    def methods(self) -> list[str]:
        return [method for method, _ in self.requests]

    def _note(self, environ: dict[str, Any], start_response: Any) -> Any:
        key = environ["PATH_INFO"].removeprefix(f"/{BUCKET}").lstrip("/")
        if key:
            self.requests.append((environ["REQUEST_METHOD"], key))
        return self._application(environ, start_response)
