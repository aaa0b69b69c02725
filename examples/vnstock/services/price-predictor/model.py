"""The model that the pipeline leaves in /models: a trend for each symbol."""

import json
from pathlib import Path

CURRENT = Path('/models/current.json')


def version():
    return read().get('version')


def predict(symbol):
    """Tomorrow's price, or None while nobody has trained for that symbol."""
    trend = read().get('trends', {}).get(symbol)
    return trend and {'symbol': symbol, 'price': round(trend['last'] + trend['step'])}


def read():
    return json.loads(CURRENT.read_text()) if CURRENT.exists() else {}
