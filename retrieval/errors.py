"""What goes wrong when a file or a page is read. `bot` translates `ReadingError` into an `InputError` of the same key."""

from __future__ import annotations


class ReadingError(Exception):
    """A file that cannot be used as it is. `key` names a message in `prompts/messages.*.toml`; `values` fill it.

    Keys: file_missing, file_too_large (name, limit), file_empty, file_binary, file_kind (name, kind), file_encoding,
    docx_broken, docx_entities, doc_old, pdf_broken, pdf_locked, pdf_pages (name, count, limit), pdf_no_text,
    zip_broken, zip_bomb, zip_path (name, member), zip_locked, zip_empty, folder_empty. Every one has `name`, the file's name.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        listed = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.key}({listed})"


class SampleMissing(Exception):
    """There is no sample of this id, or several whose ids start so. `bot` translates it into a NotFoundError."""

    def __init__(self, sample_id: str) -> None:
        super().__init__(sample_id)
        self.sample_id = sample_id
