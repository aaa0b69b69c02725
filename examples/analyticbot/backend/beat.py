"""A stand-in for Celery's beat: queues a task every five seconds."""

from standin import redis, work

work(lambda: redis('broker', 'RPUSH', 'tasks', 'collect'), 5)
