"""The quiz of lesson 2: what is shared, what the output is, what tanh is for, and what comes back."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Right, Wrong

FORMS = "2. One equation"
SHARED = "3. One cell, used at every step"
READOUT = "4. From a state to a prediction"
LINEAR = "5. Why there must be a nonlinearity"
BACK = "6. What comes back?"

QUESTIONS = [
    Number(
        "A recurrent cell has 10 inputs, 20 hidden units and one bias. It reads a sequence of 5 steps, and "
        "then one of 500. How many parameters has the cell when it reads the long one?",
        Right(
            620, "20 · 10 + 20 · 20 + 20. The length is not in the formula: every step uses the same weights."
        ),
        Wrong(
            310_000,
            "You gave each step weights of its own. All steps share one cell: the count is the same for 5 "
            "steps and for 500.",
            SHARED,
        ),
        Wrong(600, "The bias is missing: one number for each hidden unit, 20 in all.", SHARED),
        Wrong(640, "torch keeps two biases, but they are only ever added. This cell has one.", FORMS),
        Wrong(220, "That is `W_xh` and the bias. `W_hh` has 20 times 20 numbers more.", SHARED),
        Wrong(OTHER, "Add up `W_xh`, `W_hh` and the bias. No step adds any.", SHARED),
        tolerance=0,
    ),
    Choice(
        "`output, h_n = torch.nn.RNN(...)(xs)`, for a tagger with 9 tags. What is in `output`?",
        Right(
            "The hidden state at every step.",
            "The layer's output is all its states, and `h_n` is the last of them once more.",
        ),
        Wrong(
            "The probabilities of the 9 tags at every step.",
            "The layer knows nothing of tags. A readout and softmax make probabilities of its states.",
            READOUT,
        ),
        Wrong(
            "The 9 scores (logits) at every step.",
            "Scores come from the readout `W_hy`. The layer ends at the state, one number a unit.",
            READOUT,
        ),
    ),
    Choice(
        "All activation functions of a recurrent network are taken out. What does it lose?",
        Wrong(
            "Its memory: nothing is carried over any more.",
            "The last state is still a sum over all inputs, each with a block of its own.",
            LINEAR,
        ),
        Right(
            "Whatever a weighted sum of the inputs can't do.",
            "All steps together are one matrix. It remembers, but can't even tell whether two bits differ.",
        ),
        Wrong(
            "Nothing but the bounds of its numbers.",
            "With 64 linear units the answer to 'are two bits different?' was one half in all four cases.",
            LINEAR,
        ),
    ),
    Choice(
        "What comes back to a network is its last output, and at step 1 that output is 0 whatever comes in. "
        "What does the network know of the first input at step 3?",
        Wrong(
            "A little: it fades.",
            "That is what happens to a state that comes back. Here the outputs were the same after a 1 and "
            "after a -1.",
            BACK,
        ),
        Wrong(
            "All that its units made of it at step 1.",
            "Their states did differ at step 1, but no state was handed on.",
            BACK,
        ),
        Right(
            "Nothing.",
            "What comes back is all that a network knows of its past, and this output said nothing.",
        ),
    ),
    Choice(
        "A network was trained to name the next word, and then wrote 200 sentences from a first word each. "
        "Most were not in its corpus, and yet nearly nine in ten had their tags in an order that the corpus "
        "has; a table of pairs managed four in ten. What does that show?",
        Right(
            "It has learned which words may follow what was read so far.",
            "That most are new shows little: random words would be new, too. But these are in order, far "
            "more often than what a table writes that sees one word back.",
        ),
        Wrong(
            "It keeps the sentences that it has read, and gives them back.",
            "Then all would be copies. Most were not.",
            BACK,
        ),
        Wrong(
            "Somebody has to hand it the true words, or it would not go on.",
            "It got a first word and nothing else: each word that it read was one that it had drawn.",
            BACK,
        ),
    ),
]
