"""A stand-in for the migrations: succeeds when PostgreSQL answers."""

import sys

from standin import needs

state = needs()['db']
print(f'the database is {state}')
sys.exit(state != 'up')
