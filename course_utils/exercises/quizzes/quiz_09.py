"""The quiz of lesson 9: what waits, what composes, what a scan and a table cost, what a state forgets."""

from course_utils.exercises.engine.questions import Choice, Right, Wrong

PRICE = "1. The price of waiting"
TILES = "Attention in tiles"
PAIR = "2. A step is a pair"
SCAN = "3. The scan: rounds in place of steps"
MATRIX = "4. A state that is a matrix"
USE = "6. What to use when"

QUESTIONS = [
    Choice(
        "A processor with a thousand times as many cores reads one long sequence with an LSTM. How much "
        "faster is it done?",
        Wrong(
            "About a thousand times.",
            "The cores share the work *inside* a step. But step t needs the state of step t - 1: the steps "
            "themselves wait, however many cores there are.",
            PRICE,
        ),
        Right(
            "By no more than what the cores save inside a step: the steps still wait for each other.",
            "As it is usually computed, T steps stand in a row, whatever the machine.",
        ),
        Wrong(
            "Not at all faster, because an LSTM needs too much memory.",
            "Memory grows with T, but that isn't what holds it up. Count what waits for what.",
            PRICE,
        ),
    ),
    Choice(
        "Attention over T steps: how does the memory grow that it needs?",
        Right(
            "In proportion to T, if the softmax is taken in tiles; the work still grows as the square.",
            "Of each tile three things are kept for a query: the largest score, the total, and the mean.",
        ),
        Wrong(
            "As the square of T: there is a score for every pair of steps.",
            "The scores are all computed, but they needn't all be there at once.",
            TILES,
        ),
        Wrong(
            "In proportion to T, because far steps are left out.",
            "Nothing is left out: the result in tiles is the same.",
            TILES,
        ),
    ),
    Choice(
        "Which of these steps can be composed as pairs, so that a scan gives the loop's states?",
        Wrong(
            "`h_t = tanh(a_t h_{t-1} + b_t)`",
            "Two such steps in a row are no step of the same kind: the nonlinearity stands between them.",
            PAIR,
        ),
        Wrong(
            "`h_t = z_t h_{t-1} + (1 - z_t) h̃_t`, where `z_t` looks at `x_t` and `h_{t-1}`",
            "It looks linear, but `z_t` itself depends on the last state. So `a_t` is not known before "
            "`h_{t-1}` is: a GRU.",
            SCAN,
        ),
        Right(
            "`h_t = z_t h_{t-1} + (1 - z_t) h̃_t`, where `z_t` and `h̃_t` look at `x_t` alone",
            "Then all `a_t` and `b_t` are known before the first step, from the inputs, at once.",
        ),
    ),
    Choice(
        "Does a scan in ten rounds do less work than the loop over a thousand steps?",
        Wrong(
            "Yes: ten rounds are less than a thousand steps.",
            "A round is not a step. In each round almost all pairs are composed: count them.",
            SCAN,
        ),
        Wrong(
            "It does the same work in another order.",
            "The loop composes each step once. The scan composes it again in every round.",
            SCAN,
        ),
        Right(
            "No, it does more; but most of it at the same time.",
            "About log2 T times as much. The scan trades work for waiting.",
        ),
    ),
    Choice(
        "A matrix state holds names and numbers. Then one name gets a new number. What does the delta rule "
        "do that the plain sum doesn't?",
        Wrong(
            "It makes the state larger, so that both numbers have room.",
            "The state has the same size at every step. That is its price.",
            USE,
        ),
        Right(
            "It takes away what the name is answered so far, and writes the new number in its place.",
            "With a rate of 1 and a key of length 1 the new number is read exactly, until others disturb it.",
        ),
        Wrong(
            "It keeps all other names exactly as they are.",
            "Only those at right angles to the name. Others are disturbed a little by every correction.",
            MATRIX,
        ),
    ),
]
