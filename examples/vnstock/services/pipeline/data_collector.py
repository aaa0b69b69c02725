"""A stand-in for the collector: a made-up week of closing prices for each symbol."""

import json
import random
from pathlib import Path

SYMBOLS = ('VCB', 'FPT', 'HPG', 'VNM')

prices = {symbol: [random.Random(symbol + str(day)).randint(90_000, 99_000) for day in range(5)] for symbol in SYMBOLS}
Path('/data/prices.json').write_text(json.dumps(prices))
print(f'collected {len(prices)} symbols')
