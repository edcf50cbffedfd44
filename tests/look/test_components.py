"""Every component draws what it is given, escapes it, and says it in the reader's language."""

import datetime as dt
import re
from types import SimpleNamespace as Thing

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from xieshang.look.book import shown
from xieshang.look.icons import ICONS
from xieshang.look.templatetags import look

TODAY = dt.date(2026, 3, 20)
EVIL = '<script>alert("x")</script>\'"&'
NOW = dt.datetime(2026, 3, 20, 2, 30, tzinfo=dt.UTC)


def draw(source: str, **context: object) -> str:
    return Template("{% load look %}" + source).render(Context(context))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


evil_step = Thing(
    at=NOW, title=EVIL, kind_label=EVIL, who=EVIL, text=EVIL, url=EVIL, tone=EVIL, children=[], hidden_reason=""
)
evil_row = Thing(
    name=EVIL,
    label=EVIL,
    url=EVIL,
    is_open=True,
    reason=EVIL,
    tone="quiet",
    needs_form=True,
    value=3,
    told=EVIL,
    state="now",
    at=TODAY,
    current=True,
    count=EVIL,
    title=EVIL,
    kind_label=EVIL,
    due=TODAY,
    left=1,
    since=TODAY,
    from_whom=EVIL,
    action_label=EVIL,
    promise=EVIL,
    unit=EVIL,
    in_charge=EVIL,
    state_label=EVIL,
    is_kept=False,
    evidence=EVIL,
    suggestion=EVIL,
    verdict_label=EVIL,
    answer=EVIL,
    ground=EVIL,
    by=EVIL,
)
closed_row = Thing(**{**vars(evil_row), "is_open": False})
entry = Thing(
    at=NOW,
    who=EVIL,
    told=EVIL,
    why=EVIL,
    changes=[
        {"label": EVIL, "old": EVIL, "new": EVIL + "x", "is_text": True},
        {"label": EVIL, "old": EVIL, "new": EVIL, "is_text": False},
    ],
)


