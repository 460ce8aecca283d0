"""Formatted text as Telegram reads it: HTML, MarkdownV2 and Markdown parsed strictly, entities put in order, links and commands found."""
