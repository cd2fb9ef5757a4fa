"""The course's terms in English, with the Korean words used in class and the lesson that explains each."""

import html

TERMS = (
    ("time series", "시계열", "01"),
    ("time step", "시점, 타임 스텝", "01"),
    ("sentiment analysis", "감성 분석", "01"),
    ("baseline", "기준 모델", "01"),
    ("recurrent neural network", "순환 신경망", "02"),
    ("hidden state", "은닉 상태", "02"),
    ("weight sharing", "가중치 공유", "02"),
    ("activation function", "활성화 함수", "02"),
    ("cross-entropy", "교차 엔트로피", "02"),
    ("part-of-speech tagging", "품사 태깅", "02"),
    ("gradient", "기울기, 그레이디언트", "02"),
    ("forward pass", "순전파", "03"),
    ("backpropagation through time", "시간 역전파", "03"),
    ("vanishing gradient", "기울기 소실", "04"),
    ("exploding gradient", "기울기 폭주", "04"),
    ("gradient clipping", "기울기 클리핑", "04"),
    ("long-term dependency", "장기 의존성", "04"),
    ("singular value", "특잇값", "04"),
    ("spectral radius", "스펙트럼 반경", "04"),
    ("cell state", "셀 상태", "05"),
    ("forget gate", "망각 게이트, 삭제 게이트", "05"),
    ("input gate", "입력 게이트", "05"),
    ("output gate", "출력 게이트", "05"),
    ("update gate", "업데이트 게이트", "06"),
    ("reset gate", "리셋 게이트", "06"),
    ("trend", "추세", "07"),
    ("seasonality", "계절성", "07"),
    ("changepoint", "변화점", "07"),
    ("attention", "어텐션", "08"),
)


class Glossary:
    """Terms as a table: English, Korean, lesson."""

    def __init__(self, terms):
        self.terms = terms

    def __repr__(self):
        """Return one line for each term."""
        lines = [f"{english}: {korean} (lesson {int(lesson)})" for english, korean, lesson in self.terms]
        return "\n".join(lines) or "No such term."

    def _repr_html_(self):
        """Return the table."""
        rows = "".join(
            f"<tr><td>{html.escape(english)}</td><td lang='ko'>{korean}</td><td>{int(lesson)}</td></tr>"
            for english, korean, lesson in self.terms
        )
        return f"<table><tr><th>English</th><th>Korean</th><th>lesson</th></tr>{rows}</table>"


def find(word=""):
    """Return the terms that contain a word, English or Korean; without a word all of them."""
    return Glossary([term for term in TERMS if word.lower() in term[0] or word in term[1]])
