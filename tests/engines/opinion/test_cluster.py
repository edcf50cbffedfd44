"""Many machines give the map of one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from tests.engines.opinion.conversations import conversation
from xieshang.engines.opinion import cluster, polis


class InOrder:
    """Stands in for a Dask client: runs every task here, one after another, and one of each map twice."""

    def map(self, task, *lists, pure=False, **named):
        answers = [task(*one, **named) for one in zip(*lists, strict=True)]
        answers[-1] = task(*[one[-1] for one in lists], **named)  # as after a worker was lost
        return answers

    def gather(self, futures):
        return futures


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_partitions_give_the_map_of_the_whole(parts):
    votes = conversation("15-per-hour-seattle")
    _equal(cluster.draw(InOrder(), cluster.split(votes, parts)), polis.draw(votes))


def test_partitions_hold_every_vote_once():
    votes = conversation("brexit-consensus")
    pieces = cluster.split(votes, 7)
    assert_array_equal(np.concatenate([piece.participants for piece in pieces]), votes.participants)
    assert sum(piece.sides.size for piece in pieces) == votes.sides.size


def test_two_dask_workers_give_the_map_of_one_process_even_when_one_is_killed():
    distributed = pytest.importorskip("distributed")
    votes = conversation("brexit-consensus")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as machines,
        distributed.Client(machines) as client,
    ):
        parts = client.map(cluster.split(votes, 3).__getitem__, range(3))
        _equal(cluster.draw(client, parts), polis.draw(votes))
        next(iter(machines.workers.values())).process.process.kill()
        _equal(cluster.draw(client, parts), polis.draw(votes))


def _equal(spread, alone):
    assert spread.k == alone.k
    assert_array_equal(spread.groups, alone.groups)
    assert_array_equal(spread.counted, alone.counted)
    assert_allclose(spread.center, alone.center, atol=1e-12)
    assert_allclose(spread.projection, alone.projection, atol=1e-9)
    assert_allclose(spread.extremity, alone.extremity, atol=1e-9)
