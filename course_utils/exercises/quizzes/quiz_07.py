"""The quiz of lesson 7: what makes a comparison of forecasts fair."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Right, Wrong

SHELF = "1. The shelf: what takes a second"
FAIR = "2. A fair fight"
INTERVALS = "4. How sure is it?"

QUESTIONS = [
    Choice(
        "You standardise a series with the mean and deviation of all its values, then split it in time and "
        "train on the first part. What is wrong?",
        Wrong(
            "Nothing: a shift and a scale carry no information.",
            "They do: the mean of a growing series tells how far it grows. The test part has a say "
            "in the training.",
            FAIR,
        ),
        Right(
            "The scale was learned from the test part too. It must come from each origin's training part.",
            "The same holds for everything that is fitted: windows, weights, settings.",
        ),
        Wrong(
            "A series must not be standardised at all.",
            "It may, and networks need it. The question is which values set the scale.",
            FAIR,
        ),
    ),
    Choice(
        "A model has a MASE of 1.4 on the last 24 months of the air passengers. Does it lose to the seasonal "
        "naive?",
        Right(
            "No: on these months the seasonal naive itself scores 2.49.",
            "MASE is a unit. Compare with the naive's own score on the same origins.",
        ),
        Wrong(
            "Yes: above 1 means worse than the seasonal naive.",
            "The scale is the naive's error *inside the training part*, one season ahead. On these 24 "
            "months the seasonal naive itself scores 2.49.",
            FAIR,
        ),
        Wrong(
            "That can't be known without the series' unit.",
            "MASE has no unit: errors divided by errors.",
            FAIR,
        ),
    ),
    Choice(
        "Which of these lets the future leak into a lag-feature model?",
        Wrong(
            "Columns of the calendar for the day that is forecast.",
            "The calendar is known years ahead. Tomorrow's weather is not.",
            SHELF,
        ),
        Wrong(
            "Feeding the model its own forecasts for the steps after the first.",
            "That is honest: at the origin the true values are not known.",
            SHELF,
        ),
        Right(
            "Drawing the rows of the test part at random from the whole series.",
            "Then each test row has neighbours in the training part that hold nearly the same values.",
        ),
    ),
    Choice(
        "Over twelve origins model A has a mean score of 0.41, model B one of 0.48, and p is 0.4. What is "
        "the verdict?",
        Wrong(
            "A is better: its mean is lower.",
            "A mean over twelve origins is a draw, too. If the two were equally good, luck alone would part "
            "them as far in four cases of ten.",
            FAIR,
        ),
        Wrong(
            "They are equally good.",
            "A test can't show that. With more origins a small difference may still come out.",
            FAIR,
        ),
        Right(
            "They can't be told apart on these origins.",
            "It is a verdict, and often the honest one. Then take the simpler model.",
        ),
    ),
    Number(
        "Intervals called 80% hold 3 of 12 values. What is their coverage, as a number from 0 to 1?",
        Right(0.25, "Far from the nominal 0.8: the name of an interval is a claim, not a measurement."),
        Wrong(0.8, "That is what they are called. Coverage counts.", INTERVALS),
        Wrong(OTHER, "Coverage is the share of values inside: 3 of 12.", INTERVALS),
        tolerance=0.001,
    ),
]
