"""The guard at the gate: an upload that says it is too large is refused before a byte of it is read."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

from xieshang.engines.documents.limits import DEFAULT

BESIDE = 200_000  # bytes for the other fields of the form


class FileTooBigError(RequestDataTooBig):
    """Carries its reason to the page that says so."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SizeGuard(FileUploadHandler):
    """First of FILE_UPLOAD_HANDLERS: looks at the size the request declares."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 (the name is Django's)
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > DEFAULT.size + BESIDE:
            raise FileTooBigError(
                _("This file is larger than %(megabytes)s MB, the most that is read. Split it, or leave out pictures.")
                % {"megabytes": DEFAULT.size // 1_000_000}
            )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
