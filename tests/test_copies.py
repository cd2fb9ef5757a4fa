"""The learner's own copies: nothing is given away, theirs is kept, the rest is renewed."""

import multiprocessing
import os
import re
import stat
import subprocess

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_utils import copies, project
from course_utils.authoring import execute
from course_utils.copies import copy, first_edition
from course_utils.copies import folder as filling
from course_utils.exercises import progress

LESSONS = project.notebooks()


def lesson(folder, name="03_three.ipynb", text="Three."):
    """Write a lesson with a prediction, a run with its output, and a reading of the outcome."""
    ran = new_code_cell("print(3)", id="run", execution_count=2, outputs=[new_output("stream", text="3\n")])
    cells = [
        new_markdown_cell(text, id="text"),
        new_code_cell('guess = ask("How many?", unit="apples")', id="guess", execution_count=1),
        ran,
        new_markdown_cell("It is *three*.", id="seen", metadata={"tags": ["outcome"]}),
    ]
    folder.mkdir(exist_ok=True)
    path = folder / name
    nbformat.write(new_notebook(cells=cells), path)
    return path


def edited(path, index=2, source="print(4)"):
    """Change a cell of a copy, as a learner would; return the file's bytes."""
    own = nbformat.read(path, as_version=4)
    own.cells[index].source = source
    nbformat.write(own, path)
    return path.read_bytes()


def ran(path):
    """Run the cells of a copy and save it; return the file's bytes."""
    own = nbformat.read(path, as_version=4)
    own.cells[2].execution_count, own.cells[2].outputs = 1, [new_output("stream", text="3\n")]
    own.cells.append(new_code_cell(""))  # as JupyterLab does, where the last cell is run
    nbformat.write(own, path)
    return path.read_bytes()


@pytest.fixture
def mine(tmp_path):
    """A learner's folder with one lesson, whose course has moved on since."""
    old = lesson(tmp_path / "course")
    assert copies.fill(tmp_path / "mine", [old]) == []
    lesson(tmp_path / "course", text="Three, told anew.")
    return tmp_path / "mine" / old.name


def course(mine):
    return sorted((mine.parents[1] / "course").glob("*.ipynb"))


def kept(mine):
    return sorted((mine.parent / "kept").glob("*"))


# what a copy is


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_copy_shows_no_output_no_picture_and_no_outcome_before_its_fold(path):
    source, fresh = execute.read(path), copy.copied(execute.read(path))
    assert [cell.id for cell in fresh.cells] == [cell.id for cell in source.cells]
    for cell, before in zip(fresh.cells, source.cells, strict=True):
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
            hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
            gives_away = "answer" in before.metadata.get("tags", [])
            assert hidden == (gives_away or bool(re.search(r"\bask\(", before.source)))
            assert cell.source.endswith(before.source)
        elif "outcome" in before.metadata.get("tags", []):
            assert cell.source.startswith("<details>") and before.source in cell.source
        else:
            assert cell.source == before.source and "data:image" not in cell.source
    nbformat.validate(fresh)


def test_a_copy_says_whether_it_was_changed_or_run(mine):
    fresh = nbformat.read(mine, as_version=4)
    assert not copy.is_changed(fresh) and not copy.was_run(fresh)
    for change in (
        lambda cells: cells.pop(),
        lambda cells: cells.insert(0, cells.pop()),
        lambda cells: cells.append(new_code_cell("x = 1")),
    ):
        own = nbformat.read(mine, as_version=4)
        change(own.cells)
        assert copy.is_changed(own)
    ran(mine)
    own = nbformat.read(mine, as_version=4)
    assert not copy.is_changed(own) and copy.was_run(own)


def test_code_that_answers_an_exercise_is_folded_under_a_line_that_says_so():
    answer = new_code_cell("three = 1 + 2", metadata={"tags": ["answer"]})
    (fresh,) = copy.copied(new_notebook(cells=[answer])).cells
    first, source = fresh.source.split("\n")
    assert source == "three = 1 + 2" and "answers the exercise above" in first
    assert fresh.metadata["jupyter"] == {"source_hidden": True}


# renewing


def test_an_untouched_copy_is_renewed_and_nothing_is_kept(mine):
    assert copies.fill(mine.parent, course(mine)) == ["03_three.ipynb is renewed."]
    assert "told anew" in mine.read_text() and kept(mine) == []
    assert copies.fill(mine.parent, course(mine)) == []