@pytest.mark.parametrize(
    "source",
    [
        "{% state x x %}",
        "{% person x %}{% unit x %}{{ x|who }}",
        "{% moves rows key=x %}",
        "{% timeline steps %}",
        "{% history entries %}",
        "{% facts pairs %}",
        "{% empty x x x x %}",
        "{% pager page %}",
        "{% tabs rows %}",
        "{% note x title=x %}{{ x }}{% endnote %}",
        "{% kept kept %}",
        "{% versions x y %}",
        "{% waits rows %}",
        "{% commitments rows %}",
        "{% points rows %}",
        "{% bars rows caption=x %}",
        "{% stepper rows %}",
        "{% icon x %}",
        "{% changes x y %}",
        "{% typed typed %}",
        "{{ x|paragraphs }}",
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_script_in_any_value_stays_text(source, language):
    with translation.override(language):
        html = draw(
            source,
            x=EVIL,
            y=EVIL + "y",
            rows=[evil_row, closed_row],
            steps=[
                Thing(
                    **{**vars(evil_step), "children": [evil_step, Thing(**{**vars(evil_step), "hidden_reason": EVIL})]}
                )
            ],
            entries=[entry],
            pairs=[(EVIL, EVIL)],
            page={"previous_url": EVIL, "next_url": EVIL, "shown": EVIL},
            kept={"at": NOW, "discard_url": EVIL, "restore_url": EVIL},
            typed={EVIL: [EVIL]},
        )
    assert "<script" not in html
    assert not re.search(r"""=["'][^"']*["'][^\s>/?]""", html), "a value broke out of its attribute"


class WildForm(forms.Form):
    text = forms.CharField(max_length=50, label=EVIL, help_text=EVIL, widget=forms.Textarea)
    pick = forms.ChoiceField(choices=[(EVIL, EVIL)], widget=forms.RadioSelect, label=EVIL)
    tick = forms.BooleanField(label=EVIL)
    free = forms.CharField(required=False)

    def clean(self):
        raise forms.ValidationError(EVIL)


def test_script_in_a_form_stays_text():
    html = draw("{% form form %}{% filters form %}", form=WildForm({"text": EVIL * 5, "pick": EVIL}))
    assert "<script" not in html


def test_a_field_is_tied_to_its_label_hint_error_and_counter():
    class TitleForm(forms.Form):
        title = forms.CharField(max_length=60, label="案由", help_text="一事一案")
        note = forms.CharField(required=False)

    html = draw("{% form form %}", form=TitleForm({"title": ""}))
    assert '<label for="id_title">' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_error"' in html
    assert '<a href="#id_title">' in html
    assert 'data-count-of="id_title"' in html
    assert "maxlength" not in html, "a browser would cut what is pasted without a word"
    assert html.count('class="must"') == 1


def test_the_counter_counts_a_line_break_once():
    class TextForm(forms.Form):
        text = forms.CharField(max_length=60, widget=forms.Textarea)

    with translation.override("en"):
        assert "3 of at most 60 characters" in draw("{% form form %}", form=TextForm({"text": "一\r\n二"}))


@pytest.mark.parametrize(
    ("date", "left", "done", "told"),
    [
        (None, None, False, "no deadline"),
        (dt.date(2026, 3, 16), -4, False, "16 March 4 working days late"),
        (dt.date(2026, 3, 19), None, False, "19 March 1 day late"),
        (dt.date(2026, 3, 20), 0, False, "20 March due today"),
        (dt.date(2026, 3, 25), 3, False, "25 March 3 working days left"),
        (dt.date(2026, 3, 23), 1, False, "23 March 1 working day left"),
        (dt.date(2027, 1, 15), None, False, "15 January 2027 301 days left"),
        (dt.date(2026, 2, 28), None, True, "28 February"),
        (dt.datetime(2026, 3, 20, 17, tzinfo=dt.UTC), None, False, "21 March 1 day left"),
    ],
)
def test_a_deadline_says_how_far_off_it_is(date, left, done, told):
    with translation.override("en"):
        assert words(look.deadline(date, TODAY, done=done, left=left)) == told


def test_a_deadline_is_louder_the_nearer_it_comes():
    tones = [
        re.search(r'class="deadline (\w+)"', look.deadline(TODAY + dt.timedelta(days), TODAY))[1]
        for days in (-1, 0, 4, 30)
    ]
    assert tones == ["late", "waiting", "waiting", "neutral"]


def test_days_are_written_as_their_reader_writes_them():
    with translation.override("zh-hans"):
        assert look.day(TODAY) == "2026年3月20日"
        assert look.short_day(TODAY, TODAY) == "3月20日"
        assert look.moment(NOW) == "2026年3月20日 10:30"
    with translation.override("en"):
        assert look.day(TODAY) == "20 March 2026"


def test_a_name_is_told_in_the_readers_letters_and_marked_where_it_is_foreign():
    someone = Thing(name="沈雨晴", name_latin="Shen Yuqing", sector=Thing(name="教育界", name_en="Education"))
    with translation.override("zh-hans"):
        assert words(look.person(someone)) == "沈雨晴 教育界"
    with translation.override("en"):
        assert words(look.person(someone)) == "Shen Yuqing Education"
        assert 'lang="zh-Hans"' in look.person(Thing(name="林晓", name_latin=""))


def test_a_name_asks_the_database_for_nothing():
    class Person:
        _state = Thing(fields_cache={})
        name = name_latin = "Lin"

        @property
        def sector(self):
            raise AssertionError("one query for each name of a list")

    assert words(look.person(Person())) == "Lin"


def test_open_moves_are_buttons_and_closed_ones_say_why():
    offers = [
        Thing(name="submit", label="Submit", url="/submit/", is_open=True, needs_form=False, tone="primary", reason=""),
        Thing(
            name="withdraw", label="Withdraw", url="/withdraw/", is_open=True, needs_form=True, tone="danger", reason=""
        ),
        Thing(name="sign", label="Sign", url="", is_open=False, needs_form=False, tone="quiet", reason="Two short."),
    ]
    html = draw("{% moves offers version=7 %}", offers=offers)
    assert '<form method="post" action="/submit/">' in html
    assert '<input type="hidden" name="version" value="7">' in html
    assert '<a class="button danger" href="/withdraw/">' in html
    assert re.search(r'<button type="button"[^>]*aria-disabled="true" aria-describedby="why-sign"', html)
    assert '<p class="why" id="why-sign">Two short.</p>' in html


def test_what_waits_is_shown_late_first_and_without_a_date_last():
    items = [
        Thing(title=title, due=due, url="#")
        for title, due in (("c", None), ("b", TODAY), ("a", TODAY - dt.timedelta(9)), ("d", None))
    ]
    html = draw("{% waits items today %}", items=items, today=TODAY)
    assert re.findall(r'<a href="#">(\w)</a>', html) == ["a", "b", "c", "d"]


def test_a_bar_is_as_long_as_its_number_and_zero_has_none():
    html = draw("{% bars rows %}", rows=[("a", 50), ("b", 25), ("c", 0)])
    assert re.findall(r'class="bar-fill" width="([\d.]+)"', html) == ["100.0", "50.0", "0.0"]
    assert draw("{% bars rows %}", rows=[("a", 0)])


def test_versions_mark_each_side_with_its_own_words():
    html = draw("{% versions mine theirs %}", mine="我区有118个小区。", theirs="我区有112个小区。")
    theirs, mine = html.split('class="version mine"')
    assert "<del>112</del>" in theirs
    assert "<ins>" not in theirs
    assert "<ins>118</ins>" in mine
    assert "<del>" not in mine


def test_a_chinese_text_has_a_paragraph_for_each_line():
    assert draw("{{ text|paragraphs }}", text="一\n\n二\r\n三") == "<p>一</p>\n<p>二</p>\n<p>三</p>"


def test_an_unknown_icon_draws_nothing_and_each_known_one_is_hidden_from_readers():
    assert draw("{% icon 'none' %}") == ""
    for name in ICONS:
        assert 'aria-hidden="true"' in draw(f"{{% icon '{name}' %}}")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_the_design_has_content_in_the_readers_language(language):
    with translation.override(language):
        content = shown()
    assert (content["waits"][0].title[:2] == "关于") == (language == "zh-hans")
