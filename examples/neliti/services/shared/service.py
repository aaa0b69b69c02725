"""A stand-in for any of neliti's nine services: `python service.py api-gateway`. Which one it is makes no difference but its name."""

import base64
import hashlib
import os
import select
import socket
import sys

from standin import needs, serve, stopping

NAME = sys.argv[1]
TUNING = ('WORKERS', 'MAX_CONNECTIONS', 'BCRYPT_ROUNDS', 'POOL_SIZE', 'WEBSOCKET_CONNECTIONS', 'OMP_NUM_THREADS', 'MAX_WORKFLOWS')
# Of the WebSocket standard, RFC 6455.
ACCEPT_SALT = b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11'


def upgrade(handler):
    """Takes the connection over and sends every message back."""
    accept = base64.b64encode(hashlib.sha1(handler.headers['Sec-WebSocket-Key'].encode() + ACCEPT_SALT).digest()).decode()
    handler.protocol_version = 'HTTP/1.1'
    handler.send_response(101)
    for name, value in (('Upgrade', 'websocket'), ('Connection', 'Upgrade'), ('Sec-WebSocket-Accept', accept)):
        handler.send_header(name, value)
    handler.end_headers()
    connection = handler.connection
    connection.setblocking(True)
    while not stopping.is_set():
        if select.select([connection], [], [], 1)[0] and not echo(connection):
            break
    connection.sendall(b'\x88\x00')
    handler.close_connection = True


def echo(connection):
    """One message of at most 125 bytes, as a browser masks it; False when it was the last."""
    head = connection.recv(2, socket.MSG_WAITALL)
    if len(head) < 2 or head[0] & 15 == 8:
        return False
    mask, body = connection.recv(4, socket.MSG_WAITALL), connection.recv(head[1] & 127, socket.MSG_WAITALL)
    connection.sendall(bytes((head[0], len(body))) + bytes(byte ^ mask[at % 4] for at, byte in enumerate(body)))
    return True


serve(int(os.environ['PORT']), {
    '/health': lambda query: {'status': 'ok', 'service': NAME},
    '/needs': lambda query: needs(),
    '/tuning': lambda query: {name: os.environ[name] for name in TUNING if name in os.environ},
}, upgrade)
