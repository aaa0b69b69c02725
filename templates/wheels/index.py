"""Runs pip against an index on loopback; what is asked of it goes to gantry and back, one line of JSON each way.

Lines out: {"target": ...} once, then {"id": 1, "path": "/simple/flask/"} for each request.
Lines in:  {"id": 1, "status": 200, "text": "..."} or {"id": 1, "status": 200, "file": "<below /downloads>"}.
When stdin ends, gantry is gone: pip is ended too.
"""
import http.server
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import sysconfig
import threading

PORT = 8076
answers = {}
turn = threading.Lock()
count = 0
child = None


def say(message):
    with turn:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def ask(path):
    global count
    arrived = threading.Event()
    with turn:
        count += 1
        number = count
        answers[number] = [arrived, None]
    say({"id": number, "path": path})
    arrived.wait()
    return answers.pop(number)[1]


def listen():
    for line in sys.stdin:
        answer = json.loads(line)
        slot = answers[answer["id"]]
        slot[1] = answer
        slot[0].set()
    end()


def end(*_):
    if child and child.poll() is None:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except OSError:
            pass
    os._exit(1)


class Index(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        answer = ask(self.path)
        if "file" in answer:
            with open(os.path.join("/downloads", answer["file"]), "rb") as file:
                self.head(answer["status"], os.fstat(file.fileno()).st_size, "application/octet-stream")
                shutil.copyfileobj(file, self.wfile, 1 << 20)
            return
        body = answer.get("text", "").encode()
        self.head(answer["status"], len(body), "text/html; charset=utf-8")
        self.wfile.write(body)

    def head(self, status, length, kind):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


def target():
    musl = "musl" in (sysconfig.get_config_var("HOST_GNU_TYPE") or "") or "musl" in (sysconfig.get_config_var("SOABI") or "")
    try:
        from pip import __version__ as pip
    except ImportError:
        pip = ""
    name = {"cpython": "cp", "pypy": "pp"}.get(sys.implementation.name, sys.implementation.name)
    return {"version": platform.python_version(), "implementation": name, "machine": platform.machine(), "libc": "musl" if musl else "glibc", "pip": pip}


signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGINT, end)
found = target()
say({"target": found})
if not found["pip"]:
    sys.exit("there is no pip in this image")
server = Server(("127.0.0.1", PORT), Index)
threading.Thread(target=server.serve_forever, daemon=True).start()
threading.Thread(target=listen, daemon=True).start()
child = subprocess.Popen([sys.executable, "-m", "pip", *sys.argv[1:]], stdin=subprocess.DEVNULL, stdout=sys.stderr, start_new_session=True)
sys.exit(child.wait())
