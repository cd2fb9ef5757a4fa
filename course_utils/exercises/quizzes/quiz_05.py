"""The quiz of lesson 5: what an LSTM keeps, what its gates do, and what a flat loss says."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Right, Wrong

CELL = "1. From an average to a cell"
STEP = "2. One step, equation by equation"
START = "4. What it remembers before it has learned anything"
LEARN = "5. Let it learn"

QUESTIONS = [
    Choice(
        "A unit's forget gate is 1 and its input gate 0, for a hundred steps. What does its cell hold then?",
        Wrong(
            "Nothing: a forget gate of 1 forgets all.",
            "The name misleads. f multiplies what was there, so 1 keeps all of it and 0 erases it.",
            STEP,
        ),
        Right(
            "What it held before, exactly.",
            "One times what was there, plus nothing: for as many steps as you like.",
        ),
        Wrong(
            "What it held before, faded by now.",
            "It fades by f a step, and 1 to the power of 100 is 1. Below 1 it would fade.",
            STEP,
        ),
    ),
    Choice(
        "Why does the gradient along an LSTM's memory not have to vanish?",
        Wrong(
            "Because the cell adds where a simple network multiplies.",
            "It adds on the way there. On the way back the path is still a product, of the forget gates; "
            "with gates near one half it vanishes as fast as ever.",
            CELL,
        ),
        Right(
            "Because its factor is the forget gate, which can come close to 1.",
            "It *can*. With a forget bias of 0 it doesn't: look at the bias.",
        ),
        Wrong(
            "Because sigmoids don't saturate.",
            "They do, and they are meant to. Their slope is not in the memory's path; their value is.",
            START,
        ),
    ),
    Choice(
        "The output gate of a unit is 0 for fifty steps. What is true?",
        Wrong(
            "Its memory is erased.",
            "That would be the forget gate. The output gate decides what is shown of the memory.",
            STEP,
        ),
        Wrong(
            "Its cell state c is 0.",
            "Its *hidden* state h is 0. The cell goes on underneath, and is there when the gate opens.",
            STEP,
        ),
        Right(
            "Its h is 0 and its c lives on.",
            "The gate stands between the memory and what is shown of it: the output is h, not c.",
        ),
    ),
    Number(
        "A forget gate of 0.5 has a half-life of one step. About how many steps has one of 0.99?",
        Right(69, "ln 0.5 / ln 0.99 = 69. It grows without bound as f comes near 1."),
        Wrong(100, "1 / (1 - f) is the mean time of keeping, not the half-life. Half is gone earlier.", CELL),
        Wrong(
            50, "You took away a hundredth of the *first* value at each step. It is of what is left.", CELL
        ),
        Wrong(OTHER, "After k steps 0.99 to the power of k is left. When is that one half?", CELL),
        tolerance=0.02,
        unit="steps",
    ),
    Choice(
        "On the latch task an LSTM's loss has been flat at ln 2 for hundreds of updates. The norm of its "
        "whole gradient is about 0.1, and isn't falling. What would you do?",
        Right(
            "See what share of the gradient reaches step 1, and look at the forget bias.",
            "The loss is that of a guess, so nothing was learned. The whole gradient is full of what the "
            "last steps say; its far share is next to nothing. A bias near ln T lets it arrive.",
        ),
        Wrong(
            "Wait: while the gradient isn't small, it is learning.",
            "It is large because of the last steps, which have nothing to teach here. What would have to "
            "arrive from step 1 is next to nothing.",
            LEARN,
        ),
        Wrong(
            "Give up: an LSTM can't learn this.",
            "The same network with the same budget learned it from another start.",
            LEARN,
        ),
    ),
]
