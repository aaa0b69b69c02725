"""A stand-in for the price predictor: HTTP for browsers, a port for gRPC, predictions cached in Redis."""

import json
import os
import socketserver
import threading

import model
from standin import needs, redis, serve

TTL = int(os.environ['CACHE_TTL'])
GRPC_PORT = 50051


def predict(query):
    symbol = query.get('symbol', 'VCB')
    cached = redis('cache', 'GET', f'prediction:{symbol}')
    if cached:
        return json.loads(cached) | {'cache': 'hit'}
    prediction = model.predict(symbol)
    if prediction is None:
        return 503, {'error': f'there is no model for {symbol} yet'}
    redis('cache', 'SET', f'prediction:{symbol}', json.dumps(prediction), 'EX', TTL)
    return prediction | {'cache': 'miss'}


def analyse(query):
    """Gives the analysis, or asks a worker for it."""
    symbol = query.get('symbol', 'VCB')
    analysis = redis('cache', 'GET', f'analysis:{symbol}')
    if analysis:
        return json.loads(analysis)
    redis('broker', 'RPUSH', 'analyses', symbol)
    return 202, {'symbol': symbol, 'state': 'queued'}


class Greeter(socketserver.BaseRequestHandler):
    """In place of gRPC, whose library this image does not have: says its name and hangs up."""

    def handle(self):
        self.request.sendall(b'price-predictor\n')


def open_grpc():
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    server = socketserver.ThreadingTCPServer(('', GRPC_PORT), Greeter)
    threading.Thread(target=server.serve_forever, daemon=True).start()


open_grpc()
serve(int(os.environ['PORT']), {
    '/health': lambda query: {'status': 'ok', 'model': model.version()},
    '/api/needs': lambda query: needs(),
    '/api/predict': predict,
    '/api/analyse': analyse,
})
