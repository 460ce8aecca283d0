"""The real outline of a report: candidates from markers and wording, then the tree they hang in.

Levels come from the order in which marker schemes open and close, never from markdown depth. Numbers are kept as written:
a gap stays a gap, a list that starts anew is a list of its own, and a parent that was lost is put back as `implied`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from language.markers import Marker, rank
from retrieval.cleaning import Block
from retrieval.headings import Candidate, candidates
from retrieval.records import OutlineNode
from retrieval.tables import Tables

LOOK_AHEAD = 200  # headings among which the next item of an outer list is looked for


@dataclass(slots=True)
class _Node:
    """A node while the tree is built; `found` is None for the root and for implied parents."""

    found: Candidate | None
    parent: _Node | None
    children: list[_Node] = field(default_factory=list)
    closed_after: int | None = None  # paragraph behind which nothing may hang below this node any more

    @property
    def marker(self) -> Marker | None:
        return None if self.found is None else self.found.marker


def outline(blocks: Sequence[Block], tables: Tables) -> tuple[OutlineNode, ...]:
    """The outline tree of a report's blocks; offsets are those of form N, `paragraph` counts paragraphs from 1."""
    found = candidates(blocks, tables)
    builder = _Builder(found, _lost_heads(blocks))
    return tuple(_frozen(node, 1) for node in builder.build().children)


def flatten(nodes: Sequence[OutlineNode]) -> tuple[OutlineNode, ...]:
    """All nodes in reading order."""
    out: list[OutlineNode] = []
    for node in nodes:
        out += (node, *flatten(node.children))
    return tuple(out)


def list_flags(nodes: Sequence[OutlineNode]) -> tuple[str, ...]:
    """What is odd about the lists: `gapped_list` where numbers jump, `lost_heading` where a parent had to be implied."""
    from language import markers

    flags: set[str] = set()
    if any(node.kind == "implied" for node in flatten(nodes)):
        flags.add("lost_heading")
    for siblings in (nodes, *(node.children for node in flatten(nodes))):
        last: Marker | None = None
        for node in siblings:
            marker = markers.match(node.marker)
            if marker and (last is None or last.scheme != marker.scheme):
                flags |= {"gapped_list"} if marker.number > 1 else set()
            elif marker and last and marker.number > last.number + 1 and marker.scheme != "sequence":
                flags.add("gapped_list")
            last = marker
    return tuple(sorted(flags))


def _lost_heads(blocks: Sequence[Block]) -> dict[int, int]:
    """Offset → paragraph of the paragraphs whose head is lost: a heading may be lost with it."""
    found: dict[int, int] = {}
    offset = paragraph = 0
    for block in blocks:
        if not block.heading:
            paragraph += 1
            if block.head_lost:
                found[offset] = paragraph
        offset += len(block.text)
    return found


