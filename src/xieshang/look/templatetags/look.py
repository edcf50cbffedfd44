"""The components that templates are put together from; each is drawn here and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput, PasswordInput, Textarea, TextInput
from django.forms.utils import flatatt
from django.middleware.csrf import get_token
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from xieshang.look.differences import differences, folded
from xieshang.look.icons import ICONS

register = template.Library()

TONES = frozenset({"neutral", "waiting", "moving", "good", "late", "ended"})
SOON_WORKING_DAYS = 3
SOON_DAYS = 5
# From this limit on a field counts its characters; a name of twenty needs no counter, nor does a login or an address.
COUNTED_FROM = 40


def reads_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def as_tone(tone: object) -> str:
    return tone if isinstance(tone, str) and tone in TONES else "neutral"


def as_day(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


# Days and hours


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A date as its reader writes it: 2026年3月5日, 5 March 2026."""
    return date_format(as_day(value), "Y年n月j日" if reads_chinese() else "j F Y") if value else ""


@register.filter
def short_day(value: dt.date | dt.datetime | None, today: dt.date | None = None) -> str:
    """A date without its year where that is the present one."""
    if not value:
        return ""
    date = as_day(value)
    if date.year != (today or timezone.localdate()).year:
        return day(date)
    return date_format(date, "n月j日" if reads_chinese() else "j F")


@register.filter
def moment(value: dt.datetime | dt.date | None) -> str:
    """A date with the hour and minute."""
    if not value:
        return ""
    if not isinstance(value, dt.datetime):
        return day(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(local)} {local:%H:%M}"


@register.filter
def clock(value: dt.datetime | None) -> str:
    """The hour and minute alone."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%H:%M}"


def _deadline_words(days: int, left: int | None) -> tuple[str, str]:
    """How far off a day is, and the tone to say it in; working days where they are known."""
    if days < 0:
        n = -left if left is not None and left < 0 else -days
        if left is not None and left < 0:
            return "late", ngettext("%(n)d working day late", "%(n)d working days late", n) % {"n": n}
        return "late", ngettext("%(n)d day late", "%(n)d days late", n) % {"n": n}
    if days == 0:
        return "waiting", gettext("due today")
    if left is not None and left >= 0:
        words = ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
        return ("waiting" if left <= SOON_WORKING_DAYS else "neutral"), words
    words = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return ("waiting" if days <= SOON_DAYS else "neutral"), words


@register.simple_tag
def deadline(
    date: dt.date | dt.datetime | None,
    today: dt.date | None = None,
    done: bool = False,
    left: int | None = None,
) -> SafeString:
    """A day by which something is due, how far off it is, and louder the nearer it comes.

    left   working days from today until then, negative when past; without it calendar days are told
    done   the thing is done, so only the day is told
    """
    # A template that leaves a value out hands in an empty text.
    left, today = (left if isinstance(left, int) else None), (today or None)
    if not date:
        return format_html('<span class="deadline none">{}</span>', gettext("no deadline"))
    date = as_day(date)
    told = short_day(date, today)
    if done:
        return format_html('<span class="deadline done"><time datetime="{}">{}</time></span>', date.isoformat(), told)
    tone, words = _deadline_words((date - (today or timezone.localdate())).days, left)
    return format_html(
        '<span class="deadline {}"><time datetime="{}">{}</time> <span class="left">{}</span></span>',
        tone,
        date.isoformat(),
        told,
        words,
    )


# Small things


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside a word. An unknown name draws nothing."""
    drawing = ICONS.get(name)
    if drawing is None:
        return SafeString("")
    return mark_safe(  # noqa: S308 (our own drawings)
        f'<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">{drawing}</svg>'
    )


@register.simple_tag
def state(label: object, tone: str = "neutral") -> SafeString:
    """Where an item stands, in one word and one of six tones."""
    return format_html('<span class="state {}">{}</span>', as_tone(tone), label)


def _loaded(thing: Any, name: str) -> Any:
    """An attribute, unless reading it would ask the database: a list of names must not cost a query each."""
    cache = getattr(getattr(thing, "_state", None), "fields_cache", None)
    if cache is not None and name not in getattr(thing, "__dict__", {}):
        return cache.get(name)
    return getattr(thing, name, None)


