"""Who is told, in tests: something that takes Slack's posts, and a mail server."""

import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue


class Slack:
    """Takes what is posted, after having failed so many times."""

    def __init__(self, failures: int = 0) -> None:
        self.posts: Queue[tuple[str, dict]] = Queue()
        self.asked = 0
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                owner.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                failed = owner.asked <= failures
                self.send_response(503 if failed else 200)
                self.end_headers()
                if not failed:
                    owner.posts.put((self.path, json.loads(body)))

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook/secret-path"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Mail:
    """An SMTP server that knows what one message needs."""

    def __init__(self) -> None:
        self.messages: Queue[tuple[list[str], str]] = Queue()
        owner = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 test\r\n")
                envelope: list[str] = []
                while line := self.rfile.readline().decode().strip():
                    word = line.split()[0].upper()
                    if word in ("MAIL", "RCPT"):
                        envelope.append(line.split(":", 1)[1].split()[0])
                    if word == "DATA":
                        self.wfile.write(b"354 go on\r\n")
                        lines = []
                        while (text := self.rfile.readline()) != b".\r\n":
                            lines.append(text.decode())
                        owner.messages.put((envelope, "".join(lines)))
                    self.wfile.write(b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n")
                    if word == "QUIT":
                        return

        self._server = socketserver.TCPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