def test_a_copy_that_was_only_run_is_renewed_and_the_old_one_kept(mine, monkeypatch):
    monkeypatch.setattr(filling, "opened", lambda: set())
    before = ran(mine)
    (said,) = copies.fill(mine.parent, course(mine))
    assert said.startswith("03_three.ipynb is renewed, the one you ran is kept/03_three-")
    assert "told anew" in mine.read_text() and [one.read_bytes() for one in kept(mine)] == [before]


def test_an_open_copy_waits(mine, monkeypatch):
    monkeypatch.setattr(filling, "opened", lambda: {mine.resolve()})
    before = ran(mine)
    assert copies.fill(mine.parent, course(mine)) == [
        "03_three.ipynb: there is a newer one, for when you have closed yours."
    ]
    assert mine.read_bytes() == before


def test_a_changed_copy_is_never_touched_and_the_learner_is_told(mine):
    before = edited(mine)
    for _ in range(2):
        (said,) = copies.fill(mine.parent, course(mine))
        assert "there is a newer one, and yours is left alone. `make restart LESSON=03`" in said
    assert mine.read_bytes() == before and kept(mine) == []
    assert copies.newer(mine.parent, course(mine)) == ["03_three.ipynb"]


def test_the_progress_cell_of_a_learner_s_lesson_says_so(mine, monkeypatch):
    monkeypatch.setattr(project, "notebooks", lambda folder=None: course(mine))
    said = "03_three.ipynb: there is a newer one. How to get it beside yours: make restart LESSON=03"
    monkeypatch.chdir(mine.parent)
    assert said not in str(progress.of("00"))
    edited(mine)
    assert str(progress.of("00")).endswith(said)
    monkeypatch.chdir(mine.parents[1] / "course")  # where nothing is a copy
    assert said not in str(progress.of("00"))


def test_a_changed_copy_of_the_newest_lesson_is_no_news(tmp_path):
    path = lesson(tmp_path / "course")
    copies.fill(tmp_path / "mine", [path])
    edited(tmp_path / "mine" / path.name)
    assert copies.fill(tmp_path / "mine", [path]) == [] == copies.newer(tmp_path / "mine", [path])


def test_what_can_not_be_read_or_is_no_copy_is_kept(mine):
    mine.write_bytes(b"{broken")
    (said,) = copies.fill(mine.parent, course(mine))
    assert "can't be read" in said and mine.read_bytes() == b"{broken"
    mine.write_bytes(course(mine)[0].read_bytes())  # with outputs, as the first edition gave it
    before = mine.read_bytes()
    (said,) = copies.fill(mine.parent, course(mine))
    assert "is of the first edition: yours is now first_edition/03_three-" in said
    (own,) = (mine.parent / "first_edition").iterdir()
    assert own.read_bytes() == before and '"outputs": []' in mine.read_text()


# beginning again


def test_a_lesson_begins_again_beside_the_learner_s_own(mine):
    before = edited(mine)
    first = copies.begin_again(course(mine)[0], mine.parent)
    edited(mine)
    second = copies.begin_again(course(mine)[0], mine.parent)
    assert first != second and (mine.parent / first).read_bytes() == before
    assert "told anew" in mine.read_text()
    assert copies.begin_again(course(mine)[0], mine.parent) is None
    mine.unlink()
    assert copies.begin_again(course(mine)[0], mine.parent) is None and mine.exists()


# what can go wrong


def test_two_at_once_leave_every_lesson_whole_and_keep_what_was_run(mine):
    before = ran(mine)  # no server has it open
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(copies.fill, [(mine.parent, course(mine))] * 6)
    assert "told anew" in mine.read_text()
    assert before in [one.read_bytes() for one in kept(mine)]
    assert [one.name for one in mine.parent.iterdir() if one.name.startswith(".")] == []


