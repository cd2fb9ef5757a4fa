"""A class on one machine: JupyterHub with its simple spawner, and for each learner a copy of the lessons.

    .venv/bin/python -m pip install jupyterhub==6.1.1
    npm install --global configurable-http-proxy@5.3.0
    CLASS_PASSWORD=... .venv/bin/python -m jupyterhub --config classroom/jupyterhub_config.py

Run it as an ordinary user. Learners are not isolated: all servers run with your rights, and whoever knows
the password can log in under any name. That is enough in a room; INSTRUCTORS.md says what to use elsewhere.
"""

import os
import sys
from pathlib import Path

from course_utils import copies

PASSWORD = os.environ.get("CLASS_PASSWORD") or sys.exit("set CLASS_PASSWORD, eight characters or more")
HOMES = Path(os.environ.get("CLASS_HOMES", Path.home() / "unrolled-class")).resolve()
HOMES.mkdir(parents=True, exist_ok=True)


def hand_out(spawner):
    """Give a learner the lessons that are not there yet, and newer ones of those they have not changed."""
    for sentence in copies.fill(HOMES / spawner.user.name / "my_lessons"):
        spawner.log.info("%s: %s", spawner.user.name, sentence)


c = get_config()  # noqa: F821, JupyterHub brings it

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = PASSWORD
c.Authenticator.allow_all = True
c.Authenticator.username_pattern = r"\w[\w.-]*$"  # a name becomes a folder

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(HOMES / "{username}")
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.default_url = "/lab/tree/my_lessons/00_start_here.ipynb"
c.Spawner.pre_spawn_hook = hand_out
c.Spawner.environment = {
    "OMP_NUM_THREADS": "1",  # many learners on many threads each slow one another down
    "COURSE_PROGRESS": lambda spawner: str(HOMES / spawner.user.name / ".progress.json"),
}
c.Spawner.args = [
    "--MappingKernelManager.cull_idle_timeout=1800",  # a closed lesson gives its memory back
    "--ServerApp.contents_manager_class=course_utils.copies.contents.Contents",  # as `make lab` does
]
c.Spawner.start_timeout = c.Spawner.http_timeout = 180  # thirty that start at once

c.JupyterHub.db_url = f"sqlite:///{HOMES / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(HOMES / "jupyterhub_cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(HOMES / "jupyterhub-proxy.pid")
