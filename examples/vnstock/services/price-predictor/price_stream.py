"""A stand-in for the Kafka consumer: looks whether there is a broker, and idles without."""

import os

from standin import needs, work

TOPIC = os.environ['TOPIC']
last = None


def turn():
    global last
    state = needs().get('kafka', 'this environment has none')
    if state != last:
        print(f'{TOPIC} from Kafka: {state}', flush=True)
        last = state


work(turn, 5)
