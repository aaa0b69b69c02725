"""A stand-in for the API: what it reaches, and how many tasks are done."""

import os

from standin import needs, redis, serve


def tasks(query):
    return {'queued': redis('broker', 'LLEN', 'tasks'), 'done': int(redis('broker', 'GET', 'done') or 0)}


serve(int(os.environ['PORT']), {
    '/health': lambda query: {'status': 'ok'},
    '/api/needs': lambda query: needs() | {'database_url': 'there' if os.environ.get('DATABASE_URL') else 'missing'},
    '/api/tasks': tasks,
})
