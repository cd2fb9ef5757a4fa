"""The quiz of lesson 9: what waits, what composes, what a scan costs, what linear gates give up."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Right, Wrong

PRICE = "1. The price of waiting"
PAIR = "2. A step is a pair"
SCAN = "3. The scan: rounds in place of steps"
GATES = "4. Gates that ignore the last state"
FIELD = "5. Where the field went"

QUESTIONS = [
    Choice(
        "A processor with a thousand times as many cores reads one long sequence with an LSTM. How much "
        "sooner is it done?",
        Wrong(
            "About a thousand times.",
            "The cores share the work *inside* a step. But step t needs the state of step t - 1: the steps "
            "themselves wait, however many cores there are.",
            PRICE,
        ),
        Right(
            "Hardly: the steps still wait for each other.",
            "The number of steps that wait is T for every kind of recurrence with a bend in it.",
        ),
        Wrong(
            "Not at all sooner, because an LSTM needs too much memory.",
            "Memory grows with T, but that isn't what holds it up. Count what waits for what.",
            PRICE,
        ),
    ),
    Choice(
        "Which of these steps can be composed as pairs, so that a scan gives the loop's states?",
        Wrong(
            "`h_t = tanh(a_t h_{t-1} + b_t)`",
            "Two such steps in a row are no step of the same form: the bend stands between them.",
            PAIR,
        ),
        Wrong(
            "`h_t = z_t h_{t-1} + (1 - z_t) h̃_t`, where `z_t` looks at `x_t` and `h_{t-1}`",
            "It looks linear, but `z_t` itself depends on the last state. So `a_t` is not known before "
            "`h_{t-1}` is: a GRU.",
            GATES,
        ),
        Right(
            "The same, where `z_t` and `h̃_t` look at `x_t` alone",
            "Then all `a_t` and `b_t` are known before the first step, from the inputs, at once.",
        ),
    ),
    Number(
        "A loop over 1,000 steps takes 1,000 steps that wait for each other. How many rounds has a scan?",
        Right(10, "Two to the power of ten is 1,024: ten doublings are enough."),
        Wrong(500, "You halved once. Every round doubles how far each pair reaches.", SCAN),
        Wrong(9, "Nine rounds reach 512 steps back: not enough for 1,000.", SCAN),
        Wrong(1000, "That is the loop. In a scan many pairs are composed at the same time.", SCAN),
        Wrong(OTHER, "After r rounds a pair stands for two to the power of r steps.", SCAN),
        tolerance=0,
    ),
    Choice(
        "Does a scan do less work than the loop?",
        Wrong(
            "Yes: ten rounds are less than a thousand steps.",
            "A round is not a step. In each round almost all pairs are composed: count them.",
            SCAN,
        ),
        Right(
            "No, it does more; but most of it at the same time.",
            "On one slow core with no vector unit, the loop wins. The scan trades work for waiting.",
        ),
        Wrong(
            "It does the same work in another order.",
            "The loop composes each step once. The scan composes it again in every round.",
            SCAN,
        ),
    ),
    Choice(
        "Gates that see the input alone, between 0 and 1: what can such a layer *not* do that a tanh cell "
        "of lesson 2 can?",
        Wrong(
            "Remember something for a thousand steps.",
            "A gate at 1 keeps a value as long as you like.",
            GATES,
        ),
        Wrong(
            "Forget at a sign in the input.",
            "A gate at 0 erases, and it may open and close by the input.",
            GATES,
        ),
        Right(
            "Turn its state over at each one, so that it tells odd from even at any length.",
            "That needs a negative factor, or a look at the last state. One such layer can only fade "
            "and add.",
        ),
    ),
]
