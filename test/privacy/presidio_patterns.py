"""Presidio's pattern recognisers over texts, without a language model.

Reads a JSON list of texts from standard input and writes a JSON list of what it found:
`{"text": …, "type": …, "found": …, "score": …}`.
"""

import json
import logging
import sys

import tldextract
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NoOpNlpEngine

logging.disable(logging.CRITICAL)
# The list of public suffixes that came with the package: no look at the network.
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())

types = ["EMAIL_ADDRESS", "IP_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "IBAN_CODE"]
nlp = NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "none"}])
analyzer = AnalyzerEngine(nlp_engine=nlp, supported_languages=["en"])
found = [
    {"text": text, "type": hit.entity_type, "found": text[hit.start : hit.end], "score": hit.score}
    for text in json.load(sys.stdin)
    for hit in analyzer.analyze(text, language="en", entities=types)
]
json.dump(found, sys.stdout)
