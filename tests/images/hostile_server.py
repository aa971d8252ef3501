"""A server on this machine that serves pictures as badly as the paths of its URLs say."""

import gzip
import socket
import ssl
import struct
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from time import sleep

from tests.images.pictures import picture

PICTURE = picture(size=(160, 90))
PAUSE = 0.02


class HostileServer(ThreadingHTTPServer):
    """Counts requests by path; `most_at_once` is how many of each host were open together."""

    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None):
        super().__init__(("127.0.0.1", 0), Handler)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.scheme = "https" if tls else "http"
        self.port = self.server_address[1]
        self.requests: Counter[str] = Counter()
        self.headers: dict[str, dict[str, str]] = {}
        self.at_once: Counter[str] = Counter()
        self.most_at_once: Counter[str] = Counter()
        self.lock = Lock()
        self.is_over = Event()
        self.release = Event()

    def url(self, path, host="127.0.0.1"):
        return f"{self.scheme}://{host}:{self.port}/{path}"

    def handle_error(self, request, client_address):
        """Say nothing: clients that give up are what is tested."""


class Handler(BaseHTTPRequestHandler):
    server: HostileServer

    def do_GET(self):
        server, name = self.server, self.path.strip("/").partition("?")[0]
        self.host = host = self.headers["Host"]
        with server.lock:
            server.requests[name] += 1
            server.headers[name] = dict(self.headers)
            server.at_once[host] += 1
            server.most_at_once |= server.at_once  # the larger one of each host
        try:
            getattr(self, name.partition("/")[0].replace("-", "_"), self.missing)()
        finally:
            self.leave()

    def leave(self):
        """Count the request as ended: before its last byte, because the next one follows that."""
        with self.server.lock:
            if self.host:
                self.server.at_once[self.host] -= 1
            self.host = ""

    def answer(self, status=200, body=PICTURE, **headers):
        self.send_response_only(status)
        for key, value in ({"Content_Length": len(body)} | headers).items():
            self.send_header(key.replace("_", "-"), str(value))
        self.leave()
        self.end_headers()
        self.wfile.write(body)

    def without_length(self, **headers):
        self.send_response_only(200)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()

    def repeat(self, data):
        while not self.server.is_over.is_set():
            self.wfile.write(data)
            sleep(PAUSE)

    def missing(self):
        self.answer(404, b"no")

    def gone(self):
        self.answer(410, b"no")

    def fine(self):
        sleep(PAUSE)
        self.answer(ETag='"one"', Last_Modified="Sun, 04 May 2031 12:00:00 GMT")

    def cached(self):
        if self.headers.get("If-None-Match") == '"one"':
            self.answer(304, b"")
        else:
            self.fine()

    def always_304(self):
        self.answer(304, b"")

    def held(self):
        """Answer when the test says so."""
        self.server.release.wait(20)
        self.answer()

    def wrong_type(self):
        self.answer(Content_Type="text/html")

    def chunked(self):
        self.without_length(Transfer_Encoding="chunked")
        for at in range(0, len(PICTURE), 50):
            part = PICTURE[at : at + 50]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    def endless(self):
        self.without_length(Content_Type="image/png")
        while not self.server.is_over.is_set():
            self.wfile.write(PICTURE + bytes(1 << 20))

    def endless_chunks(self):
        self.without_length(Transfer_Encoding="chunked")
        while not self.server.is_over.is_set():
            self.wfile.write(b"100000\r\n" + bytes(1 << 20) + b"\r\n")

    def slow_bytes(self):
        self.send_response_only(200)
        self.send_header("Content-Length", str(len(PICTURE)))
        self.end_headers()
        self.repeat(b"x")

    def slow_headers(self):
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
        self.repeat(b"x")

    def many_headers(self):
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        self.repeat(b"X: y\r\n" * 10)

    def only_continue(self):
        self.repeat(b"HTTP/1.1 100 Continue\r\n\r\n")

    def silent(self):
        self.server.is_over.wait(20)

    def gzip_bomb(self):
        self.answer(200, gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")

    def claims_too_much(self):
        self.send_response_only(200)
        self.send_header("Content-Length", str(10**12))
        self.end_headers()

    def ends_early(self):
        self.answer(200, PICTURE[:100], Content_Length=len(PICTURE))

    def claims_too_little(self):
        self.answer(200, PICTURE, Content_Length=60)

    def bad_length(self):
        self.answer(Content_Length="-7")

    def empty(self):
        self.answer(200, b"")

    def page(self):
        self.answer(200, b"<html>" * 100, Content_Type="image/png")

    def not_http(self):
        self.wfile.write(b"SSH-2.0-OpenSSH\r\n")

    def resets(self):
        linger = struct.pack("ii", 1, 0)  # close with RST
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    def closes(self):
        pass

    def wants_referer(self):
        self.answer(200 if self.headers.get("Referer") else 403)

    def forbidden(self):
        self.answer(403, b"no")

    def busy(self):
        self.answer(429, b"later", Retry_After="7200")

    def maintenance(self):
        self.answer(503, b"later", Retry_After="Wed, 01 Jan 2200 00:00:00 GMT")

    def broken(self):
        self.answer(500, b"oops")

    def no_content(self):
        self.answer(204, b"")

    def hops(self):
        left = int(self.path.rpartition("/")[2])
        self.answer(302, b"", Location=f"/hops/{left - 1}" if left > 1 else "/fine")

    def loop(self):
        self.answer(301, b"", Location="/loop")

    def to(self):
        """Redirect to the address that follows `?`."""
        self.answer(302, b"", Location=self.path.partition("?")[2])


@contextmanager
def hostile_server(tls: ssl.SSLContext | None = None) -> Generator[HostileServer]:
    server = HostileServer(tls)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.is_over.set()
        server.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
