"""Codes that people type back from paper: Crockford's alphabet and one check character.

A sheet is four characters and a check, about a million sheets. A line is two characters and a
check, which is taken over the sheet's four as well: a line typed under the wrong sheet is refused
31 times in 32.

Source: D. Crockford, "Base 32" (no I, L, O, U; i and l are read as 1, o as 0), without his check
signs, which are not letters. H. M. Damm, "Total anti-symmetrische Quasigruppen" (thesis, Marburg
2004), example 5.2: over a field of 32 elements x * y = 2x + y notices every wrong character and
every swap of neighbours.
"""

from collections.abc import Iterable

from canvass.core.errors import CanvassError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUE = {char: value for value, char in enumerate(ALPHABET)} | {"I": 1, "L": 1, "O": 0}
SHEET_LENGTH = 4
LINE_LENGTH = 2


class BadCodeError(CanvassError):
    """What was typed is not a code of this kind; the text tells the person typing why."""


def sheet_code(sheet: int) -> str:
    """Write a sheet's number as five characters.

    Raises:
        BadCodeError: there is no code for a number so large, or below 0.
    """
    values = _digits(sheet, SHEET_LENGTH)
    return _text([*values, _check(values)])


def line_code(sheet: int, line: int) -> str:
    """Write a line's number on one sheet as three characters.

    Raises:
        BadCodeError: there is no code for a number so large, or below 0.
    """
    values = _digits(line, LINE_LENGTH)
    return _text([*values, _check([*_digits(sheet, SHEET_LENGTH), *values])])


def read_sheet(typed: str) -> int:
    """Return the number of the sheet whose code was typed.

    Raises:
        BadCodeError: a character, the length or the check character is wrong.
    """
    values = _values(typed, SHEET_LENGTH + 1)
    if _check(values):
        raise BadCodeError(f"There is no sheet {typed}. One of its characters is wrong.")
    return _number(values[:-1])


def read_line(sheet: int, typed: str) -> int:
    """Return the number of the line whose code was typed for that sheet.

    Raises:
        BadCodeError: a character, the length or the check character is wrong.
    """
    values = _values(typed, LINE_LENGTH + 1)
    if _check([*_digits(sheet, SHEET_LENGTH), *values]):
        raise BadCodeError(f"There is no line {typed} on sheet {sheet_code(sheet)}.")
    return _number(values[:-1])


def _double(value: int) -> int:
    """Multiply by 2 in GF(32), the field made by the polynomial x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _check(values: Iterable[int]) -> int:
    """Return the check value, which is 0 for values that already end in theirs."""
    state = 0
    for value in values:
        state = _double(state ^ value)
    return state


def _values(typed: str, length: int) -> list[int]:
    plain = typed.upper().replace(" ", "").replace("-", "")
    if len(plain) != length or not set(plain) <= VALUE.keys():
        raise BadCodeError(f"“{typed}” is not a code. A code has {length} letters and figures.")
    return [VALUE[char] for char in plain]


def _digits(number: int, length: int) -> list[int]:
    if not 0 <= number < len(ALPHABET) ** length:
        raise BadCodeError(f"The number {number} has no code of {length} characters.")
    return [number >> 5 * place & 31 for place in reversed(range(length))]


def _number(values: list[int]) -> int:
    return sum(value << 5 * place for place, value in enumerate(reversed(values)))


def _text(values: list[int]) -> str:
    return "".join(ALPHABET[value] for value in values)
