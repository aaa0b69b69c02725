"""A stand-in for the Celery worker: takes tasks and counts them."""

from standin import redis, work


def turn():
    while redis('broker', 'LPOP', 'tasks') is not None:
        redis('broker', 'INCR', 'done')


work(turn, 0.5)
