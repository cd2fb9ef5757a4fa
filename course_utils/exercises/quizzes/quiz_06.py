"""The quiz of lesson 6: what was merged, what z means, what converts, and what is faster."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Right, Wrong

MERGES = "1. Two merges"
MEMORY = "3. How long does it remember?"
CONVENTIONS = "4. Which way is z?"
SPEED = "Fewer weights, less time?"

QUESTIONS = [
    Choice(
        "Forget and input gate of an LSTM are merged: `i = 1 - f`. What can the cell no longer do?",
        Wrong(
            "Keep a value over many steps.",
            "With f near 1 it keeps as well as before; nothing is let in then, and nothing needs to be.",
            MERGES,
        ),
        Right(
            "Count: add one at every step without forgetting.",
            "That takes f = 1 and i = 1 at once. Coupled, the cell is a mean, and stays between -1 and 1.",
        ),
        Wrong(
            "Forget a value at once.",
            "With f = 0 it does, and takes the candidate in its place.",
            MERGES,
        ),
    ),
    Choice(
        "A paper writes `h_t = (1 - z_t) h_{t-1} + z_t h_tilde`, with the reset before the product. You have "
        "its weights and torch.nn.GRU. What do you do?",
        Wrong(
            "Change the sign of z's weights and bias; then torch computes the same.",
            "That repairs z. The reset gate still multiplies elsewhere, and for that there is no map.",
            CONVENTIONS,
        ),
        Wrong(
            "Nothing: GRU is GRU.",
            "It would run without an error, and compute something else.",
            CONVENTIONS,
        ),
        Right(
            "Write the cell yourself: no change of the weights makes torch's GRU compute it.",
            "The sign of z can be changed. Reset before and after the product make two different cells, "
            "unless `W_hn` is diagonal, or the reset gate never moves, or all units share one.",
        ),
    ),
    Number(
        "In torch's GRU the pre-activations of r and z are 0 and the candidate is 0. The state was 0.8. What "
        "is the new state?",
        Right(
            0.4, "A pre-activation of 0 opens a gate by one half: half of the old state, and half of nothing."
        ),
        Wrong(0, "A pre-activation of 0 is not a closed gate: sigmoid(0) is one half.", MEMORY),
        Wrong(0.8, "A gate at sigmoid(0) = 1/2 keeps half of the old state.", MEMORY),
        Wrong(0.2, "The reset gate acts on the candidate alone; z alone weighs the old state.", MERGES),
        Wrong(OTHER, "z = sigmoid(0) = 1/2. Then `z h_{t-1}` is left; the candidate is 0.", MEMORY),
        tolerance=0.001,
    ),
    Choice(
        "A GRU has three quarters of the weights of an LSTM with as many units. How long is an update?",
        Right(
            "That depends on size, library and processor: measure.",
            "torch has a fused kernel for the LSTM on most processors, and none for the GRU.",
        ),
        Wrong(
            "Three quarters of the LSTM's time.",
            "At small sizes the weights hardly count: the steps do, and how the library runs them. Here the "
            "GRU took more than that.",
            SPEED,
        ),
        Wrong(
            "More: the reset gate costs an extra step.",
            "It is a multiplication more, but there is a block of weights less. The measured difference has "
            "another cause: the control experiment shows it.",
            SPEED,
        ),
    ),
    Choice(
        "You train a GRU as torch makes it on the latch: all that counts stands 100 steps back. Its gates "
        "protect the gradient, don't they?",
        Wrong(
            "Yes, that is what gates are for.",
            "At the start they stand half open, and after 100 steps next to nothing is left.",
            MEMORY,
        ),
        Right(
            "Not yet: give the update gate a bias near ln 100 first.",
            "Then z is about .99, and the gradient has a way back from the first update on.",
        ),
        Wrong(
            "No, gradients vanish in a GRU whatever one does.",
            "With a bias of 4 on the update gate about a fifth of it arrived, after 100 steps.",
            MEMORY,
        ),
    ),
]
