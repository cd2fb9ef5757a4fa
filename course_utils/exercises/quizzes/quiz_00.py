"""The quiz of lesson 0: what the course builds on; each wrong answer names where to catch up."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Right, Wrong

PYTHON = "Python: functions, loops, dictionaries"
NUMPY = "NumPy: shapes and broadcasting"
MATRICES = "Matrices: products and what they do"
DERIVATIVES = "Derivatives: the chain rule"
PROBABILITY = "Probability: means, logarithms, random draws"

QUESTIONS = [
    Choice(
        "What does this print? `h = 1`, then `for x in [2, 3]: h = h + h + x`, then `print(h)`",
        Right(
            "`123`", "The loop carries `h` from one turn to the next. That is what a recurrent network does."
        ),
        Wrong("`5`", "`h` isn't set back to 1: each turn goes on from what the last one left.", PYTHON),
        Wrong("`4`", "The loop has two turns, one for each number in the list.", PYTHON),
    ),
    Choice(
        "`X` has shape `(5, 3)` and `b` has shape `(3,)`. What is the shape of `X + b`?",
        Wrong("`(5, 3, 3)`", "Broadcasting makes no new axis here: `b` is added to each row.", NUMPY),
        Right("`(5, 3)`", "`b` is stretched over the five rows."),
        Wrong("None: the shapes don't fit.", "Shapes are compared from the right: 3 and 3 fit.", NUMPY),
    ),
    Choice(
        "`W` is a matrix of shape `(4, 3)`, `X` holds 10 inputs as rows, `(10, 3)`. Which product gives one "
        "row of four outputs for each input?",
        Wrong("`W @ X`", "Inner sizes must agree: 3 and 10 do not.", MATRICES),
        Wrong(
            "`X @ W`", "Inner sizes must agree: 3 and 4 do not. One of them has to be transposed.", MATRICES
        ),
        Right("`X @ W.T`", "(10, 3) times (3, 4) is (10, 4): one row an input."),
    ),
    Number(
        "f(u) = u², and u = 3w. What is the derivative of f with respect to w, at w = 1?",
        Right(18, "2u times 3, with u = 3. Outer derivative times inner derivative, at the place."),
        Wrong(6, "That is the outer derivative, 2u. Times the inner one, 3.", DERIVATIVES),
        Wrong(9, "That is f itself, at w = 1.", DERIVATIVES),
        Wrong(
            OTHER,
            "The chain rule: the derivative of f with respect to u, times that of u with respect to w.",
            DERIVATIVES,
        ),
        tolerance=0.001,
    ),
    Number(
        "A model gives the right class the probability 0.5. What is minus its natural logarithm, to two "
        "decimals?",
        Right(0.69, "ln 2 = 0.693: the loss of a guess between two. You will meet this number again."),
        Wrong(-0.69, "The logarithm of 0.5 is negative: minus that is positive.", PROBABILITY),
        Wrong(
            1,
            "That is the logarithm to the base of 2. Take the natural one.",
            PROBABILITY,
        ),
        Wrong(OTHER, "ln 0.5 is minus ln 2. In NumPy: `-np.log(0.5)`.", PROBABILITY),
        tolerance=0.006,
    ),
]
