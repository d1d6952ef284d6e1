"""1×: the plainest Django page that still does such a page's work, and the plainest insert."""
