"""A stand-in for vrecom's AI server: its real port and health path, and recommendations out of a hat."""

import os
import random

from standin import needs, serve


def recommend(query):
    user = query.get('user', 'anybody')
    return {'user': user, 'items': random.Random(user).sample(range(1000), 5)}


serve(int(os.environ['PORT']), {
    '/api/v1/health': lambda query: {'status': 'ok'},
    '/api/v1/needs': lambda query: needs(),
    '/api/v1/recommend': recommend,
})
