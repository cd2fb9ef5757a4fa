"""The quiz of lesson 1: shapes, windows, and splits that leak."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Order, Right, Wrong

SHAPES = "Which shape is it?"
ONE_TO_MANY = "One-to-many: an image in, a word out"
WINDOWS = "3. A window on the past"
SPLIT = "4. Judge in time order"

CUT = "cut the series into parts in time order"
SCALE = "fit mean and scale on the training part"
CHOOSE = "choose the window length on the validation part"
MEASURE = "measure the error on the test part"

QUESTIONS = [
    Choice(
        "A recurrent network reads a film review of 80 words, keeps a state at each word, and says at the "
        "end whether its writer liked the film. Which shape has this task?",
        Wrong(
            "Many-to-many, synchronous.",
            "A state at each step is not an answer at each step. Ask how many are *written*: here one.",
            SHAPES,
        ),
        Wrong(
            "Many-to-many, delayed.",
            "The answer does come late, but delayed many-to-many writes a sequence. Here one is written.",
            SHAPES,
        ),
        Right(
            "Many-to-one.",
            "80 steps are read, one answer is written. The states in between change nothing about that.",
        ),
        Wrong(
            "One-to-many, since it is one review.",
            "One *sequence* is not one *step*. Ask how many steps are read: here 80.",
            SHAPES,
        ),
    ),
    Choice(
        "One-to-many: a network reads one image and then only zeros. Most of the letters that it writes are "
        "right. Where does it know them from?",
        Wrong(
            "From the letters that it has written.",
            "It never reads them: from step 2 on, zeros come in. That is how 'tnee' came about.",
            ONE_TO_MANY,
        ),
        Right(
            "From its state.",
            "The image came in once; the state is all that carries it on to the later letters.",
        ),
        Wrong(
            "From the readout, which remembers the image.",
            "The readout is the same at every step, and sees nothing but the state at that step.",
            ONE_TO_MANY,
        ),
    ),
    Number(
        "A series of 100 values is cut into windows of 9, each with the value after it as the target. How "
        "many rows has the design matrix?",
        Right(
            91,
            "The first window starts at value 1, the last one at value 91: its target is value 100.",
        ),
        Wrong(
            92,
            "92 windows fit into the series, but nothing comes after the last one: it has no target.",
            WINDOWS,
        ),
        Wrong(100, "The first windows would reach back to before the series starts.", WINDOWS),
        Wrong(11, "The windows overlap: each starts one step after the one before it.", WINDOWS),
        Wrong(OTHER, "Do it in small: six values and windows of three make three rows.", WINDOWS),
        tolerance=0,
        unit="rows",
    ),
    Choice(
        "A daily series is smoothed over four weeks and cut into windows of 56 days. The windows are "
        "shuffled, and a fifth of them is held out for the test. On it the nearest neighbour makes a small "
        "error. What is to be expected in use?",
        Right(
            "A much larger error: windows that overlap the test windows were used for fitting.",
            "In use there are no such windows, since the future is not known. A random split is right for "
            "the rows of a table, not for a series.",
        ),
        Wrong(
            "The same small error: no test window was used for fitting.",
            "No, but its neighbours were. Windows that start a day apart share 55 of 56 values, so the "
            "answer is looked up. On the last fifth in time it lost to the simplest rival.",
            SPLIT,
        ),
        Wrong(
            "A larger error, but only because late days are harder.",
            "The rival, 'the level now', did about equally well on both parts: they are about equally hard.",
            SPLIT,
        ),
    ),
    Order(
        "What comes first, and what last, so that the test error is honest?",
        Right(
            (CUT, SCALE, CHOOSE, MEASURE),
            "Each step uses only what the ones before have set free, and the test part is opened once.",
        ),
        Wrong(
            (SCALE, CUT, CHOOSE, MEASURE),
            "Before the cut there is no training part: mean and scale would hold values of the future.",
            SPLIT,
        ),
        Wrong(
            OTHER,
            "Whatever was chosen after a look at a part has seen that part. So what may be seen by all?",
            SPLIT,
        ),
    ),
]
