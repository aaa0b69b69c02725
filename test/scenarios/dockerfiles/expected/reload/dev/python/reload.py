"""Runs a command and starts it anew when a file of the working folder changes. Rendered by gantry for development."""
import os
import signal
import subprocess
import sys
import time

IGNORED = {"node_modules", ".git", "__pycache__", ".venv", "venv", ".pytest_cache", ".mypy_cache", "dist", "data", "logs"}
INTERVAL = 0.3
command = sys.argv[1:]
child = None


def snapshot():
    seen = {}
    for folder, folders, files in os.walk("."):
        folders[:] = [name for name in folders if name not in IGNORED]
        for name in files:
            if name.endswith(("~", ".pyc", ".swp")):
                continue
            path = os.path.join(folder, name)
            try:
                stat = os.stat(path)
            except OSError:
                continue
            seen[path] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return seen


def end(number, grace=3):
    global child
    if child is None or child.poll() is not None:
        return
    try:
        os.killpg(child.pid, number)
        child.wait(grace)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    except ProcessLookupError:
        pass


def leave(number, _frame):
    end(number, 8)
    sys.exit(0)


def start():
    global child
    try:
        child = subprocess.Popen(command, start_new_session=True)
    except OSError as error:
        print(f"reload: {command[0]}: {error}", file=sys.stderr, flush=True)
        child = None


for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(each, leave)
before = snapshot()
start()
reported = False
while True:
    time.sleep(INTERVAL)
    now = snapshot()
    if now != before:
        before = now
        end(signal.SIGTERM)
        start()
        reported = False
    elif child is not None and child.poll() is not None and not reported:
        print(f"reload: ended with {child.returncode}; waiting for a change", file=sys.stderr, flush=True)
        reported = True
