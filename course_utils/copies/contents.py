"""How the course's JupyterLab reads notebooks: without widgets whose kernel is gone."""

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from course_utils import project
from course_utils.texts import gettext

_STATE = "application/vnd.jupyter.widget-state+json"


class Contents(AsyncLargeFileManager):
    """Files as they are; but in a notebook that no kernel runs, what was a widget reads as text.

    JupyterLab would show 'model not found' in its place. The file itself is left as it is.
    """

    async def get(self, path, content=True, *others, **options):
        """Return a file or folder, as the contents service of Jupyter Server does."""
        model = await super().get(path, content, *others, **options)
        if content and model["type"] == "notebook" and not await self._runs(model["path"]):
            asleep(model["content"])
        return model

    async def _runs(self, path):
        """Return whether a notebook has a kernel."""
        sessions = await self.parent.session_manager.list_sessions()
        return any(session["path"].strip("/") == path.strip("/") for session in sessions)


def asleep(notebook):
    """Take the views of widgets out of a notebook, unless it holds their state; say how to get them back."""
    state = notebook.metadata.get("widgets", {}).get(_STATE, {}).get("state", {})
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if project.VIEW in data and data[project.VIEW].get("model_id") not in state:
                del data[project.VIEW]
                again = gettext("Run this cell again (Shift and Enter) to bring it back.")
                data["text/plain"] = f"{data.get('text/plain', '')}\n\n{again}".strip()
