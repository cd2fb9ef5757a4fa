"""What the labs call the three regimes of a gradient."""

from course_utils.texts import gettext

NAMES = {
    "vanishing": gettext("vanishing"),
    "steady": gettext("steady"),
    "exploding": gettext("exploding"),
}
