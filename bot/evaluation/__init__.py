"""The score card: how good the drafts are, measured against interviews whose facts and traps are known."""
