"""Pages of hot issues: the list, one of them, what the office decides on it, and what it leads to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.core.lifecycle import NotYoursError
from xieshang.core.models import RecordEntry
from xieshang.core.once import once
from xieshang.core.paging import PAGE_LENGTH, as_key
from xieshang.look.deed_page import deed_page, with_urls
from xieshang.look.histories import tell
from xieshang.look.templatetags.look import short_day
from xieshang.matters.queries import MOST_NAMED
from xieshang.voices.actions.hot import report_on
from xieshang.voices.forms.hot import HOT_FORMS, HotFilterForm
from xieshang.voices.lifecycle import HOT_LIFE
from xieshang.voices.models import HotFinding, HotIssue
from xieshang.voices.norms import LONGEST_TITLE
from xieshang.voices.queries import hot as queries
from xieshang.voices.views.resident import reader

SHOWN = 100


def visible(request: HttpRequest) -> Any:
    return HotIssue.objects.visible_to(reader(request))


def listing(request: HttpRequest) -> HttpResponse:
    person = reader(request)
    if person is None or not person.can("hot.read"):
        raise NotYoursError(_("Your roles do not include this."))
    form = HotFilterForm(request.GET)
    form.is_valid()
    period, kind = form.cleaned_data.get("period"), form.cleaned_data.get("kind") or ""
    since = timezone.localdate() - timedelta(days=int(period)) if period else None
    aside = bool(form.cleaned_data.get("aside"))
    found = queries.hot_issues(person, since=since, kind=kind, aside=aside)
    after = as_key(request.GET.get("after"))
    page = list((found.filter(rank__gt=after) if after else found)[: PAGE_LENGTH + 1])
    shown = page[:PAGE_LENGTH]
    names = queries.titles(shown, person)
    more = request.GET.copy()
    if len(page) > PAGE_LENGTH:
        more["after"] = str(shown[-1].rank)
    context = {
        "form": form,
        "rows": [row_of(each, names) for each in shown],
        "more": more.urlencode() if len(page) > PAGE_LENGTH else "",
        "night": shown[0].night if shown else None,
        "empty": queries.empty_text(bool(period or kind or aside)),
    }
    return render(request, "voices/hot_list.html", context)


def row_of(finding: HotFinding, names: dict[int, str]) -> dict[str, Any]:
    return {"finding": finding, "title": names[finding.issue_id], "tone": queries.TONES[finding.trend]}  # type: ignore[index]


def hot(request: HttpRequest, pk: int) -> HttpResponse:
    person = reader(request)
    item = get_object_or_404(visible(request).select_related("finding"), pk=pk)
    finding: HotFinding = item.finding
    rows = list(queries.members(item, person))
    readable = {row.pk: row for row in rows}
    title = item.name or (readable[finding.headline_id].title_shown if finding.headline_id in readable else str(item))
    told = queries.weeks(finding)
    near = [finding.headline_id, *(place["message"] for place in finding.quotations), *readable]
    sources = [pk for pk in dict.fromkeys(near) if pk in readable][:MOST_NAMED]
    record = RecordEntry.objects.filter(kind="hotissue", item_id=item.pk).select_related("by").order_by("id")
    context = {
        "item": item,
        "finding": finding,
        "title": title,
        "tone": queries.TONES[finding.trend],  # type: ignore[index]
        "weeks": [(short_day(monday), n) for monday, n in told],
        "quotations": queries.quoted(finding.quotations, readable),
        "minority": queries.quoted(finding.minority, readable),
        "rows": rows[:SHOWN],
        "unread": max(0, finding.messages - len(rows)),
        "offers": with_urls(HOT_LIFE.offers(person, item), item.get_absolute_url(), HOT_FORMS),  # type: ignore[arg-type]
        "from": "&".join(f"from=message-{pk}" for pk in sources),
        "may_report": rows and person is not None and person.can("report.write"),
        "may_propose": rows and person is not None and person.can("proposal.propose"),
        "may_suggest": rows and person is not None and person.can("consultation.suggest"),
        "place": request.get_full_path(),
        "history": tell(list(record[:50])),
    }
    return render(request, "voices/hot.html", context)


def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    item = get_object_or_404(visible(request), pk=pk)
    return deed_page(request, item, HOT_LIFE, move, HOT_FORMS, after=item.get_absolute_url())


@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with all messages as its sources, and what was quoted of them; its author goes on from there."""
    person = reader(request)
    item = get_object_or_404(visible(request).select_related("finding"), pk=pk)
    if person is None:
        raise NotYoursError(_("Please sign in first."))
    rows = list(queries.members(item, person))
    readable = {row.pk: row for row in rows}
    title = queries.titles([item.finding], person)[item.pk][:LONGEST_TITLE]
    quotations = [each.words for each in queries.quoted(item.finding.quotations, readable)]
    with once(request) as sent:
        if not sent.made:
            made = report_on(title=title, quotations=quotations, sources=rows, by=person, at=timezone.now())
            sent.made = f"{made.get_absolute_url()}edit/"
    notes.success(request, _("A draft is made; its sources are kept with it."))
    return redirect(sent.made)
