"""A file as a person keeps it, read into lines and issues."""

from bbafootprint.ingest.mapping import write_mapping
from bbafootprint.ingest.own_products import read_products
from bbafootprint.ingest.questions import open_questions, write_answers_template
from bbafootprint.ingest.reading import read_lines
from bbafootprint.ingest.template import write_template
from bbafootprint.ingest.triage import annotate

__all__ = [
    "annotate",
    "open_questions",
    "read_lines",
    "read_products",
    "write_answers_template",
    "write_mapping",
    "write_template",
]
