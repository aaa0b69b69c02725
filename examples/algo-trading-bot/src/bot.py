"""A stand-in for the bot: makes up a trade every few seconds and keeps it in SQLite; alerts go where the secret says."""

import logging
import os
import random
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

from standin import needs, secret, serve

TRADES = Path('data/trades.sqlite')
PAUSE = 5
# A run of failures is told by the health answer, not only by the log.
trouble = None


def trade():
    side, price = random.choice(('buy', 'sell')), round(random.uniform(90, 110), 2)
    with closing(sqlite3.connect(TRADES)) as database, database:
        database.execute('create table if not exists trades (at real, side text, price real)')
        database.execute('insert into trades values (?, ?, ?)', (time.time(), side, price))
    logging.info('%s at %s', side, price)


def run():
    global trouble
    while True:
        try:
            trade()
            trouble = None
        except (OSError, sqlite3.Error) as error:
            trouble = f'{TRADES}: {error}'
            print(trouble, flush=True)
        time.sleep(PAUSE)


def health(query):
    return (503, {'status': 'failing', 'reason': trouble}) if trouble else {'status': 'ok', 'mode': os.environ['MODE']}


def start():
    """A folder that this user may not write to is told once, with the way out."""
    global trouble
    try:
        logging.basicConfig(filename='logs/bot.log', level=logging.INFO, format='%(asctime)s %(message)s')
    except OSError as error:
        print(f'{error}: data and logs have to belong to user {os.getuid()}', flush=True)
    threading.Thread(target=run, daemon=True).start()


start()
serve(int(os.environ['PORT']), {
    '/health': health,
    '/needs': lambda query: needs(),
    '/alerts': lambda query: {'discord': secret('discord_webhook_url') is not None},
})
