"""What a class made of its exercises: right, wrong and why, or not begun."""

from course_utils.figures import style

LOOKS = {
    "right": {"color": style.REGIMES["steady"]},
    "a mistake named": {"color": style.REGIMES["exploding"]},
    "wrong otherwise": {"color": style.INPUT},
    "not begun": {"color": style.FAINT},
}


def class_results(ax, counts):
    """Draw a bar an exercise, and return the reading.

    `counts` holds by exercise how many answers are of each kind in `LOOKS`, as a dict.
    """
    names = list(counts)[::-1]
    left = [0] * len(names)
    for kind, look in LOOKS.items():
        many = [counts[name].get(kind, 0) for name in names]
        ax.barh(names, many, left=left, label=kind, height=0.7, **look)
        left = [a + b for a, b in zip(left, many, strict=True)]
    ax.set(xlabel="answers", xlim=(0, max(left, default=1)))
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(LOOKS), frameon=False)
    hardest = min(counts, key=lambda name: counts[name].get("right", 0) / max(1, sum(counts[name].values())))
    right = counts[hardest].get("right", 0)
    return f"Hardest: {hardest}, right {right} times of {sum(counts[hardest].values())}."
