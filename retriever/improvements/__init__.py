"""The register: what the inspectorates asked to be improved, item by item, from every report of a build."""

from retriever.improvement_kinds import Kind
from retriever.improvements.register import Improvement, Lacking, Register, read_register
from retriever.improvements.wanted import Order, Wanted, by_theme_and_year, select

__all__ = [
    "Improvement",
    "Kind",
    "Lacking",
    "Order",
    "Register",
    "Wanted",
    "by_theme_and_year",
    "read_register",
    "select",
]
