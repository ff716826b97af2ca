"""One file, read and understood: what runs in the cage."""

from indexer.document import Document
from indexer.readers import read_pages
from indexer.sources import Source
from indexer.structure import structure


def read_document(source: Source) -> Document:
    """The document in a file. Raises UnreadableDocumentError with a reason for the user."""
    document = structure(read_pages(source.file, source.corpus), path=source.path, sha256=source.sha256)
    return source.correction.apply(document) if source.correction else document
