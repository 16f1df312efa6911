"""Trains scikit-learn's TF-IDF of words and word pairs with logistic regression on the rows of one
NDJSON file and asks it those of another: classify_tfidf.py TRAIN TEST RESULT"""

import json
import sys
import time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline


def rows(path):
    with open(path, encoding="utf-8") as lines:
        parsed = [json.loads(line) for line in lines]
    return [row["text"] for row in parsed], [row["label"] for row in parsed]


train_path, test_path, result_path = sys.argv[1:]
train_texts, train_labels = rows(train_path)
test_texts, _ = rows(test_path)
model = make_pipeline(
    TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
    LogisticRegression(C=20, max_iter=1000),
)
started = time.process_time()
model.fit(train_texts, train_labels)
trained = time.process_time()
probabilities = model.predict_proba(test_texts)
asked = time.process_time()
with open(result_path, "w", encoding="utf-8") as out:
    json.dump(
        {
            "labels": list(model.classes_),
            "probabilities": [round(float(p), 6) for row in probabilities for p in row],
            "trainSeconds": trained - started,
            "askSeconds": asked - trained,
        },
        out,
    )
