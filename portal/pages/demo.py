"""Demo data: the shipped texts."""

from .content_files import load_pages


def load_demo_pages():
    load_pages()
