"""The quiz of lesson 3: backpropagation through time, and what happens when it is cut."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Right, Wrong

SUM = "1. One weight, used four times"
WAYS = "2. Follow the ways back"
LINES = "3. One equation, one line"
CUT = "4. Cut the way back"
NAME = "Why 'through time'?"

QUESTIONS = [
    Choice(
        "The unrolled picture of a sequence of 50 steps shows `W_hh` fifty times. What is `dL/dW_hh`?",
        Wrong(
            "Fifty gradients, one for each place.",
            "There is one variable. It is used fifty times, and moving it moves all fifty places at once.",
            SUM,
        ),
        Wrong(
            "The mean of the fifty contributions.",
            "Moved a little, all places move, and their effects on the loss add up. Nothing is divided.",
            SUM,
        ),
        Right(
            "The sum of the fifty contributions.",
            "One variable that is used many times gets the sum of what each use gives.",
        ),
        Wrong(
            "The contribution of the last step, where the error is.",
            "In the lesson all four contributions were printed, and only their sum was the slope.",
            SUM,
        ),
    ),
    Choice(
        "Where does the name backpropagation *through time* come from?",
        Wrong(
            "From the weight that all time steps share.",
            "With four different weights the same loop gives the right gradients. Sharing explains why the "
            "contributions are summed.",
            NAME,
        ),
        Right(
            "From ordinary backpropagation on the network unrolled in time.",
            "Nothing new is added: unrolled, it is a deep network.",
        ),
        Wrong(
            "From the gradients that get smaller as time goes by.",
            "They often do, but the loop is called so whether they shrink or grow.",
            WAYS,
        ),
    ),
    Choice(
        "Training runs in chunks of 20 steps, and each chunk starts from the last state of the chunk before. "
        "What is different from one long pass?",
        Wrong(
            "The outputs: the network forgets at every cut.",
            "The states were those of one long pass. Only a reset makes the network forget.",
            CUT,
        ),
        Wrong(
            "Nothing, if the state is handed on.",
            "The outputs are the same, but the gradient turned by 42 degrees in the lesson's network.",
            CUT,
        ),
        Right(
            "The gradient: what crosses a cut is missing.",
            "The number goes over the cut, and the way back does not.",
        ),
    ),
    Number(
        "The right output at each step is the input of 15 steps ago. Training runs in chunks. From which "
        "chunk length on can an error reach the step that read that input?",
        Right(16, "Then a chunk holds the input of step t - 15 and the loss of step t together, once."),
        Wrong(
            15,
            "A chunk of 15 holds at most the steps t - 14 to t: just one too few.",
            CUT,
        ),
        Wrong(OTHER, "Count the steps of a chunk that holds both step t - 15 and step t.", CUT),
        tolerance=0,
        unit="steps",
    ),
    Choice(
        "A network starts to learn, but worse than expected. How do you find out whether its backward pass "
        "has a mistake?",
        Right(
            "Compare it, entry by entry, with finite differences.",
            "They know nothing of the backward pass: they only run the network forward.",
        ),
        Wrong(
            "If the loss falls, the gradient is right.",
            "A gradient that is 40 degrees off still goes down, and one with a part missing may, too.",
            CUT,
        ),
        Wrong(
            "A mistake in the shapes would raise an error, so there is none.",
            "With as many units as classes, or a square `W_hh`, a transposed matrix fits without a word.",
            LINES,
        ),
    ),
]
