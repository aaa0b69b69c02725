"""A stand-in for the MTProto client: keeps a session file, as the real one does."""

import sys
import time
from pathlib import Path

from standin import secret, work

SESSION = Path('/session/analyticbot.session')

if not (secret('mtproto_api_id') and secret('mtproto_api_hash')):
    sys.exit('the application id and hash of my.telegram.org are missing')
work(lambda: SESSION.write_text(f'{time.time()}\n'), 5)
