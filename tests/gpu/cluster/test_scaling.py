from hypothesis import given
from hypothesis import strategies as some

from gpu.cluster.scaling import Aim, wanted

AIM = Aim(wait_s=0.3, least=2, most=20)


def test_more_in_proportion_to_the_wait_and_at_most_twice_as_many():
    assert wanted(4, [0.45] * 4, 100, AIM) == 6
    assert wanted(4, [9.0] * 4, 100, AIM) == 8


def test_as_many_as_there_are_while_the_wait_is_as_aimed_at():
    assert wanted(4, [0.29] * 4, 100, AIM) == 4


def test_one_less_only_where_the_rest_stays_idle():
    assert wanted(4, [0.0] * 4, 1, AIM) == 3
    assert wanted(4, [0.0] * 4, 40, AIM) == 4


def test_replicas_that_tell_nothing_are_no_reason_to_add():
    assert wanted(4, [], 100, AIM) == 4
    assert wanted(0, [], 0, AIM) == 2


@given(some.integers(0, 50), some.lists(some.floats(0, 1e6), max_size=50), some.floats(0, 1e6))
def test_the_bounds_hold(replicas, waits_s, ongoing):
    assert AIM.least <= wanted(replicas, waits_s, ongoing, AIM) <= AIM.most
