"""English number words of lists: 1st, One, First (ST_NumberFormat ordinal, cardinalText, ordinalText)."""

from __future__ import annotations

_ONES = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ODD = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
}
_ODD["twelve"] = "twelfth"


def ordinal(number: int) -> str:
    """Write 1st, 2nd, 3rd, 4th."""
    suffix = "th" if 10 <= number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}" if number > 0 else str(number)


def cardinal(number: int) -> str:
    """Write One, Twenty-one, One hundred five; numbers from a million on as digits."""
    return _words(number).capitalize() if 0 < number < 1_000_000 else str(number)


def ordinal_words(number: int) -> str:
    """Write First, Twenty-first, One hundred fifth; numbers from a million on as digits."""
    if not 0 < number < 1_000_000:
        return str(number)
    words = _words(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    ending = _ODD.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return (words[:cut] + ending).capitalize()


def _words(number: int) -> str:
    if number >= 1000:
        return _joined(f"{_words(number // 1000)} thousand", " ", number % 1000)
    if number >= 100:
        return _joined(f"{_ONES[number // 100]} hundred", " ", number % 100)
    return _ONES[number] if number < 20 else _joined(_TENS[number // 10], "-", number % 10)


def _joined(head: str, sign: str, rest: int) -> str:
    return f"{head}{sign}{_words(rest)}" if rest else head
