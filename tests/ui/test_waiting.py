import inspect
import threading
import time

import pytest

from retriever.searcher import Searcher
from ui.shared_searcher import SharedSearcher
from ui.waiting import BusyError, WaitingRoom


class Person(threading.Thread):
    """Takes a turn, says that it is in, and stays until it is told to leave."""

    def __init__(self, room, arrivals, name):
        super().__init__(name=name, daemon=True)
        self.room, self.arrivals = room, arrivals
        self.told: list[int] = []
        self.leave = threading.Event()
        self.refused: BusyError | None = None

    def run(self):
        try:
            with self.room.turn(self.told.append):
                self.arrivals.append(self.name)
                self.leave.wait(10)
        except BusyError as error:
            self.refused = error


def comes_true(condition, timeout_s=5):
    until = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < until:
        time.sleep(0.005)
    return condition()


def come(room, arrivals, names):
    people = []
    for name in names:
        people.append(Person(room, arrivals, name))
        people[-1].start()
        assert comes_true(lambda: len(room._queue) + len(room._inside) == len(people))
    return people


def test_no_more_than_so_many_are_let_in_and_the_others_in_the_order_they_came():
    arrivals: list[str] = []
    people = come(WaitingRoom(at_once=2, seats=10), arrivals, "abcde")
    assert arrivals == ["a", "b"]
    for person, so_far in zip(people, ["abc", "abcd", "abcde", "abcde", "abcde"], strict=True):
        person.leave.set()
        assert comes_true(lambda so_far=so_far: arrivals == list(so_far))
    assert [person.refused for person in people] == [None] * 5


def test_who_waits_far_back_is_told_less_often(monkeypatch):
    """Telling a hundred every second costs as much as their pages do."""
    monkeypatch.setattr("ui.waiting.TELL_EVERY_S", 0.05)
    people = come(WaitingRoom(at_once=1, seats=100), [], map(str, range(90)))
    next_one, last = people[1], people[-1]
    told = len(next_one.told), len(last.told)
    assert comes_true(lambda: len(next_one.told) >= told[0] + 16)
    assert 1 <= len(last.told) - told[1] <= 8
    for person in people:
        person.leave.set()


def test_who_waits_is_told_how_many_are_before(monkeypatch):
    monkeypatch.setattr("ui.waiting.TELL_EVERY_S", 0.01)
    people = come(WaitingRoom(at_once=1, seats=10), [], "abc")
    assert comes_true(lambda: people[1].told[-1:] == [1] and people[2].told[-1:] == [2])
    people[0].leave.set()
    assert comes_true(lambda: people[2].told[-1:] == [1])
    assert people[0].told == []
    for person in people:
        person.leave.set()


def test_a_full_queue_says_so_at_once():
    room = WaitingRoom(at_once=1, seats=2)
    people = come(room, [], "abc")
    with pytest.raises(BusyError, match="2 questions are waiting already"), room.turn(lambda _: None):
        pass
    for person in people:
        person.leave.set()
        person.join(5)
    with room.turn(lambda _: None):
        pass


def test_who_leaves_the_queue_holds_nobody_up(monkeypatch):
    monkeypatch.setattr("ui.waiting.TELL_EVERY_S", 0.01)
    room = WaitingRoom(at_once=1, seats=10)
    [inside] = come(room, [], "a")

    def walk_away(_before):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), room.turn(walk_away):
        pass
    assert room._queue == []
    inside.leave.set()
    inside.join(5)
    with room.turn(walk_away):
        pass


def test_who_leaves_wakes_the_next_alone(monkeypatch):
    """A hundred who wait must not all be woken for each who leaves."""
    monkeypatch.setattr("ui.waiting.TELL_EVERY_S", 60)
    room = WaitingRoom(at_once=1, seats=10)
    people = come(room, [], "abcd")
    waiting = list(room._queue)
    people[0].leave.set()
    people[0].join(5)
    assert [ticket.called.is_set() for ticket in waiting] == [True, False, False]
    for person in people:
        person.leave.set()
        person.join(5)
    assert room._inside == set()


def test_an_error_inside_gives_the_place_back_and_a_turn_within_a_turn_is_the_same():
    room = WaitingRoom(at_once=1, seats=1)
    with pytest.raises(ValueError, match="inside"), room.turn(lambda _: None), room.turn(lambda _: None):
        raise ValueError("inside")
    with room.turn(lambda _: None):
        assert len(room._inside) == 1


def test_whatever_searches_waits_its_turn():
    """A method that Searcher gains later must be asked in turn too, or be named here as one that searches nothing."""
    searches_nothing = {"open", "snapshot", "refresh", "held", "authorities_named"}
    public = {name for name, _ in inspect.getmembers(Searcher) if not name.startswith("_")}
    assert {name for name in public - searches_nothing if name not in vars(SharedSearcher)} == set()
