import pytest

from journeyman.providers import RecommendedModel, fits, machine_memory, recommended_models

GIB = 2**30


def test_models_for_small_and_large_machines_are_recommended():
    models = recommended_models()
    sizes = [model.size_bytes for model in models]

    assert sizes == sorted(sizes)
    assert {"qwen3.6:27b", "qwen3.6:35b"} <= {model.id for model in models}
    assert fits(models[0], 8 * GIB)
    assert len({model.id for model in models}) == len(models)
    assert all(model.context_window >= 32_768 and model.good_for.endswith(".") for model in models)


@pytest.mark.parametrize(
    ("size", "memory", "expected"),
    [
        (3_400_000_000, 8 * GIB, True),
        (6_600_000_000, 8 * GIB, False),
        (6_600_000_000, 16 * GIB, True),
        (24_000_000_000, 32 * GIB, True),
        (24_000_000_000, None, None),
    ],
)
def test_a_model_needs_room_for_itself_and_more(size, memory, expected):
    assert fits(RecommendedModel("m", size, 32_768, "Tests."), memory) is expected


def test_the_memory_of_this_machine_is_known():
    memory = machine_memory()

    assert memory is not None
    assert GIB // 8 < memory < 2**50