def _in_readers_words(thing: Any, chinese: str, latin: Sequence[str]) -> tuple[str, str]:
    """A name as this reader reads it, and the language to mark it with where that is not the page's own."""
    name = str(getattr(thing, chinese, None) or "")
    if reads_chinese():
        return name or str(thing), ""
    for attribute in latin:
        if told := getattr(thing, attribute, None):
            return str(told), ""
    return name or str(thing), "zh-Hans"


@register.simple_tag
def person(p: Any, sector: bool = True) -> SafeString:
    """A person's name, in Latin letters for English readers, with the sector where it was fetched along."""
    if not p:
        return format_html('<span class="muted">{}</span>', "—")
    if isinstance(p, str):
        return format_html('<bdi class="person">{}</bdi>', p)
    name, language = _in_readers_words(p, "name", ["name_latin"])
    mark = format_html(' lang="{}"', language) if language else ""
    group = _loaded(p, "sector") if sector else None
    if not group:
        return format_html('<bdi class="person"{}>{}</bdi>', mark, name)
    return format_html('<span class="person"><bdi{}>{}</bdi> <small>{}</small></span>', mark, name, unit(group))


@register.simple_tag
def unit(u: Any) -> SafeString:
    """A unit, an office or a sector by name, in the reader's language where it has a name there."""
    if not u:
        return format_html('<span class="muted">{}</span>', "—")
    if isinstance(u, str):
        return format_html('<bdi class="unit">{}</bdi>', u)
    name, language = _in_readers_words(u, "name", ["name_en", "name_latin"])
    mark = format_html(' lang="{}"', language) if language else ""
    return format_html('<bdi class="unit"{}>{}</bdi>', mark, name)


@register.filter
def who(somebody: Any) -> SafeString:
    """A person, or words that stand for one."""
    return person(somebody, sector=False)


@register.simple_block_tag
def note(content: SafeString, tone: str = "neutral", title: str = "") -> SafeString:
    """Something to know before going on: {% note "waiting" %} … {% endnote %}."""
    tone = as_tone(tone)
    drawing = icon({"good": "check", "late": "warning", "waiting": "clock"}.get(tone, "info"))
    heading = format_html('<p class="note-title">{}</p>', title) if title else ""
    return format_html('<div class="note {}">{}<div>{}{}</div></div>', tone, drawing, heading, content)


@register.filter(is_safe=False)
def paragraphs(text: object) -> SafeString:
    """A text with each of its lines as a paragraph, as Chinese is written; blank lines are let go."""
    lines = [line.strip() for line in str(text or "").splitlines()]
    return format_html_join("\n", "<p>{}</p>", ((line,) for line in lines if line))


# Moves


@register.inclusion_tag("look/components/moves.html", takes_context=True)
def moves(
    context: Context, offers: Iterable[Any], version: Any = None, target: str = "", key: str = ""
) -> dict[str, Any]:
    """The moves of a life cycle: open ones as buttons, closed ones with the reason why.

    offers   .label .url .is_open .reason .tone .needs_form .name
    version  the version of the item the reader has seen; it goes with the press of a button
    target   an id whose content the answer replaces, so that the page need not reload
    key      tells two sets of moves on one page apart
    """
    request = context.get("request")
    offers = list(offers)
    return {
        "open": [offer for offer in offers if offer.is_open],
        "closed": [offer for offer in offers if not offer.is_open],
        "version": version,
        "target": target,
        "key": key,
        "csrf_token": context.get("csrf_token") or (get_token(request) if request else ""),
    }