class _Builder:
    """Hangs candidates into the tree, one after the other, each below the last node it can belong to."""

    def __init__(self, found: Sequence[Candidate], lost_heads: dict[int, int]) -> None:
        self.found = found
        self.root = _Node(None, None)
        self.current = self.root
        self.headed = any(_is_chapter(c) for c in found)
        self.unnumbered = all(c.marker is None for c in found if c.kind == "standalone")
        self.lost_heads = sorted(lost_heads)

    def build(self) -> _Node:
        for at, candidate in enumerate(self.found):
            self._close(candidate)
            parent = self._parent(at, candidate)
            node = _Node(candidate, parent)
            if candidate.inside or (candidate.marker is None and candidate.kind != "standalone"):
                node.closed_after = candidate.paragraph
            parent.children.append(node)
            self.current = node
        self._imply_restarts(self.root)
        self._unimply_single()
        return self.root

    def _close(self, candidate: Candidate) -> None:
        """Leave nodes that live within one paragraph once that paragraph is over."""
        while self.current.closed_after is not None and self.current.closed_after != candidate.paragraph:
            self.current = _up(self.current)

    def _parent(self, at: int, candidate: Candidate) -> _Node:
        if candidate.marker is None:
            return self._parent_of_plain(at, candidate)
        sibling = self._open_list(candidate)
        if sibling is not None:
            return _up(sibling)
        node = self.current
        while node.parent is not None and not self._may_hold(node, at, candidate):
            node = node.parent
        return node if node is not self.root else self._root_parent(candidate)

    def _open_list(self, candidate: Candidate) -> _Node | None:
        """The open node of the same scheme whose list `candidate` continues (a restart at the same depth comes after it too)."""
        assert candidate.marker is not None
        node: _Node | None = self.current
        while node is not None and node.parent is not None:
            same = node.marker is not None and node.marker.scheme == candidate.marker.scheme
            if same and _same_place(node, candidate) and (self.headed or _counts_up(node, candidate)):
                return node
            node = node.parent
        return None

    def _may_hold(self, node: _Node, at: int, candidate: Candidate) -> bool:
        """Whether `candidate` may begin a list below the open `node`: by customary rank, or because the outer list goes on later."""
        assert candidate.marker is not None
        if node.found is None:
            return False  # an implied chapter decides for itself: _belongs
        if node.marker is None:
            return node.found.kind == "standalone" or candidate.inside
        if node.marker.scheme == candidate.marker.scheme:
            return False
        if candidate.inside and node.found.kind != "standalone":
            return candidate.paragraph == node.found.paragraph
        if rank(node.marker) < rank(candidate.marker):
            return True
        return self._goes_on(at, node.marker, candidate.marker)

    def _goes_on(self, at: int, outer: Marker, inner: Marker) -> bool:
        """Whether the list of `outer` continues after the list of `inner` that begins at `at`: 一是 (1、 2、) 二是."""
        for later in islice(self.found, at + 1, at + 1 + LOOK_AHEAD):
            if later.inside or later.marker is None:
                continue
            if later.marker.scheme == outer.scheme:
                return later.marker.number == outer.number + 1
            if rank(later.marker) < min(rank(outer), rank(inner)):
                return False
        return False

    def _parent_of_plain(self, at: int, candidate: Candidate) -> _Node:
        """An unnumbered heading stands at the top, unless the list around it goes on behind it; a run-in title hangs where it stands."""
        if candidate.kind == "standalone":
            node = self.current
            while node.parent is not None and not (
                self._list_continues(at, node) or self._deeper(candidate, node)
            ):
                node = node.parent
            return node
        node = self.current
        while node.parent is not None and not _holds_plain(node, candidate):
            node = node.parent
        return node if node is not self.root else self._root_parent(candidate)

    def _deeper(self, candidate: Candidate, node: _Node) -> bool:
        """Whether markdown alone tells the depth: no heading of the report is numbered, and this one has more #."""
        return self.unnumbered and node.found is not None and 0 < node.found.md < candidate.md

    def _list_continues(self, at: int, node: _Node) -> bool:
        """Whether the next marked heading goes on counting in the list of `node`, below the chapters."""
        if node.marker is None or rank(node.marker) <= 1:
            return False
        for later in islice(self.found, at + 1, at + 1 + LOOK_AHEAD):
            if later.marker is not None and not later.inside:
                return (
                    later.marker.scheme == node.marker.scheme
                    and later.marker.number == node.marker.number + 1
                )
        return False

    # ---------------------------------------------------------------- lost parents

    def _root_parent(self, candidate: Candidate) -> _Node:
        """The root, or in a report whose chapter headings are lost the implied chapter that `candidate` belongs to."""
        if _is_chapter(candidate):
            return self.root
        if self.headed:
            return self._before_first_chapter(candidate)
        open_group = self.root.children[-1] if self.root.children else None
        if open_group is not None and self._belongs(open_group, candidate):
            return open_group
        group = _Node(None, self.root)
        self.root.children.append(group)
        return group

    def _before_first_chapter(self, candidate: Candidate) -> _Node:
        """二、 without 一、: what stands before it hung below the lost first chapter."""
        first = next(c for c in self.found if _is_chapter(c))
        lost = first.marker is not None and first.marker.number > 1 and candidate.start < first.start
        if not lost:
            return self.root
        if not self.root.children:
            self.root.children.append(_Node(None, self.root))
        return self.root.children[0]

    def _belongs(self, group: _Node, candidate: Candidate) -> bool:
        """Whether a top candidate of a headless report still belongs to the open implied chapter."""
        last = group.children[-1].found
        if last is None:
            return False
        lost_between = any(last.start < at <= candidate.start for at in self.lost_heads)
        if lost_between:
            return False
        if candidate.marker is None:
            return last.marker is None and candidate.paragraph - last.paragraph <= 1
        if last.marker is None:
            return any(at <= last.start for at in self.lost_heads) and not candidate.inside
        same = last.marker.scheme == candidate.marker.scheme and _same_place(group.children[-1], candidate)
        return same and candidate.marker.number > last.marker.number

    def _imply_restarts(self, node: _Node) -> None:
        """1、2、3、 1、2、 below one heading: each run gets the parent it lost. Runs inside paragraphs need none."""
        for child in node.children:
            self._imply_restarts(child)
        runs: list[list[_Node]] = []
        for child in node.children:
            if not _leads(child):
                return
            last = runs[-1][-1] if runs else None
            if last is not None and _follows(last, child):
                runs[-1].append(child)
            else:
                runs.append([child])
        if len(runs) < 2 or len({r[0].marker.scheme for r in runs if r[0].marker}) > 1:
            return
        if node is self.root and _is_chapter_node(runs[0][0]):
            return
        node.children = [_implied(node, run) for run in runs]

    def _unimply_single(self) -> None:
        """One list at the top of a report without headings lost nothing, unless the text before it shows a loss."""
        if self.headed or len(self.root.children) != 1:
            return
        only = self.root.children[0]
        first = only.children[0].found if only.children else None
        if only.found is not None or first is None or any(at <= first.start for at in self.lost_heads):
            return
        self.root.children = only.children
        for child in only.children:
            child.parent = self.root


