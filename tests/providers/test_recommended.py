"""Which models are recommended for which machine."""

import pytest

from journeyman.providers import Gpu, Machine, RecommendedModel, recommend, recommendation, recommended_models

GIB, GB = 2**30, 10**9
RTX_4090 = Gpu("RTX 4090", 24_564 * 2**20)
MAC = Gpu("Apple GPU", 48 * GIB, is_estimate=True)


def model(size: int, name: str = "m", active: float = 4.0) -> RecommendedModel:
    return RecommendedModel(name, size, 131_072, 32_768, active, True, "Tests.")


def test_models_for_small_and_large_machines_are_recommended():
    models = recommended_models()
    sizes = [model.size_bytes for model in models]

    assert sizes == sorted(sizes)
    assert {"qwen3.6:27b", "qwen3.6:35b"} <= {model.id for model in models}
    assert len({model.id for model in models}) == len(models)
    assert all(model.context_window >= 32_768 and model.good_for.endswith(".") for model in models)
    assert all(model.context_bytes > 0 and model.active_billions > 0 and model.tools for model in models)


@pytest.mark.parametrize(
    ("machine", "first", "fit"),
    [
        (Machine(8 * GIB, 4), "qwen3.5:4b", "memory"),
        (Machine(16 * GIB, 8), "qwen3.5:4b", "memory"),
        (Machine(32 * GIB, 8), "qwen3.6:35b", "memory"),
        (Machine(64 * GIB, 8, (Gpu("8 GB", 8 * GIB),)), "qwen3.5:4b", "gpu"),
        (Machine(64 * GIB, 8, (Gpu("16 GB", 16 * GIB),)), "gpt-oss:20b", "gpu"),
        (Machine(64 * GIB, 16, (RTX_4090,)), "qwen3.6:27b", "gpu"),
        (Machine(64 * GIB, 16, (RTX_4090, RTX_4090)), "qwen3.6:35b", "gpu"),
        (Machine(64 * GIB, 10, (MAC,)), "qwen3.6:35b", "gpu"),
        (Machine(None, 16, (RTX_4090,)), "qwen3.6:27b", "gpu"),
        (Machine(2 * GIB, 2), "qwen3.5:2b", "no"),
        (Machine(None), "qwen3.5:2b", "unknown"),
        (None, "qwen3.5:2b", "unknown"),
    ],
)
def test_what_runs_well_comes_first(machine, first, fit):
    ranked = recommend(machine, recommended_models())

    assert (ranked[0].model.id, ranked[0].fit) == (first, fit)
    assert len(ranked) == len(recommended_models())


@pytest.mark.parametrize(
    ("size", "memory", "fit"),
    [
        (3_400_000_000, 8 * GIB, "memory"),
        (6_600_000_000, 8 * GIB, "no"),
        (6_600_000_000, 16 * GIB, "memory"),
        (24_000_000_000, 32 * GIB, "memory"),
        (24_000_000_000, None, "unknown"),
    ],
)
def test_a_model_needs_room_for_itself_and_more(size, memory, fit):
    assert recommendation(Machine(memory), model(size)).fit == fit


def test_a_model_may_fit_with_a_smaller_window_only():
    tight = recommendation(Machine(None, 1, (Gpu("x", 8_500_000_000),)), model(6_600_000_000))

    assert (tight.fit, tight.window) == ("gpu", 8_192)
    assert tight.reason == "fits the GPU: about 8 GB with a window of 8,192 tokens"


def test_a_window_larger_than_the_model_was_made_for_takes_no_room():
    small = RecommendedModel("m", GB, 4_096, 100_000, 1, True, "Tests.")

    assert small.needs(32_768) == small.needs(4_096)


def test_memory_that_the_gpu_shares_is_not_there_twice():
    machine = Machine(24 * GIB, 8, (Gpu("Apple GPU", 16 * GIB, is_estimate=True),))

    assert recommendation(machine, model(30 * GB)).fit == "no"
    assert recommendation(Machine(24 * GIB, 8, (Gpu("x", 16 * GIB),)), model(30 * GB)).fit == "memory"


def test_without_a_gpu_a_fast_model_is_better_than_a_large_one():
    slow, fast = model(20 * GB, "slow", active=20), model(10 * GB, "fast", active=3)

    assert [one.model.id for one in recommend(Machine(64 * GIB), [slow, fast])] == ["fast", "slow"]
