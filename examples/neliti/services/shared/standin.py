"""What a stand-in needs to live in a stack: HTTP, neighbours, turns of work. Standard library only; the same file in every example."""

import json
import os
import signal
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

HEARTBEAT = Path('/tmp/heartbeat')
stopping = threading.Event()
PATIENCE = 2
# PostgreSQL's SSLRequest: a server answers it with one letter before anybody has logged in.
SSL_REQUEST = (8).to_bytes(4) + (80877103).to_bytes(4)


def neighbours():
    """The services this one needs or wants, as gantry tells them: DB_HOST and DB_PORT are the neighbour `db`."""
    names = [name[:-5] for name in os.environ if name.endswith('_HOST') and f'{name[:-5]}_PORT' in os.environ]
    return {name.lower().replace('_', '-'): (os.environ[f'{name}_HOST'], int(os.environ[f'{name}_PORT'])) for name in names}


def needs():
    """Every neighbour with `up`, or with the reason why not."""
    return {name: state(name, address) for name, address in sorted(neighbours().items())}


def state(name, address):
    try:
        if address[1] == 6379:
            redis(name, 'PING')
        else:
            with socket.create_connection(address, PATIENCE) as connection:
                if address[1] == 5432:
                    connection.sendall(SSL_REQUEST)
                    if connection.recv(1) not in (b'S', b'N'):
                        return 'this is no PostgreSQL'
        return 'up'
    except OSError as error:
        return str(error)


def redis(name, *words):
    """One command to a neighbouring Redis: bytes, a number, a list or None come back."""
    encoded = [str(word).encode() for word in words]
    with socket.create_connection(neighbours()[name], PATIENCE) as connection, connection.makefile('rwb') as stream:
        stream.write(b'*%d\r\n' % len(encoded) + b''.join(b'$%d\r\n%s\r\n' % (len(word), word) for word in encoded))
        stream.flush()
        return reply(stream)


def reply(stream):
    line = stream.readline().rstrip()
    kind, rest = line[:1], line[1:]
    if kind == b'+':
        return rest
    if kind not in (b':', b'$', b'*'):
        raise OSError(rest.decode() or 'the connection was closed')
    number = int(rest)
    if kind == b':':
        return number
    if number < 0:
        return None
    return [reply(stream) for _ in range(number)] if kind == b'*' else stream.read(number + 2)[:-2]


def secret(name):
    """A secret of the stack, or None where this environment has none."""
    path = os.environ.get(f'{name.upper()}_FILE')
    return Path(path).read_text().strip() if path else None


class Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128


def serve(port, routes, upgrade=None):
    """Answers GET by path with what routes[path](query) returns, a value or (status, value), until told to stop."""

    class Handler(BaseHTTPRequestHandler):
        timeout = float(os.environ.get('TIMEOUT', 5))

        def do_GET(self):
            if upgrade and self.headers.get('Upgrade') == 'websocket':
                return upgrade(self)
            url = urlsplit(self.path)
            route = routes.get(url.path)
            try:
                answer = route(dict(parse_qsl(url.query))) if route else (404, {'error': 'not found'})
            except OSError as error:
                answer = 503, {'error': str(error)}
            status, value = answer if isinstance(answer, tuple) else (200, answer)
            body = value.encode() if isinstance(value, str) else json.dumps(value).encode() + b'\n'
            self.send_response(status)
            self.send_header('Content-Type', 'text/html; charset=utf-8' if isinstance(value, str) else 'application/json')
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format, *values):
            if 'health' not in self.path:
                print(format % values, flush=True)

    server = Server(('', port), Handler)
    on_stop(lambda: threading.Thread(target=server.shutdown).start())
    print(f'serving on {port}', flush=True)
    with server:
        server.serve_forever(poll_interval=0.1)


def work(turn, every):
    """Takes turns until told to stop; each one that ends well is a heartbeat."""
    on_stop(lambda: None)
    while not stopping.is_set():
        try:
            turn()
            HEARTBEAT.touch()
        except OSError as error:
            print(f'this turn failed: {error}', flush=True)
        stopping.wait(every)


def on_stop(then):
    def stop(*_):
        stopping.set()
        then()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


# `python standin.py alive` is the health command of those who take turns.
if __name__ == '__main__' and sys.argv[1:] == ['alive']:
    sys.exit(not HEARTBEAT.exists() or time.time() - HEARTBEAT.stat().st_mtime > 15)