# ------------------------------------------------------------------ nodes


def _up(node: _Node) -> _Node:
    assert node.parent is not None
    return node.parent


def _is_chapter(candidate: Candidate) -> bool:
    """Top of a report by its own right: 第一部分, 一、, or an unnumbered heading on a line of its own."""
    if candidate.kind != "standalone":
        return False
    return candidate.marker is None or rank(candidate.marker) <= 1


def _is_chapter_node(node: _Node) -> bool:
    return node.found is not None and _is_chapter(node.found)


def _holds_plain(node: _Node, candidate: Candidate) -> bool:
    """An unnumbered title inside a paragraph hangs below that paragraph's title, one at its start below the last heading."""
    found = node.found
    if found is None or found.kind == "standalone":
        return found is not None
    parallel = found.marker is None and (found.inside or found.text[0] == candidate.text[0] == "从")
    return candidate.inside and found.paragraph == candidate.paragraph and not parallel


def _counts_up(node: _Node, candidate: Candidate) -> bool:
    return (
        node.marker is not None
        and candidate.marker is not None
        and candidate.marker.number > node.marker.number
    )


def _same_place(node: _Node, candidate: Candidate) -> bool:
    """Items of one list stand in one paragraph, or each at the start of its own."""
    found = node.found
    return found is not None and (
        found.paragraph == candidate.paragraph or not (found.inside or candidate.inside)
    )


def _leads(node: _Node) -> bool:
    """A numbered node at the start of its line."""
    return node.found is not None and node.found.marker is not None and not node.found.inside


def _follows(last: _Node, node: _Node) -> bool:
    if last.marker is None or node.marker is None:
        return False
    return last.marker.scheme != node.marker.scheme or node.marker.number > last.marker.number


def _implied(parent: _Node, run: list[_Node]) -> _Node:
    group = _Node(None, parent, children=run)
    for child in run:
        child.parent = group
    return group


def _frozen(node: _Node, level: int) -> OutlineNode:
    children = tuple(_frozen(child, level + 1) for child in node.children)
    found = node.found
    if found is None:
        start = children[0].start if children else 0
        return OutlineNode(
            level=level, marker="", text="", kind="implied", start=start, end=start, children=children
        )
    return OutlineNode(
        level=level,
        marker=found.marker.text if found.marker else "",
        text=found.text,
        kind=found.kind,
        start=found.start,
        end=found.end,
        paragraph=found.paragraph if found.kind != "standalone" else None,
        children=children,
    )
