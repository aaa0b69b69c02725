"""A stand-in for the Celery worker: takes a symbol from the queue, leaves its analysis in the cache."""

import json
import os
import socket

import model
from standin import PATIENCE, redis, work

TTL = int(os.environ['ANALYSIS_TTL'])
PREDICTOR = os.environ['PREDICTOR'].split(':')


def turn():
    queued = redis('broker', 'LPOP', 'analyses')
    if queued is None:
        return
    symbol = queued.decode()
    with socket.create_connection(PREDICTOR, PATIENCE) as connection:
        by = connection.recv(64).decode().strip()
    analysis = {'symbol': symbol, 'by': by, 'prediction': model.predict(symbol)}
    redis('cache', 'SET', f'analysis:{symbol}', json.dumps(analysis), 'EX', TTL)
    print(f'analysed {symbol}', flush=True)


work(turn, 0.5)
