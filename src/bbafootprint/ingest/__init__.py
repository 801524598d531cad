"""A file as a person keeps it, read into lines and issues."""

from bbafootprint.ingest.reading import read_lines
from bbafootprint.ingest.template import write_template
from bbafootprint.ingest.triage import annotate

__all__ = ["annotate", "read_lines", "write_template"]
