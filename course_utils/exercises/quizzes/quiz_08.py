"""The quiz of lesson 8: zeros and feedback, the likeliest word, the bottleneck, what attention knows."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Right, Wrong

SHAPES = "1. One network, five shapes"
MANY = "2. One input, many outputs"
LIKELIEST = "3. The likeliest sequence"
HANDOVER = "4. Two networks hand over"
ATTENTION = "5. Attention: look again"
TRANSFORMER = "6. From attention to the Transformer"

QUESTIONS = [
    Choice(
        "A network is to caption photographs. For every photograph there are five good captions. After the "
        "first step it gets zeros, and its words are drawn by their probabilities. What will go wrong?",
        Wrong(
            "By the third word the photograph is forgotten.",
            "The state carries it on: told the language, the network with zeros spelled whole words.",
            MANY,
        ),
        Right(
            "Words of different captions get mixed.",
            "Each word is likely at its place, but none depends on the word that was drawn before it.",
        ),
        Wrong(
            "Nothing: one-to-many means zeros after the first input.",
            "That is one way, and it serves where the input decides the answer. Here it does not.",
            MANY,
        ),
    ),
    Number(
        "Words and their probabilities: *aa* 0.3, *ab* 0.3, *ba* 0.4. Greedy search takes the likeliest "
        "letter at each step. How likely is the word that it finds?",
        Right(0.3, "The first letter a has 0.6, so the likeliest word, with 0.4, is never reached."),
        Wrong(
            0.4,
            "That is the likeliest word. But its first letter b has 0.4, against 0.6 for a, and greedy "
            "search does not come back.",
            LIKELIEST,
        ),
        Wrong(
            0.6,
            "That is the probability of the first letter alone. The second has one half.",
            LIKELIEST,
        ),
        Wrong(OTHER, "First letter: a 0.6, b 0.4. Then a and b with one half each.", LIKELIEST),
        tolerance=0.001,
    ),
    Choice(
        "In training, a decoder is fed the right letters of the step before. What is it fed in use?",
        Wrong(
            "The right letters, too.",
            "Nobody knows them: they are what is wanted. Graded so, a decoder looks better than it is.",
            HANDOVER,
        ),
        Right(
            "Its own letters, right or wrong.",
            "Teacher forcing is for training. Alone, a slip becomes the next input.",
        ),
        Wrong(
            "Nothing: the encoder's state is enough.",
            "With nothing fed back the letters would not depend on each other.",
            MANY,
        ),
    ),
    Choice(
        "An encoder-decoder translates short sentences well and long ones badly. What does attention change?",
        Wrong(
            "It makes the handed-over vector larger.",
            "The wide network had that, at five times the parameters, and the wall only moved.",
            HANDOVER,
        ),
        Wrong(
            "It makes the encoder remember better.",
            "The encoder is the same cell. What changes is that its earlier states are kept and asked.",
            ATTENTION,
        ),
        Right(
            "The decoder can go back to every state of the encoder.",
            "Nothing has to be squeezed into the last one. What is taken is chosen anew at each letter.",
        ),
    ),
    Choice(
        "The words of a sentence are shuffled. Self-attention gets them without positions. What comes out?",
        Wrong(
            "Something else for every word: attention sees the order.",
            "Scores depend on what two words are, not on where they stand.",
            TRANSFORMER,
        ),
        Right(
            "The same vectors, shuffled in the same way.",
            "It sees a set. The order must be added, as a vector for each position.",
        ),
        Wrong(
            "Nonsense: without the right order the weights no longer sum to one.",
            "A softmax sums to one whatever it is given.",
            ATTENTION,
        ),
    ),
]
