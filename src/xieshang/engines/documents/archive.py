"""An Office file is a zip of XML: opened here with every bomb and every line out defused first."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from xieshang.engines.documents.errors import DocumentError, Refusal
from xieshang.engines.documents.kinds import size_of
from xieshang.engines.documents.limits import Limits

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_END = struct.Struct("<4s4H2LH")  # end of central directory
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,  # also what a wrong encoding of a name or of XML raises
    LookupError,
)
_LOCAL_TEMPLATE = re.compile(r"^(?:file:/{3})?[A-Za-z]:[\\/]")


def local(tag: str) -> str:
    """An XML name without its namespace: transitional and strict Office files then read alike."""
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """The attribute of that local name, whatever its namespace."""
    if name in element.attrib:
        return element.attrib[name]
    return next((value for key, value in element.attrib.items() if local(key) == name), None)


class Package:
    """The parts of an Office file that passed the guards."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self.names = frozenset(archive.namelist())

    def events(self, part: str, *, most: int | None = None) -> Iterator[tuple[str, Element]]:
        """Start and end of every element of one part, in order.

        Raises DocumentError: damaged, entities, too_deep, too_many_elements.
        """
        limits, depth, count = self._limits, 0, 0
        most = limits.elements if most is None else most
        try:
            with self._archive.open(part) as stream:
                for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
                    if event == "start":
                        depth, count = depth + 1, count + 1
                        if depth > limits.depth:
                            raise DocumentError(Refusal.TOO_DEEP, limit=limits.depth, part=part)
                        if count > most:
                            raise DocumentError(Refusal.TOO_MANY_ELEMENTS, limit=most, part=part)
                    else:
                        depth -= 1
                    yield event, element
        except DefusedXmlException as refused:
            raise DocumentError(Refusal.ENTITIES, part=part) from refused
        except (*_BROKEN, ParseError) as broken:
            raise DocumentError(Refusal.DAMAGED, part=part) from broken

    def tree(self, part: str) -> Element:
        """The root of one part. Raises as `events` does."""
        root: Element | None = None
        for _event, element in self.events(part, most=self._limits.held):
            if root is None:
                root = element
        if root is None:
            raise DocumentError(Refusal.DAMAGED, part=part)
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points at: id to (last word of the type, name of the part)."""
        folder, _, name = part.rpartition("/")
        source = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if source not in self.names:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for element in self.tree(source):
            if attribute(element, "TargetMode") == "External":
                continue
            kind = (element.get("Type") or "").rpartition("/")[2]
            found[element.get("Id") or ""] = (kind, _resolve(folder, element.get("Target") or ""))
        return found

    def main_part(self, kind: str) -> str | None:
        """The part the whole file starts from, if its content type speaks of `kind`."""
        for relation, target in self.relations("").values():
            if relation == "officeDocument" and target in self.names and kind in self.content_type(target):
                return target
        return None

    def content_type(self, part: str) -> str:
        """The declared type of a part, "" when none is."""
        if "[Content_Types].xml" not in self.names:
            return ""
        default = ""
        for element in self.tree("[Content_Types].xml"):
            if (element.get("PartName") or "").lstrip("/") == part:
                return element.get("ContentType") or ""
            if (element.get("Extension") or "-").lower() == part.rpartition(".")[2].lower():
                default = element.get("ContentType") or ""
        return default


def open_package(source: BinaryIO, limits: Limits) -> Package:
    """Open an Office file after looking at its directory only.

    Raises DocumentError: too_large, empty, damaged, encrypted, macros, too_many_parts,
    expands_too_much, external_relation, entities.
    """
    size = size_of(source, limits)
    _check_directory(source, size, limits)
    try:
        archive = zipfile.ZipFile(source)
        entries = archive.infolist()
    except _BROKEN as broken:
        raise DocumentError(Refusal.DAMAGED, part="") from broken
    if len(entries) > limits.parts:
        raise DocumentError(Refusal.TOO_MANY_PARTS, limit=limits.parts)
    if len({entry.filename for entry in entries}) < len(entries):
        raise DocumentError(Refusal.DAMAGED, part="")  # two readers could see two documents
    total = 0
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise DocumentError(Refusal.ENCRYPTED)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DocumentError(Refusal.DAMAGED, part=entry.filename)
        total += entry.file_size
        swollen = entry.file_size > limits.ratio * max(entry.compress_size, 1)
        if total > limits.unpacked:
            raise DocumentError(Refusal.EXPANDS_TOO_MUCH, limit=limits.unpacked)
        if swollen and entry.file_size > limits.ratio_from:
            raise DocumentError(Refusal.EXPANDS_TOO_MUCH, limit=limits.ratio)
    package = Package(archive, limits)
    _refuse_macros(package)
    _refuse_lines_out(package)
    return package


def _check_directory(source: BinaryIO, size: int, limits: Limits) -> None:
    """Read the end record by hand: a directory of a million names is itself a bomb."""
    tail = min(size, 65_557)
    source.seek(size - tail)
    end = source.read(tail)
    source.seek(0)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + _END.size:
        raise DocumentError(Refusal.DAMAGED, part="")
    length = _END.unpack_from(end, at)[5]
    if end[max(at - 20, 0) : at].startswith(b"PK\x06\x07"):
        raise DocumentError(Refusal.DAMAGED, part="")  # zip64 has no place in a file this small
    if length > limits.parts * 1_024:
        raise DocumentError(Refusal.TOO_MANY_PARTS, limit=limits.parts)


def _refuse_macros(package: Package) -> None:
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in package.names):
        raise DocumentError(Refusal.MACROS)
    if "[Content_Types].xml" in package.names:
        for element in package.tree("[Content_Types].xml"):
            if "macroenabled" in (element.get("ContentType") or "").lower():
                raise DocumentError(Refusal.MACROS)


def _refuse_lines_out(package: Package) -> None:
    """Links a person clicks may stay; what loads by itself when the file is opened may not.

    A template on the writer's own disk is what Word notes down by itself, so it passes.
    """
    for part in sorted(package.names):
        if not part.endswith(".rels"):
            continue
        for element in package.tree(part):
            if attribute(element, "TargetMode") != "External":
                continue
            kind = (element.get("Type") or "").rpartition("/")[2]
            target = element.get("Target") or ""
            if kind == "hyperlink" or (kind == "attachedTemplate" and _LOCAL_TEMPLATE.match(target)):
                continue
            raise DocumentError(Refusal.EXTERNAL_RELATION, part=part, relation=kind)


def _resolve(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def as_stream(content: bytes) -> BinaryIO:
    """Bytes as the open file that the readers ask for."""
    return io.BytesIO(content)
