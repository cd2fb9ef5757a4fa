"""For instructors: grade submissions, hand exercises out, write assignments for nbgrader."""
