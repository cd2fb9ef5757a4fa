"""The quiz of lesson 4: what makes gradients vanish or explode, and what helps."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Order, Right, Wrong

TANH = "2. The same with tanh"
MATRICES = "3. Matrices: three ways to measure them"
SENTENCE = "4. A fact from long ago"
REMEDIES = "6. Remedies, side by side"

LINEAR_BELOW = "linear 0.9"
LINEAR_ONE = "linear 1"
TANH_FROM_HALF = "tanh 1.5 from 0.5"
TANH_FROM_ZERO = "tanh 1.5 from 0"
BY_WEIGHT = (
    "You went by the weight: above 1 it explodes. That holds for linear networks. With tanh each step "
    "multiplies by the weight *and* by the slope at the state."
)

QUESTIONS = [
    Order(
        "Four networks of one unit run for 50 steps without input; 'tanh 1.5 from 0' has the activation "
        "tanh, the weight 1.5 and the state 0 at the start. Put them in order of the gradient that is left "
        "after 50 steps back, the smallest first.",
        Right(
            (TANH_FROM_HALF, LINEAR_BELOW, LINEAR_ONE, TANH_FROM_ZERO),
            "From 0.5 the tanh network settles where tanh is so flat that weight times slope is well below "
            "0.9. From 0 it stays where the slope is 1, and explodes as 1.5 to the power of 50.",
        ),
        Wrong((LINEAR_BELOW, LINEAR_ONE, TANH_FROM_HALF, TANH_FROM_ZERO), BY_WEIGHT, TANH),
        Wrong((LINEAR_BELOW, LINEAR_ONE, TANH_FROM_ZERO, TANH_FROM_HALF), BY_WEIGHT, TANH),
        Wrong(
            (TANH_FROM_HALF, TANH_FROM_ZERO, LINEAR_BELOW, LINEAR_ONE),
            "tanh bounds states, not gradients. At a state of 0 its slope is 1: nothing holds 1.5 back.",
            TANH,
        ),
        Wrong(
            OTHER,
            "Each step multiplies by the weight and by the slope at the state. Where does each state "
            "settle, and how steep is it there?",
            TANH,
        ),
    ),
    Choice(
        "All eigenvalues of `W_hh` lie below 1 in size, and the network is linear. How large can a "
        "gradient be after ten steps back, compared with its size at the start?",
        Wrong(
            "Smaller: each step takes something away.",
            "In the long run it is. But the powers of [[.9, 10], [0, .9]] grow for nine steps before they "
            "fade, and both eigenvalues are .9.",
            MATRICES,
        ),
        Right(
            "Many times larger: eigenvalues speak of the long run only.",
            "What one step can do at most is the largest singular value, and that may be far larger.",
        ),
        Wrong(
            "Larger, and it goes on growing if a singular value lies above 1.",
            "A singular value above 1 is needed for an explosion, but it is not enough: with all "
            "eigenvalues below 1, the powers of a matrix fade in the end.",
            MATRICES,
        ),
    ),
    Choice(
        "The gradient of an early state is a billion times smaller than that of the last one. What does "
        "clipping by norm change about this?",
        Wrong(
            "The two come closer: what is large is cut, what is small stays.",
            "Clipping acts on the gradients of the weights, when the way back is done. The ratio of early "
            "to late gradients was the same before and after.",
            REMEDIES,
        ),
        Wrong(
            "The early gradient is raised to the threshold.",
            "Clipping only ever makes a gradient shorter. It adds nothing where nothing arrives.",
            REMEDIES,
        ),
        Right(
            "Nothing.",
            "Clipping shortens steps that are too long: a remedy for explosions, and no cure for vanishing.",
        ),
    ),
    Choice(
        "A sentence has its fact 60 words back. The loss stays at that of a guess, and the norm of the whole "
        "gradient is as large as in runs that succeed. What does this norm say about the fact?",
        Right(
            "Nothing: the share that reaches the fact may have vanished inside it.",
            "From 6 to 60 words the whole gradient hardly changed; what is left at the fact fell below "
            "1e-15.",
        ),
        Wrong(
            "The gradient reaches it: nothing has vanished.",
            "The norm adds up what all uses contribute. It is full of what the last words say; look at the "
            "share that gets back.",
            SENTENCE,
        ),
        Wrong(
            "The network is at a minimum: there is nothing left to learn.",
            "At a minimum the whole gradient would be zero. And a loss like that of a guess is no success.",
            SENTENCE,
        ),
    ),
    Number(
        "The only loss stands at step 100. Backpropagation is truncated: it goes 20 steps back and stops. "
        "How large is the gradient that reaches the state of step 50?",
        Right(
            0,
            "Exactly zero, and not merely small. Truncation saves time and memory, and cures nothing.",
        ),
        Wrong(
            OTHER,
            "No path is left from the loss to that state: truncation makes the distant part exactly zero.",
            REMEDIES,
        ),
        tolerance=0,
    ),
]
