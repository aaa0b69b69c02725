"""A stand-in for the deployer: a candidate that knows any symbol takes the place of the current model, in one step."""

import json
import sys
from pathlib import Path

candidate = Path('/models/candidate.json')
model = json.loads(candidate.read_text())
if not model['trends']:
    sys.exit('the candidate knows no symbol: the current model stays')
candidate.rename('/models/current.json')
print(f'deployed version {model["version"]}')
