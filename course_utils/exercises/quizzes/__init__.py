"""The questions of each lesson."""
