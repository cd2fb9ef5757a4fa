"""What all exercises, quizzes and predictions share."""
