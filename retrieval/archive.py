"""Reading zip files without being blown up: sizes checked before and while unpacking, no member outside the archive."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from retrieval.errors import ReadingError

MEMBERS_MAX = 2000
RATIO_MAX = 150  # compressed Chinese text shrinks 3–10 fold; docx XML up to 40
RATIO_FREE = 1 << 20  # below this size no ratio is dangerous
UNPACKED_MAX = 4  # the unpacked whole may be this many times the limit of one file


def open_zip(data: bytes, name: str, broken: str = "zip_broken") -> zipfile.ZipFile:
    """The archive in `data`; raises ReadingError `broken` where it is none."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise ReadingError(broken, name=name) from None


def read_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int, name: str, broken: str = "zip_broken"
) -> bytes:
    """One member, at most `limit` bytes whatever its header claims. Raises ReadingError: zip_bomb, zip_locked, `broken`."""
    if info.flag_bits & 0x1:
        raise ReadingError("zip_locked", name=name)
    if info.file_size > limit or _ratio(info) > RATIO_MAX:
        raise ReadingError("zip_bomb", name=name)
    try:
        with archive.open(info) as stream:
            data = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise ReadingError(broken, name=name) from None
    if len(data) > limit:
        raise ReadingError("zip_bomb", name=name)
    return data


def members(data: bytes, name: str, max_bytes: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files in a zip, one after the other. Raises ReadingError: zip_path, zip_bomb, zip_broken, zip_locked."""
    with open_zip(data, name) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > MEMBERS_MAX or sum(i.file_size for i in infos) > UNPACKED_MAX * max_bytes:
            raise ReadingError("zip_bomb", name=name)
        for info in infos:
            if climbs_out(info.filename):
                raise ReadingError("zip_path", name=name, member=_member_name(info))
        for info in infos:
            yield _member_name(info), read_member(archive, info, max_bytes, name)


def climbs_out(member: str) -> bool:
    """Whether a member's path leads out of the archive: ../x, /etc/x, C:\\x."""
    path = PurePosixPath(member.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or (bool(path.parts) and path.parts[0].endswith(":"))


def _ratio(info: zipfile.ZipInfo) -> float:
    return info.file_size / max(info.compress_size, 1) if info.file_size > RATIO_FREE else 1.0


def _member_name(info: zipfile.ZipInfo) -> str:
    """The name as its maker saw it: Chinese Windows writes GBK without saying so, and zipfile reads that as cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename
