"""Figures that follow the hand: the engine (`live`) and one module a lab, each with ``show()``."""
