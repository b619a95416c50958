"""Stands where pages are sent: writes each message as a line of JSON, {"path": …, "body": …}. For
infra/alertmanager/check.

listener.py MESSAGES PORT        both are files; the second one gets the number of the port
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with open(sys.argv[1], "a") as messages:
            print(json.dumps({"path": self.path, "body": body}), file=messages)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
Path(sys.argv[2]).write_text(str(server.server_port))
server.serve_forever()
