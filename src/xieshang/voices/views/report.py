"""Pages of reports on what residents say: write, choose, edit side by side, sign, issue, follow."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages as notes
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xieshang.core import profile
from xieshang.core.lifecycle import LifeCycle, MoveNotOpenError, NotYoursError, StaleError
from xieshang.core.once import once
from xieshang.core.paging import as_key, key_page
from xieshang.core.verdicts import No, NotYours
from xieshang.learning.queries import advise
from xieshang.look.deed_page import Hints, deed_page, with_urls
from xieshang.look.histories import tell
from xieshang.look.lists import page_links
from xieshang.matters.queries import sources_named
from xieshang.people.kept import forget as forget_kept
from xieshang.people.kept import unsent_words
from xieshang.people.models import Person, Unit, in_reader_language
from xieshang.people.rules import has_power
from xieshang.voices import actions
from xieshang.voices.actions.editing import revise as revise_report
from xieshang.voices.forms import REFERRAL_FORMS, REPORT_FORMS, HeardForm, ReportFilterForm, ReportForm, TextForm
from xieshang.voices.lifecycle import REFERRAL_LIFE, REPORT_LIFE
from xieshang.voices.models import Referral, ReferralState, Report, ReportState, contributors, works_on_reports
from xieshang.voices.models.report import OUT, parts_of
from xieshang.voices.privacy import kinds_in
from xieshang.voices.queries import report as queries
from xieshang.voices.teaching import UNIT, report_writing_of
from xieshang.voices.views.resident import reader

REPORTING = ("report.write", "report.choose", "report.section", "report.office", "report.sign", "report.read")


def person_here(request: HttpRequest) -> Any:
    """Whoever is signed in and has to do with reports; units see theirs as well."""
    person = reader(request)
    is_unit = person is not None and bool(person.unit_ids) and bool(profile.current().roles_with("report.write"))
    if person is None or not (is_unit or any(person.can(power) for power in REPORTING)):
        raise NotYoursError(_("Your roles do not include this."))
    return person


def visible(request: HttpRequest) -> Any:
    return Report.objects.visible_to(reader(request)).defer("words")


# ---- The list


def listing(request: HttpRequest) -> HttpResponse:
    person = person_here(request)
    form = ReportFilterForm(request.GET)
    form.is_valid()
    chosen: dict[str, Any] = {name: form.cleaned_data.get(name) or "" for name in ("q", "state", "source")}
    found = queries.reports(person, **chosen, mine=bool(form.cleaned_data.get("mine")))
    page = key_page(found, before=as_key(request.GET.get("before")), after=as_key(request.GET.get("after")))
    rows = [{"report": row, "tone": queries.TONES[ReportState(row.state)]} for row in page.rows]
    return render(
        request,
        "voices/reports.html",
        {"form": form, "rows": rows, "page": page_links(request, page), "may_write": person.can("report.write")},
    )


# ---- One report


def report(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = reader(request)
    item = get_object_or_404(queries.whole(visible(request), person), pk=pk)
    is_inside = works_on_reports(person)
    is_ours = queries.is_contributor(item, person)
    referrals = [referral_row(row, person) for row in queries.referrals(item, person)] if item.state in OUT else []
    context: dict[str, Any] = {
        "item": item,
        "tone": queries.TONES[ReportState(item.state)],
        "offers": with_urls(REPORT_LIFE.offers(person, item), item.get_absolute_url(), ASKS),
        "steps": stepper(item),
        "is_inside": is_inside,
        "is_ours": is_ours,
        "contributors": contributors(item),
        "referrals": referrals,
        "today": timezone.localdate(),
    }
    if is_inside or is_ours:
        context |= {
            "sources": queries.grows_from(item, person),
            "sees_whom": item.heard_from and (person.pk == item.author_id or person.can("report.choose")),
        }
    if item.state in OUT and (is_inside or is_ours):
        context |= {
            "told": list(item.reports_back.all()),
            "sendings": list(item.sendings.all()),
            "uses": list(item.uses.all()),
            "instructions": list(item.instructions.all()),
        }
    if is_inside:
        context |= {
            "parts": parts_of(item) if item.is_combined else [],
            "personal": kinds_in(item.title, item.situation, item.suggestions)
            if item.state in ("submitted", "chosen")
            else [],
        }
    return render(request, "voices/report.html", context)


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done with it, and every wording beside the one before."""
    item = get_object_or_404(visible(request).select_related("author"), pk=pk)
    person = reader(request)
    entries = queries.history(item, person)
    if not entries:
        raise Http404
    context = {"item": item, "entries": tell(entries), "edits": queries.edits(item, person)}
    return render(request, "voices/report_history.html", context)


ASKS: dict[str, Any] = {**REPORT_FORMS, "edit": ReportForm, "revise": TextForm}


