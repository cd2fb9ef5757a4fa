"""What the learner answers: exercises that are checked, predictions before an experiment, and quizzes."""
