"""A stand-in for the dashboard: what the bot has traded, read from the same SQLite file."""

import os
import sqlite3
from contextlib import closing
from html import escape
from pathlib import Path

from standin import needs, serve

TRADES = Path('data/trades.sqlite')


def last_trades():
    if not TRADES.exists():
        return []
    with closing(sqlite3.connect(f'file:{TRADES}?mode=ro', uri=True)) as database:
        return database.execute("select datetime(at, 'unixepoch'), side, price from trades order by at desc limit 20").fetchall()


def page(query):
    rows = ''.join(f'<tr><td>{at}<td>{escape(side)}<td>{price}' for at, side, price in last_trades())
    return f'<!doctype html><html lang="en"><title>algo-trading-bot</title><h1>Last trades</h1><table>{rows}</table></html>\n'


serve(int(os.environ['PORT']), {
    '/': page,
    '/health': lambda query: {'status': 'ok'},
    '/needs': lambda query: needs(),
    '/trades': lambda query: [{'at': at, 'side': side, 'price': price} for at, side, price in last_trades()],
})
