"""A TensorBoard scalar file in a few lines, for runs without torch: TFRecord framing with masked CRC-32C."""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_POLYNOMIAL = 0x82F63B78
_MASK_DELTA = 0xA282EAD8


def _build_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (_POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return tuple(table)


_TABLE = _build_table()


def crc32c(data: bytes) -> int:
    """Castagnoli CRC."""
    crc = 0xFFFFFFFF
    table = _TABLE
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def _masked(data: bytes) -> bytes:
    crc = crc32c(data)
    return struct.pack("<I", (((crc >> 15) | (crc << 17)) + _MASK_DELTA) & 0xFFFFFFFF)


@lru_cache(maxsize=256)
def _head(length: int) -> bytes:
    packed = struct.pack("<Q", length)
    return packed + _masked(packed)


def _record(payload: bytes) -> bytes:
    return _head(len(payload)) + payload + _masked(payload)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


@lru_cache(maxsize=256)
def _value_head(tag: str) -> bytes:
    """The summary message of one scalar up to the four bytes of its value."""
    text = tag.encode()
    value = b"\x0a" + _varint(len(text)) + text + b"\x15"
    body = b"\x0a" + _varint(len(value) + 4) + value
    return b"\x2a" + _varint(len(body) + 4) + body


class ScalarWriter:
    """Appends scalars to `<folder>/events.out.tfevents.<time>.<host>.<pid>.0`."""

    def __init__(self, folder: Path) -> None:
        now = time.time()
        self.path = folder / f"events.out.tfevents.{int(now)}.{socket.gethostname()}.{os.getpid()}.0"
        self._file = self.path.open("ab")
        version = b"brain.Event:2"
        self._file.write(
            _record(b"\x09" + struct.pack("<d", now) + b"\x1a" + _varint(len(version)) + version)
        )
        self._file.flush()

    def write(self, scalars: Iterable[tuple[str, float, int]]) -> None:
        """Write (tag, value, step) triples with one wall time and flush them together."""
        wall = b"\x09" + struct.pack("<d", time.time())
        pack = struct.Struct("<f").pack
        out = [
            _record(wall + b"\x10" + _varint(step) + _value_head(tag) + pack(value))
            for tag, value, step in scalars
        ]
        self._file.write(b"".join(out))
        self._file.flush()

    def close(self) -> None:
        self._file.close()