@pytest.mark.parametrize("moment", ["write", "fsync", "replace", "link"])
def test_interrupted_anywhere_a_lesson_is_the_old_one_or_the_new_one(mine, monkeypatch, moment):
    before, real = ran(mine), getattr(os, moment)
    monkeypatch.setattr(filling, "opened", set)

    def stop(*words, **options):
        if moment == "link":
            real(*words)  # it was kept, and then the power went
        raise KeyboardInterrupt

    if moment == "write":
        monkeypatch.setattr(filling.nbformat, "writes", stop)
    else:
        monkeypatch.setattr(os, moment, stop)
    with pytest.raises(KeyboardInterrupt):
        copies.fill(mine.parent, course(mine))
    monkeypatch.undo()
    assert mine.read_bytes() == before
    assert all(one.read_bytes() == before for one in kept(mine))
    copies.fill(mine.parent, course(mine))
    assert "told anew" in mine.read_text() and before in [one.read_bytes() for one in kept(mine)]


def test_without_space_nothing_is_half_written(mine, monkeypatch):
    before = edited(mine)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    other = lesson(mine.parents[1] / "course", "04_four.ipynb")
    with pytest.raises(OSError, match="No space left"):
        copies.fill(mine.parent, course(mine))
    assert not (mine.parent / other.name).exists() and mine.read_bytes() == before
    assert [one.name for one in mine.parent.iterdir()] == [mine.name]


def test_on_a_disk_without_links_files_are_copied(mine, monkeypatch):
    def refused(*names):
        raise OSError(95, "Operation not supported")

    before = ran(mine)
    monkeypatch.setattr(os, "link", refused)
    lesson(mine.parents[1] / "course", "04_four.ipynb")
    copies.fill(mine.parent, course(mine))
    assert "told anew" in mine.read_text() and [one.read_bytes() for one in kept(mine)] == [before]
    assert (mine.parent / "04_four.ipynb").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_raises_and_stays(mine):
    mine.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(OSError):
        copies.fill(mine.parent, course(mine))
    mine.parent.chmod(stat.S_IRWXU)


# from the first edition


@pytest.fixture
def checkout(tmp_path):
    """A checkout of the course with three lessons, in which a learner of the first edition has worked."""

    def git(*words):
        subprocess.run(["git", "-C", str(tmp_path / "it"), *words], check=True, capture_output=True)

    (tmp_path / "it").mkdir()
    for name in ("01_one.ipynb", "02_two.ipynb", "03_three.ipynb"):
        lesson(tmp_path / "it" / "notebooks", name)
    git("init")
    git("add", ".")
    git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-m", "Begin")
    return tmp_path / "it"


def test_altered_lessons_and_those_kept_before_move_once(checkout):
    altered, folder = checkout / "notebooks" / "02_two.ipynb", checkout / "my_lessons"
    given = altered.read_bytes()
    own = edited(altered)
    (checkout / "notebooks" / "mine").mkdir()
    (checkout / "notebooks" / "mine" / "02_two-2026-01-01.ipynb").write_text("older work")
    said = first_edition.bring(checkout, folder)
    assert said == [
        "02_two.ipynb is as you left it in first_edition/02_two.ipynb.",
        "02_two-2026-01-01.ipynb is as you left it in first_edition/02_two-2026-01-01.ipynb.",
    ]
    assert (folder / "first_edition" / "02_two.ipynb").read_bytes() == own and altered.read_bytes() == given
    assert (folder / "first_edition" / "02_two-2026-01-01.ipynb").read_text() == "older work"
    copies.fill(folder, project.lessons(checkout / "notebooks"))
    edited(altered)  # an author at work
    assert first_edition.bring(checkout, folder) == []


def test_stopped_half_way_the_move_goes_on(checkout, monkeypatch):
    works = [edited(checkout / "notebooks" / name) for name in ("01_one.ipynb", "02_two.ipynb")]
    (checkout / "my_lessons" / "first_edition").mkdir(parents=True)
    (checkout / "my_lessons" / "first_edition" / "02_two.ipynb").write_text("from a run before")
    first_edition.bring(checkout, checkout / "my_lessons")
    place = checkout / "my_lessons" / "first_edition"
    assert [(place / name).read_bytes() for name in ("01_one.ipynb", "02_two-2.ipynb")] == works
    assert (place / "02_two.ipynb").read_text() == "from a run before"


def test_where_there_is_no_git_nothing_is_altered(tmp_path):
    lesson(tmp_path / "notebooks")
    assert first_edition.bring(tmp_path, tmp_path / "my_lessons") == []