@register.inclusion_tag("look/components/kept.html", takes_context=True)
def kept(context: Context, kept: Any) -> dict[str, Any]:
    """What was typed and not yet sent, kept for its author.  .at .discard_url .restore_url"""
    return {"kept": kept, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("look/components/typed.html")
def typed(words: Any) -> dict[str, Any]:
    """Words that could not be saved, for their author to copy: a text, pairs, or a mapping of label to text(s)."""
    if isinstance(words, str):
        return {"rows": [("", words)]}
    pairs = words.items() if isinstance(words, Mapping) else words
    rows = [(label, "\n".join(text) if isinstance(text, (list, tuple)) else str(text)) for label, text in pairs]
    return {"rows": [(label, text) for label, text in rows if text.strip()]}


# The thread and the record


@register.inclusion_tag("look/components/timeline.html")
def timeline(steps: Iterable[Any]) -> dict[str, Any]:
    """The steps of a matter.  .at .title .kind_label .who .text .url .tone .children .hidden_reason"""
    return {"steps": list(steps)}


@register.inclusion_tag("look/components/history.html")
def history(entries: Iterable[Any]) -> dict[str, Any]:
    """The record of an item.  .at .who .told .why .changes: label, old, new, is_text"""
    return {"entries": list(entries)}


@register.inclusion_tag("look/components/stepper.html")
def stepper(steps: Iterable[Any]) -> dict[str, Any]:
    """Where a matter stands.  .label .state (done, now, ahead, skipped) .at .url"""
    return {"steps": list(steps)}


def marked(parts: Iterable[Any]) -> SafeString:
    """Parts of a comparison as <ins> and <del>."""
    pieces = []
    for part in parts:
        if part.kind == "folded":
            words = ngettext("%(n)d character unchanged", "%(n)d characters unchanged", part.count) % {"n": part.count}
            pieces.append(format_html('<span class="folded">{}</span>', words))
        elif part.kind == "same":
            pieces.append(conditional_escape(part.text))
        else:
            pieces.append(format_html("<{0}>{1}</{0}>", "ins" if part.kind == "new" else "del", part.text))
    return mark_safe("".join(pieces))  # noqa: S308 (every piece was escaped above)


@register.simple_tag
def changes(old: object, new: object, fold: bool = True) -> SafeString:
    """Two versions of a text in one, with what went and what came."""
    parts = differences(_text(old), _text(new))
    return marked(folded(parts) if fold else parts)


def _text(value: object) -> str:
    return "" if value is None else str(value)


@register.inclusion_tag("look/components/versions.html")
def versions(mine: Any, theirs: Any) -> dict[str, Any]:
    """Two versions of a text side by side, for the one who saved second.  Texts, or .text .who .at"""
    ours, other = (_text(getattr(side, "text", side)) for side in (mine, theirs))
    parts = differences(other, ours)
    return {
        "mine": mine,
        "theirs": theirs,
        "my_text": marked(part for part in parts if part.kind != "gone"),
        "their_text": marked(part for part in parts if part.kind != "new"),
        "is_same": ours == other,
    }


# Lists


def _row(pair: Any) -> tuple[Any, Any]:
    if isinstance(pair, Mapping):
        return pair["label"], pair["value"]
    if isinstance(pair, Sequence):
        return pair[0], pair[1]
    return pair.label, pair.value


@register.inclusion_tag("look/components/facts.html")
def facts(pairs: Any) -> dict[str, Any]:
    """Labels and values: pairs, a mapping, or objects with .label .value"""
    return {"rows": list(pairs.items()) if isinstance(pairs, Mapping) else [_row(pair) for pair in pairs]}


@register.inclusion_tag("look/components/empty.html")
def empty(title: object, text: object = "", url: str = "", label: object = "") -> dict[str, Any]:
    """Nothing here, and what to do next."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("look/components/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """Before and after in a long list.  .previous_url .next_url .shown"""
    return {"page": page}


@register.inclusion_tag("look/components/tabs.html")
def tabs(items: Iterable[Any]) -> dict[str, Any]:
    """Views of the same list.  .label .url .current .count"""
    return {"items": list(items)}


def _due_first(item: Any) -> tuple[bool, dt.date]:
    due = _of(item, "due")
    return (due is None, as_day(due) if due else dt.date.max)


def _of(item: Any, name: str) -> Any:
    return item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)


@register.inclusion_tag("look/components/waits.html")
def waits(items: Iterable[Any], today: dt.date | None = None) -> dict[str, Any]:
    """What waits on the reader, late first.  .title .url .kind_label .due .left .since .from_whom .action_label"""
    return {"items": sorted(items, key=_due_first), "today": today or timezone.localdate()}


@register.inclusion_tag("look/components/commitments.html")
def commitments(items: Iterable[Any], today: dt.date | None = None) -> dict[str, Any]:
    """Promises.  .promise .unit .in_charge .due .left .state_label .tone .is_kept .evidence .url"""
    return {"items": list(items), "today": today or timezone.localdate()}


@register.inclusion_tag("look/components/points.html")
def points(points: Iterable[Any], today: dt.date | None = None) -> dict[str, Any]:
    """A reply, point by point.  .suggestion .verdict_label .tone .answer .ground .by .due"""
    return {"points": list(points), "today": today}


@register.inclusion_tag("look/components/bars.html")
def bars(rows: Iterable[Any], caption: object = "") -> dict[str, Any]:
    """Figures as bars, with their numbers.  .label .value .url .told (the number in words, such as 62 %)"""
    drawn = [
        {"label": _of(row, "label"), "value": _of(row, "value") or 0, "url": _of(row, "url"), "told": _of(row, "told")}
        if not isinstance(row, tuple)
        else {"label": row[0], "value": row[1] or 0}
        for row in rows
    ]
    most = max((float(row["value"]) for row in drawn), default=0) or 1
    return {"rows": [{**row, "width": f"{100 * float(row['value']) / most:.1f}"} for row in drawn], "caption": caption}


# Forms


@register.simple_tag
def options(groups: Iterable[tuple[object, Sequence[Mapping[str, Any]], int]]) -> SafeString:
    """The choices of a <select>, written at one go: Django includes two templates for each, and a list of all units
    has some sixty."""
    pieces: list[str] = []
    for name, rows, _n in groups:
        if name:
            pieces.append(format_html('\n  <optgroup label="{}">', name))
        pieces += [
            f'\n  <option value="{escape(str(row["value"]))}"{flatatt(row["attrs"]) if row["attrs"] else ""}>'
            f"{conditional_escape(row['label'])}</option>"
            for row in rows
        ]
        if name:
            pieces.append("\n  </optgroup>")
    return mark_safe("".join(pieces))  # noqa: S308 (every piece was escaped above)


@register.inclusion_tag("look/components/field.html")
def field(bound_field: BoundField, hint: object = "", count: bool = True) -> dict[str, Any]:
    """A field with its label, hint, counter and error."""
    widget = bound_field.field.widget
    limit = getattr(bound_field.field, "max_length", None)
    is_text = isinstance(widget, (Textarea, TextInput))
    counted = (
        count and is_text and isinstance(limit, int) and limit >= COUNTED_FROM and "autocomplete" not in widget.attrs
    )
    if is_text:
        # A browser cuts what is pasted at maxlength without a word; the counter and the server say it instead.
        widget.attrs.pop("maxlength", None)
    if widget.attrs.get("placeholder") == bound_field.label:
        widget.attrs.pop("placeholder")
    if hint and not bound_field.help_text:
        bound_field.help_text = str(hint)
    kind = "line"
    if isinstance(widget, CheckboxInput):
        kind = "check"
    elif bound_field.use_fieldset:
        kind = "group"
    value = str(bound_field.value() or "").replace("\r\n", "\n")
    return {
        "field": bound_field,
        "kind": kind,
        "limit": limit if counted else None,
        "brief": not isinstance(widget, Textarea),
        "length": len(value),
        "required": bound_field.field.required
        and any(not one.field.required for one in bound_field.form.visible_fields()),
    }


@register.inclusion_tag("look/components/form.html")
def form(form: BaseForm, focus: bool = True) -> dict[str, Any]:
    """All fields of a form, with a summary of what is wrong at the top; the <form> element is the page's own."""
    return {
        "form": form,
        "focus": focus,
        "keeps_all": not any(isinstance(one.widget, (PasswordInput, FileInput)) for one in form.fields.values()),
        "faults": [
            {"id": bound.id_for_label or bound.auto_id, "label": bound.label, "error": error}
            for bound in form.visible_fields()
            for error in bound.errors
        ]
        if form.is_bound
        else [],
        "hidden_faults": [error for bound in form.hidden_fields() for error in bound.errors] if form.is_bound else [],
    }


@register.inclusion_tag("look/components/filters.html")
def filters(form: BaseForm, clear_url: str = "?") -> dict[str, Any]:
    """A form that narrows a list down; it is sent by GET, so that the address can be kept."""
    return {"form": form, "clear_url": clear_url, "is_narrowed": any(form.data.get(name) for name in form.fields)}
