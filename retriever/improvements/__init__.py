"""The register: what the inspectorates asked to be improved, item by item, from every report of a build."""

from retriever.improvements.register import Improvement, Kind, Lacking, Register, read_register

__all__ = ["Improvement", "Kind", "Lacking", "Register", "read_register"]
