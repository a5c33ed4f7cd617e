"""Event files as TensorBoard writes them: records of length, checksum, payload, checksum."""

from __future__ import annotations

import os
import struct
import time
from pathlib import Path


def _table() -> list[int]:
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


_CRC = _table()


def _masked(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _CRC[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def _varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def _block(field: int, payload: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(payload)) + payload


class EventWriter:
    def __init__(self, folder: Path) -> None:
        name = f"events.out.tfevents.{int(time.time())}.standin.{os.getpid()}.0"
        self._file = (folder / name).open("wb")
        self._record(struct.pack("<Bd", 9, time.time()) + _block(3, b"brain.Event:2"))

    def scalars(self, step: int, values: dict[str, float]) -> None:
        for tag, value in values.items():
            summary = _block(1, _block(1, tag.encode()) + struct.pack("<Bf", 21, value))
            self._record(struct.pack("<Bd", 9, time.time()) + b"\x10" + _varint(step) + _block(5, summary))
        self._file.flush()

    def _record(self, payload: bytes) -> None:
        length = struct.pack("<Q", len(payload))
        self._file.write(
            length + struct.pack("<I", _masked(length)) + payload + struct.pack("<I", _masked(payload))
        )