def stepper(item: Report) -> list[dict[str, Any]]:
    """Where it stands, from handed in to issued."""
    marks = [
        (_("Handed in"), item.submitted_at),
        (_("Signed off by the section"), item.section_at),
        (_("By the office"), item.office_at),
        (_("Signed"), item.signed_at),
        (pgettext("report", "Issued"), item.issued_at),
    ]
    is_over = item.state in REPORT_LIFE.ends
    steps, now_given = [], False
    for label, at in marks:
        if at is not None:
            steps.append({"label": label, "state": "done", "at": at})
        elif is_over:
            steps.append({"label": label, "state": "skipped", "at": None})
        else:
            steps.append({"label": label, "state": "ahead" if now_given else "now", "at": None})
            now_given = True
    return steps


def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The issue as a document, to be printed."""
    item = get_object_or_404(visible(request).select_related("author", "signed_by", "matter"), pk=pk, state__in=OUT)
    here = profile.current()
    sent = list(dict.fromkeys(name for row in item.sendings.all() for name in row.addressees_shown))
    comma = in_reader_language("、", ", ")
    context = {
        "item": item,
        "contributors": comma.join(str(each) for each in contributors(item)),
        "sent": comma.join(sent),
        "assembly": here.assembly,
    }
    return render(request, "voices/paper.html", context)


# ---- Writing


def must_write(request: HttpRequest) -> Person:
    person = reader(request)
    if isinstance(verdict := has_power(person, "report.write"), No) or person is None:
        raise NotYoursError(str(verdict.reason) if isinstance(verdict, No) else "")
    return person


def new(request: HttpRequest) -> HttpResponse:
    person = must_write(request)
    sources = sources_named(request.GET.getlist("from"), reader(request))
    place = request.get_full_path()
    kept = unsent_words(request, place)
    status = 200
    if request.method == "POST":
        form = ReportForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                with once(request) as sent:
                    if not sent.made:
                        item = actions.draft_report(by=person, at=timezone.now(), sources=sources, **form.texts())
                        if "and_submit" in request.POST:
                            item = actions.submit_report(item, by=person, at=timezone.now())
                        sent.made = item.get_absolute_url()
            except MoveNotOpenError as refusal:
                form.add_error(None, refusal.reason)
                status = 409
            else:
                forget_kept(request, place)
                notes.success(request, _("Your report is kept."))
                return redirect(sent.made)
    elif kept:
        form = ReportForm(kept.as_data)
    else:
        form = ReportForm(initial={"source": "message" if sources else "own"})
    return render(request, "voices/report_edit.html", edit_context(form, None, place, kept, sources), status=status)


def edit_context(form: Any, item: Report | None, place: str, kept: Any, sources: list[Any]) -> dict[str, Any]:
    day = item.rule_day if item else timezone.localdate()
    most = profile.current().norm("report.max_chars", day)
    return {"form": form, "item": item, "place": place, "kept": kept, "sources": sources, "most": most}


def heard(request: HttpRequest) -> HttpResponse:
    """In a corridor: a few words on a phone, kept as a draft to be finished later."""
    person = must_write(request)
    place = request.get_full_path()
    kept = unsent_words(request, place)
    form = HeardForm(request.POST or (kept.as_data if kept else None))
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        with once(request) as sent:
            if not sent.made:
                title = words["situation"].strip().splitlines()[0][:40]
                item = actions.draft_report(by=person, at=timezone.now(), title=title, source="visit", **words)
                sent.made = item.get_absolute_url()
        forget_kept(request, place)
        notes.success(request, _("Noted. It waits on your home page until you hand it in."))
        return redirect(sent.made)
    return render(
        request,
        "voices/heard.html",
        {"form": form, "kept": kept, "place": place},
        status=422 if request.method == "POST" else 200,
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its author changes a draft or a returned report."""
    item = get_object_or_404(visible(request), pk=pk)
    initial = {
        name: getattr(item, name)
        for name in ("title", "situation", "suggestions", "source", "place", "heard_from", "is_urgent", "urgent_why")
    }
    context = edit_context(None, item, request.get_full_path(), None, [])
    return text_page(
        request, item, "edit", ReportForm, initial, actions.edit_report, "voices/report_edit.html", context
    )


