"""A draft as a file: txt, Markdown, JSON, Word, PDF, clipboard HTML, and the evidence that goes with it."""
