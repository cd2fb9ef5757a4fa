"""The quiz of lesson 8: shapes, what a decoder is fed, the bottleneck, what attention knows and costs."""

from course_utils.exercises.engine.questions import OTHER, Choice, Number, Right, Wrong

SHAPES = "1. One network, five shapes"
HANDOVER = "2. Two networks hand over"
VECTOR = "3. One vector for everything"
ATTENTION = "4. Attention: look again"
BLOCK = "6. A Transformer block"

QUESTIONS = [
    Choice(
        "Reviews of 4 and of 11 words stand in one batch, (11, 2, words). Which answers count?",
        Wrong(
            "Those in the last row, for both.",
            "For the short review that row is padding.",
            SHAPES,
        ),
        Right(
            "Row 4 for the short review and row 11 for the long one.",
            "The answer that counts is the one at the last real step of each.",
        ),
        Wrong(
            "All real steps of both.",
            "That is synchronous tagging. A review can be judged when it has been read.",
            SHAPES,
        ),
    ),
    Choice(
        "In training, a decoder is fed the right letters of the step before. What is it fed in use?",
        Right(
            "Its own letters, right or wrong.",
            "Teacher forcing is for training. Alone, a slip becomes the next input.",
        ),
        Wrong(
            "The right letters, too.",
            "Nobody knows them: they are what is wanted.",
            HANDOVER,
        ),
        Wrong(
            "Nothing: the encoder's state is enough.",
            "Then no letter could depend on the one written before it.",
            HANDOVER,
        ),
    ),
    Choice(
        "An encoder-decoder translates short sentences well and long ones badly. What does attention change?",
        Wrong(
            "It makes the handed-over vector larger.",
            "The wide network had that, at five times the weights. Its curve fell, too, only later.",
            VECTOR,
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
        "Self-attention gets the words of a sentence in another order, without positions. Who can notice?",
        Wrong(
            "Nobody: attention sees a set.",
            "Without a mask that is so. A causal mask lets each word see a different number of words.",
            BLOCK,
        ),
        Right(
            "Two layers with a causal mask can, without a mask none can.",
            "Under the mask a word sees only what came before it, and the next layer sees that.",
        ),
        Wrong(
            "Everybody: the scores say where a word stands.",
            "A score depends on what two words are. Nothing in it says where they stand.",
            BLOCK,
        ),
    ),
    Number(
        "A sequence of 10 places, then one of 100. How many times as many scores does a head compute without "
        "a mask?",
        Right(100, "Every place looks at every place: 100 scores, then 10,000."),
        Wrong(10, "Ten times as many places ask, and each of them looks at ten times as many.", BLOCK),
        Wrong(OTHER, "T places look at T places.", BLOCK),
        tolerance=0.001,
    ),
]
