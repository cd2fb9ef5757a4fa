"""Mutants that no test can tell from the code, by module and function, each with the reason."""

EQUAL = {}