def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit it for issue, beside what was handed in."""
    item = get_object_or_404(visible(request), pk=pk)
    initial = {name: getattr(item, name) for name in ("title", "situation", "suggestions")}
    context = edit_context(None, item, request.get_full_path(), None, [])
    context["handed_in"] = [item.wordings.filter(kind="handed_in").order_by("-pk").select_related("by").first()]
    if item.is_combined:
        context["handed_in"] = parts_of(item)
    context["personal"] = kinds_in(item.title, item.situation, item.suggestions)
    return text_page(request, item, "revise", TextForm, initial, revise_report, "voices/report_revise.html", context)


def text_page(
    request: HttpRequest,
    item: Report,
    move: str,
    form_class: type[TextForm],
    initial: dict[str, Any],
    action: Any,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """A form for a text: kept while typing, and with both versions where somebody else saved meanwhile."""
    verdict = REPORT_LIFE.judge(move, item, request.user)  # type: ignore[arg-type]
    if isinstance(verdict, NotYours):
        raise NotYoursError(str(verdict.reason))
    if isinstance(verdict, No):
        raise MoveNotOpenError(str(verdict.reason))
    place, status = request.get_full_path(), 200
    kept = unsent_words(request, place)
    form = form_class(kept.as_data) if kept else form_class(initial={**initial, "version": item.version})
    if request.method == "POST":
        form, status = form_class(request.POST), 422
        if form.is_valid():
            try:
                action(item, by=request.user, at=timezone.now(), seen=form.cleaned_data["version"], **form.texts())
                if "and_submit" in request.POST:
                    actions.submit_report(item, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            except StaleError as stale:
                status = 409
                context["both"] = both_versions(form, stale.theirs)
                context["their_version"] = stale.theirs.version
            except MoveNotOpenError as refusal:
                form.add_error(None, refusal.reason)
                status = 409
            else:
                forget_kept(request, place)
                notes.success(request, _("Your changes are saved."))
                return redirect(item)
    return render(request, template, {**context, "form": form, "kept": kept}, status=status)


def both_versions(form: TextForm, theirs: Report) -> list[dict[str, Any]]:
    """Field by field, what this person typed and what somebody else saved meanwhile."""
    rows = [
        {
            "label": str(form.fields[name].label),
            "mine": form.cleaned_data.get(name, ""),
            "theirs": getattr(theirs, name),
        }
        for name in ("title", "situation", "suggestions")
    ]
    return [row for row in rows if row["mine"].strip() != row["theirs"].strip()]


# ---- Moves


def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    item = get_object_or_404(visible(request), pk=pk)
    return deed_page(
        request,
        item,
        REPORT_LIFE,
        move,
        REPORT_FORMS,
        after=item.get_absolute_url(),
        beside="voices/_beside_report.html",
        hints=partial(hints_to_pass_on, request, item) if move == "pass_on" else None,
    )


def hints_to_pass_on(request: HttpRequest, item: Report) -> Hints:
    """The unit that earlier decisions suggest; filled in where it is sure enough or was just chosen."""
    values = {code: str(pk) for code, pk in Unit.objects.filter(is_open=True).values_list("code", "pk")}
    advice = advise(UNIT, report_writing_of(item), reader(request), field="units", values=values, without=item.pk)
    code = request.GET.get("choose") or (advice.filled if advice else "")
    initial = {"units": [values[code]]} if code in values else None
    return Hints("learning/_advice.html" if advice else "", initial, {"advice": advice})


# ---- What a unit is given


def visible_referral(request: HttpRequest, pk: int) -> Referral:
    found: Any = Referral.objects.visible_to(reader(request))
    item: Referral = get_object_or_404(
        found.select_related("unit", "report__author", "report__matter", "instruction", "answered_by"), pk=pk
    )
    return item


def referral_row(row: Referral, person: Person | None) -> dict[str, Any]:
    life: LifeCycle[Any, Any, Any] = REFERRAL_LIFE
    return {
        "referral": row,
        "tone": queries.REFERRAL_TONES[ReferralState(row.state)],
        "offers": with_urls(life.offers(person, row), row.get_absolute_url(), REFERRAL_FORMS),
        "sees_task": works_on_reports(person) or (person is not None and row.unit_id in person.unit_ids),
    }


def referral(request: HttpRequest, pk: int) -> HttpResponse:
    item = visible_referral(request, pk)
    person = reader(request)
    context = {**referral_row(item, person), "item": item, "report": item.report, "today": timezone.localdate()}
    return render(request, "voices/referral.html", context)


def referral_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    item = visible_referral(request, pk)
    after = item.get_absolute_url()
    context = {"item": item, "report": item.report}
    return deed_page(
        request,
        item,
        REFERRAL_LIFE,
        move,
        REFERRAL_FORMS,
        after=after,
        beside="voices/_beside_referral.html",
        context=context,
    )


# ---- What counted


def credit(request: HttpRequest) -> HttpResponse:
    """One's own list of what counted; there is no page of anybody else's."""
    person = must_write(request)
    rows = queries.credit_of(person, timezone.localdate())
    years: dict[int, list[Any]] = {}
    for row in rows:
        years.setdefault(row.event.on.year, []).append(row)
    told = [
        {"year": year, "rows": found[::-1], "sum": sum(row.points for row in found)}
        for year, found in sorted(years.items(), reverse=True)
    ]
    scheme = profile.current().entries("report_credit", timezone.localdate())
    return render(
        request,
        "voices/credit.html",
        {"years": told, "scheme": scheme, "reads_chinese": in_reader_language("zh", "en") == "zh"},
    )
