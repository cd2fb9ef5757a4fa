"""For authors: run and store the lessons, list promises and texts, export pages."""
