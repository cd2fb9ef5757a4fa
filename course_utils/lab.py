"""Open the course: ``python -m course_utils.lab``, which is what ``make lab`` does.

The lessons are copied to `my_lessons/`, a folder that is the learner's alone, and JupyterLab opens at the
first that isn't finished. Words that this command doesn't know go on to JupyterLab.
"""

import contextlib
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from urllib.parse import quote

from course_utils import copies, project, selfcheck
from course_utils.copies import first_edition
from course_utils.exercises import progress


def main(arguments=None):
    """Fill the learner's folder and open it in JupyterLab; return the exit status."""
    parser = project.command("course_utils.lab", __doc__)
    parser.add_argument("--prepare", action="store_true", help="do all but open JupyterLab")
    parser.add_argument("--folder", type=Path, default=copies.FOLDER, help="the learner's folder")
    options, others = parser.parse_known_args(arguments)
    folder = options.folder.resolve()
    try:
        said = repaired() + first_edition.bring(project.ROOT, folder) + copies.fill(folder)
        said += selfcheck.in_the_way(folder)
    except OSError as error:
        said = [f"{folder} can't be written to: {error.strerror or error}."]
        if not project.lessons(folder):
            print(*said, "Free some space, or move the course where you may write.", file=sys.stderr)
            return 1
        said += ["The lessons in it open, but can't be renewed now."]
    print("\n".join(said) if said else f"Your lessons are in {folder}.")
    return 0 if options.prepare else opened(folder, others)


def repaired():
    """Let kernels find the course where this file is, also after its folder has moved; return what was done.

    An installed course names its folder; a line in the environment that is read before takes its place.
    """
    if _found() == project.ROOT:
        return []
    line = Path(sysconfig.get_paths()["purelib"], "__course__.pth")
    try:
        line.write_text(f"{project.ROOT}\n", encoding="utf-8")
    except OSError:  # the environment belongs to somebody else
        paths = [str(project.ROOT), os.environ.get("PYTHONPATH", "")]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        return []
    return [f"The course's folder has moved. Its environment now finds it in {project.ROOT}."]


def _found():
    """Return the folder of the course that a kernel finds in this environment, or None."""
    ask = "import importlib.util; print(importlib.util.find_spec('course_utils').origin)"
    done = subprocess.run([sys.executable, "-P", "-c", ask], capture_output=True, text=True)
    return None if done.returncode else Path(done.stdout.strip()).parents[1]


def unfinished(folder):
    """Return the first lesson in a folder that isn't finished; the first of all if each is.

    A lesson is finished when its exercises are done; one without exercises, when it was run.
    """
    lessons = project.lessons(folder)
    return next((one for one in lessons if not _is_finished(one)), lessons[0])


def _is_finished(lesson):
    done = progress.finished(lesson.name[:2])
    return copies.was_run(lesson) if done is None else done


def opened(folder, arguments):
    """Open JupyterLab at the first lesson that isn't finished; return the exit status when it ends.

    The user's own start-up files of IPython, and a root folder in their settings, stay out of it.
    """
    from jupyterlab.labapp import LabApp

    root = project.ROOT if folder.is_relative_to(project.ROOT) else folder
    own = Path(sys.prefix, "share", "unrolled", "ipython")
    with contextlib.suppress(OSError):
        own.mkdir(parents=True, exist_ok=True)
        os.environ["IPYTHONDIR"] = str(own)
    address = quote(unfinished(folder).relative_to(root).as_posix())
    LabApp.launch_instance(
        [
            f"--ServerApp.root_dir={root}",
            f"--LabApp.default_url=/lab/tree/{address}",
            f"--LabApp.app_settings_dir={Path(copies.__file__).with_name('settings')}",  # asks no network
            "--ServerApp.contents_manager_class=course_utils.copies.contents.Contents",
            *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            *arguments,
        ]
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
