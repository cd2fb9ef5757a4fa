"""Figures that follow the hand: one module for each lab, with ``show()``; `engine` is what they share."""
