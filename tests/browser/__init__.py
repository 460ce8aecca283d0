"""The page and the embed in Debian's Chromium, on a running server. Skipped, and said so, where there is no browser."""
