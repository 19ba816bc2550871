"""The documents (文书) of a matter, one module a stage: each is a dataclass of its fields and a function to PDF.

The fields follow the forms communities use. Nothing here is looked up: the caller gives everything, masked as
the reader may see it. Texts are plain; a blank line or line end in them starts a new paragraph.
"""
