"""Records that fill and pickle themselves in one step are the frozen dataclasses they are declared as."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from extractor.records import flat


@flat
@dataclass(frozen=True, slots=True)
class Coin:
    value: int
    face: str = "菊花"


@flat
@dataclass(frozen=True, slots=True, eq=False)
class Purse:
    owner: str
    coins: tuple[Coin, ...]
    total: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", sum(coin.value for coin in self.coins))


@pytest.mark.parametrize(
    "made", [Coin(1), Coin(1, "菊花"), Coin(face="菊花", value=1), replace(Coin(5), value=1)]
)
def test_a_record_is_what_it_was_given(made: Coin) -> None:
    assert (made.value, made.face, made) == (1, "菊花", Coin(1))
    assert repr(made) == "Coin(value=1, face='菊花')"
    assert hash(made) == hash(Coin(1))


@pytest.mark.parametrize(
    "wrong",
    [lambda: Coin(), lambda: Coin(1, "菊花", 2), lambda: Coin(1, size=2)],  # type: ignore[call-arg]
    ids=["too few", "too many", "unknown"],
)
def test_values_must_fit(wrong: Callable[[], Coin]) -> None:
    with pytest.raises(TypeError):
        wrong()


def test_it_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Coin(1).value = 2  # type: ignore[misc]


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_it_comes_back_from_another_process(protocol: int) -> None:
    again = pickle.loads(pickle.dumps(Purse("甲", (Coin(1), Coin(5, "荷花"))), protocol=protocol))
    assert (again.owner, again.coins, again.total) == ("甲", (Coin(1), Coin(5, "荷花")), 6)
