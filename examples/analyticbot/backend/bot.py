"""A stand-in for the Telegram bot: has its token, and says what it would send."""

import sys

from standin import redis, secret, work

if not secret('bot_token'):
    sys.exit('there is no bot token: the file of BOT_TOKEN_FILE is empty')
told = None


def turn():
    global told
    done = redis('broker', 'GET', 'done')
    if done != told:
        print(f'would send: {int(done or 0)} tasks are done', flush=True)
        told = done


work(turn, 5)
