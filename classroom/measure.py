"""What a class costs: learners log in to a real JupyterHub, and all run a lesson from top to bottom at once.

python classroom/measure.py LEARNERS [LESSON]
"""

import asyncio
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from course_utils import project

ROOT = project.ROOT.resolve()
PROBE = """
load_subconfig({config!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.JupyterHub.services = [{{"name": "measure", "api_token": {token!r}}}]
scopes = ["admin:users", "admin:servers", "access:servers"]
c.JupyterHub.load_roles = [{{"name": "measure", "services": ["measure"], "scopes": scopes}}]
if os.geteuid() == 0:
    c.Spawner.args.append("--allow-root")
"""


class Hub:
    """A hub with the class's configuration in its own folder, and a token that gives access to all of it."""

    def __init__(self, folder):
        ports = [_free_port() for _ in range(3)]
        self.url, self.token = f"127.0.0.1:{ports[0]}", secrets.token_hex(16)
        config = folder / "probe.py"
        names = {"config": str(ROOT / "classroom" / "jupyterhub_config.py"), "token": self.token}
        names |= dict(zip(("port", "hub_port", "proxy_port"), ports, strict=True))
        config.write_text("import os\n\nc = get_config()\n" + PROBE.format(**names), encoding="utf-8")
        env = os.environ | {"CLASS_HOMES": str(folder / "homes"), "CLASS_PASSWORD": secrets.token_hex(8)}
        self.log = open(folder / "hub.log", "wb")
        command = [sys.executable, "-m", "jupyterhub", "--config", str(config)]
        self.process = subprocess.Popen(command, env=env, cwd=folder, stdout=self.log, stderr=self.log)

    async def ask(self, method, path, body=None):
        """Return the answer to one request, as JSON where there is any."""
        text = None if method == "GET" else json.dumps(body or {})
        request = HTTPRequest(
            f"http://{self.url}{path}", method, {"Authorization": f"token {self.token}"}, text,
            request_timeout=300, connect_timeout=300,
        )  # fmt: skip
        response = await AsyncHTTPClient().fetch(request)
        return json.loads(response.body) if "json" in response.headers.get("Content-Type", "") else None

    async def ready(self):
        """Wait for the first answer."""
        while self.process.poll() is None:
            try:
                return await self.ask("GET", "/hub/api/")
            except Exception:  # not there yet
                await asyncio.sleep(0.3)
        raise RuntimeError(f"the hub ended: {Path(self.log.name).read_text()[-2000:]}")

    def megabytes(self):
        """Return the proportional memory of each learner's processes; under '' that of hub and proxy."""
        found = {}
        for process in [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(True)]:
            try:
                name = process.environ().get("JUPYTERHUB_USER", "")
                found[name] = found.get(name, 0) + process.memory_full_info().pss / 2**20
            except psutil.Error:  # it has just ended
                continue
        return found

    def close(self):
        """End the hub; it ends its proxy and servers."""
        self.process.terminate()
        self.process.wait(60)
        self.log.close()


async def learn(hub, name, lesson, all_here):
    """Log in, wait for the others, run all code cells of a lesson; return seconds and how many raised."""
    start = time.perf_counter()
    await hub.ask("POST", f"/hub/api/users/{name}")
    await hub.ask("POST", f"/hub/api/users/{name}/server")
    while not (await hub.ask("GET", f"/hub/api/users/{name}"))["servers"].get("", {}).get("ready"):
        await asyncio.sleep(0.5)
    up = time.perf_counter() - start
    await all_here.wait()
    start = time.perf_counter()
    notebook = await hub.ask("GET", f"/user/{name}/api/contents/my_lessons/{lesson}")
    session = {"path": f"my_lessons/{lesson}", "name": lesson, "type": "notebook"}
    session["kernel"] = {"name": "python3"}
    kernel = (await hub.ask("POST", f"/user/{name}/api/sessions", session))["kernel"]["id"]
    channel = await websocket_connect(
        HTTPRequest(
            f"ws://{hub.url}/user/{name}/api/kernels/{kernel}/channels",
            headers={"Authorization": f"token {hub.token}"}, connect_timeout=300,
        ),
        max_message_size=2**28,
    )  # fmt: skip
    cells = [cell["source"] for cell in notebook["content"]["cells"] if cell["cell_type"] == "code"]
    errors = sum([await _run(channel, source) for source in cells])
    channel.close()
    return up, time.perf_counter() - start, errors


async def _run(channel, source):
    """Run one cell; return whether it raised."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "username": "", "session": "1"}
    content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    await channel.write_message(json.dumps(message))
    raised = False
    while True:
        answer = await channel.read_message()
        if isinstance(answer, bytes):  # pictures of a lab, with their buffers
            continue
        answer = json.loads(answer)
        if answer["parent_header"].get("msg_id") != header["msg_id"]:
            continue
        raised |= answer["msg_type"] == "error"
        if answer["msg_type"] == "status" and answer["content"]["execution_state"] == "idle":
            return raised


async def a_class(hub, learners, lesson):
    """Return what each learner measured, and the memory while they worked, sampled every two seconds."""
    await hub.ready()
    all_here, names = asyncio.Barrier(learners), [f"learner{k:02}" for k in range(1, learners + 1)]
    working = asyncio.gather(*(learn(hub, name, lesson, all_here) for name in names))
    samples, free = [], psutil.virtual_memory().available
    while not working.done():
        await asyncio.wait([working], timeout=2)
        samples.append(hub.megabytes())
        free = min(free, psutil.virtual_memory().available)
    return await working, samples, free / 2**20


def main(learners=1, lesson="04_vanishing_and_exploding_gradients.ipynb"):
    """Print one row of the table; return the exit status."""
    AsyncHTTPClient.configure(None, max_clients=200)
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(Path(folder))
        try:
            met, samples, free = asyncio.run(a_class(hub, int(learners), lesson))
        finally:
            hub.close()
    up, took, errors = zip(*met, strict=True)
    most = [max(sample.get(name, 0) for sample in samples) for name in samples[-1] if name]
    last = [megabytes for name, megabytes in samples[-1].items() if name]
    together = max(sum(sample.values()) for sample in samples)
    print(
        f"| {learners} | {max(up):.0f} | {statistics.median(took):.0f} | {max(took):.0f} | "
        f"{statistics.median(last):.0f} | {max(most):.0f} | {samples[-1].get('', 0):.0f} | {together:.0f} |"
        f"  cells that raised: {sum(errors)}, least memory free: {free:.0f} MB"
    )
    return 1 if any(errors) else 0


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
