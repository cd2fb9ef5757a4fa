"""What all labs share: figures that follow the hand, in Python and JavaScript."""
