"""The quiz of lesson 2: what is shared, what the output is, what a bend is for, and what comes back."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Right, Wrong

FORMS = "1. One equation, three ways to write it"
SHARED = "2. One cell, used again and again"
READOUT = "3. From a state to a prediction"
BEND = "4. Why there must be a bend"
BACK = "5. What comes back?"
ITSELF = "6. A network that listens to itself"

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
        Right(
            "The hidden state at every step.",
            "The layer's output is all its states, and `h_n` is the last of them once more.",
        ),
    ),
    Choice(
        "All activations of a recurrent network are taken out. What does it lose?",
        Wrong(
            "Its memory: nothing is carried over any more.",
            "The last state is still a sum over all inputs, each with a block of its own.",
            BEND,
        ),
        Right(
            "Whatever a weighted sum of the inputs can't do.",
            "All steps together are one matrix. It remembers, but can't even tell whether two bits differ.",
        ),
        Wrong(
            "Nothing but the bounds of its numbers.",
            "With 64 linear units the answer to 'are two bits different?' was one half in all four cases.",
            BEND,
        ),
    ),
    Choice(
        "A network is to say its previous input. What comes back to its hidden units is its last output. Why "
        "does it fail, when the same network with the state fed back succeeds?",
        Wrong(
            "It has fewer weights.",
            "It does have fewer. But on the switch, with the same few weights, it succeeds: what matters is "
            "what the output holds.",
            BACK,
        ),
        Wrong(
            "Feedback of outputs only works for short sequences.",
            "The sequences were equally short, and the fading sum was learned.",
            BACK,
        ),
        Right(
            "Its last output is graded to be the input before last, so it can't hold the last one.",
            "What comes back is all that a network knows of its past. An output is graded, a state is free.",
        ),
    ),
    Choice(
        "A network predicts the next point with an error of 0.02 on new data, fed with the truth. Fed with "
        "its own points, it is off by 0.5 after some rounds. What explains that best?",
        Wrong(
            "It has learned its drawings by heart: new data would show it.",
            "The error of 0.02 was measured on new drawings. With the truth fed, they are no problem.",
            ITSELF,
        ),
        Right(
            "Its own slips lead it to inputs it never saw in training.",
            "The control had met its own points in training. With the truth fed it did worse, alone better.",
        ),
        Wrong(
            "Errors of 0.02 just add up, step by step, in any network.",
            "The control makes larger errors in each step, and yet it stays closer to the line.",
            ITSELF,
        ),
    ),
]
