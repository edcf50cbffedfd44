"""What is learned from cases, what it rests on, and that a model file can do no harm."""

from __future__ import annotations

import io
import pickle
import zipfile
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.text import residents
from xieshang.engines import text as engine
from xieshang.engines.text.sorting import Model, train

TEXTS, LABELS = [text for text, _ in residents.LABELLED], [label for _, label in residents.LABELLED]


@cache
def small() -> Model:
    return train(TEXTS, LABELS)


def as_bytes(model: Model) -> bytes:
    file = io.BytesIO()
    model.write(file)
    return file.getvalue()


def test_it_finds_the_category_of_a_new_text_and_the_words_for_it():
    told = small().suggest("物业乱收装修押金，业主投诉无门")
    assert told.label == "住房"
    assert "物业" in [word.text for word in told.words[:3]]
    assert [each.label for each in told.candidates[1:]] != []
    assert told.cases[0].label == "住房"


def test_a_case_is_known_by_its_key_and_a_copy_is_wholly_like_it():
    model = train(TEXTS, LABELS, keys=[f"第{n}号" for n in range(len(TEXTS))])
    nearest = model.suggest(TEXTS[4]).cases[0]
    assert nearest.key == "第4号"
    assert nearest.likeness == pytest.approx(1, abs=0.02)


def test_words_stand_where_they_are_said_to():
    text = "请问：１２号楼物业　乱收停车费？物业不管。"
    for word in small().suggest(text).words:
        for span in word.spans:
            assert span.of(text) == word.text


@given(st.permutations(range(len(TEXTS))))
@settings(max_examples=8, deadline=None)
def test_the_order_of_the_cases_changes_nothing(order):
    again = train([TEXTS[n] for n in order], [LABELS[n] for n in order])
    assert as_bytes(again) == as_bytes(small())


def test_what_is_written_is_read_again_the_same():
    again = Model.read(io.BytesIO(as_bytes(small())))
    assert as_bytes(again) == as_bytes(small())
    assert again.suggest(TEXTS[3]) == small().suggest(TEXTS[3])


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_confidences_are_shares_whatever_the_text(texts):
    shares = small().confidences(texts)
    assert shares.shape == (len(texts), 3)
    assert np.allclose(shares.sum(axis=1), 1)
    for text in texts:
        small().suggest(text)


@pytest.mark.parametrize("text", ["", "   ", "！？……", "\u200b"])
def test_a_text_that_says_nothing_has_no_category(text):
    assert small().suggest(text).label == ""
    assert small().suggest(text).confidence == 0


def test_one_category_alone_is_always_suggested():
    model = train(["公交站台没有遮雨棚", "路口拥堵"], ["交通", "交通"])
    assert model.suggest("幼儿园学费").label == "交通"
    assert model.holdout is None


def test_copies_and_very_long_texts_are_no_trouble():
    model = train([*TEXTS * 3, "公交" * 200_000], [*LABELS * 3, "交通"])
    assert model.suggest("公交末班车").label == "交通"


def test_copies_are_not_judged_by_themselves():
    """Ten copies of each case would make any model look perfect if a copy could be learned while another is judged."""
    assert train(TEXTS * 10, LABELS * 10).holdout.accuracy <= train(TEXTS * 2, LABELS * 2).holdout.accuracy + 0.2


def test_cases_without_a_text_or_a_category_are_left_out():
    model = train([*TEXTS, "", "公交"], [*LABELS, "教育", " "])
    assert model.cases == len(TEXTS)
    assert model.fingerprint == small().fingerprint


def test_nothing_to_learn_from_is_refused():
    with pytest.raises(engine.UntrainableError):
        train(["", " "], ["甲", "乙"])


def test_without_cases_the_names_of_the_categories_serve():
    names = {
        "住房": ["物业管理", "房屋维修"],
        "教育": ["幼儿园 小学 中学", "入学"],
        "交通": ["公交 地铁", "道路拥堵 停车"],
    }
    model = train([], [], names=names)
    assert model.suggest("小区物业管理混乱").label == "住房"
    assert model.suggest("孩子入学").label == "教育"


class Trap:
    def __reduce__(self):
        return (print, ("a model file has run something",))


def trapped(name: str) -> bytes:
    """A model file with one array replaced by a pickle."""
    made, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(as_bytes(small())))
    with zipfile.ZipFile(made, "w") as target:
        for entry in source.namelist():
            content = source.read(entry)
            if entry == name:
                array = np.array([Trap()], dtype=object)
                file = io.BytesIO()
                np.save(file, array, allow_pickle=True)
                content = file.getvalue()
            target.writestr(entry, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip", pickle.dumps(Trap()), as_bytes(small())[:-200], trapped("weights.npy"), trapped("model.json")],
    ids=["empty", "words", "pickle", "cut off", "pickled array", "pickled description"],
)
def test_what_is_no_model_is_refused_and_runs_nothing(content, capsys):
    with pytest.raises(engine.UnreadableModelError):
        Model.read(io.BytesIO(content))
    assert capsys.readouterr().out == ""


def test_a_model_holds_no_text():
    content = b"".join(
        zipfile.ZipFile(io.BytesIO(as_bytes(small()))).read(name) for name in ["model.json", "weights.npy"]
    )
    assert "物业" not in content.decode("utf-8", errors="ignore")


@pytest.mark.skipif(not residents.BESIDE.exists(), reason="the real messages are not here")
def test_it_keeps_its_measure_on_real_messages():
    """A quarter held out; docs/text.md has the measure on all of it."""
    rows = residents.real("messages_train_seg.csv.gz")
    dice = np.random.default_rng(20261123).permutation(len(rows))
    held, rest = dice[: len(rows) // 4], dice[len(rows) // 4 :]
    model = train([rows[n]["seg"] for n in rest], [rows[n]["label"] for n in rest])
    told = model.suggest_all([rows[n]["seg"] for n in held])
    right = np.array([each.label == rows[n]["label"] for each, n in zip(told, held, strict=True)])
    top2 = [rows[n]["label"] in [c.label for c in each.candidates[:2]] for each, n in zip(told, held, strict=True)]
    sure = np.array([each.confidence for each in told])
    assert right.mean() >= 0.915
    assert np.mean(top2) >= 0.975
    assert engine.calibration_error(sure, right) <= 0.05
    assert right[sure >= np.quantile(sure, 0.2)].mean() >= 0.965
    assert len(as_bytes(model)) < 15_000_000
