"""The list of consultations, one of them, and its moves."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.consultations.forms import CONSULTATION_FORMS, SEAT_FORMS, FilterForm
from xieshang.consultations.lifecycle import LIFE, SEAT_LIFE
from xieshang.consultations.models import Consultation, Seat, SeatState, State
from xieshang.consultations.models.consultation import HELD
from xieshang.consultations.norms import in_words, latest_day
from xieshang.consultations.queries import plan as queries
from xieshang.consultations.queries.steps import TONES
from xieshang.consultations.rules.consultation import may_record, may_run, promises_of
from xieshang.consultations.rules.topic import forms_of
from xieshang.consultations.views.asking import found, reader
from xieshang.core import profile
from xieshang.core.models import RecordEntry
from xieshang.core.paging import as_key, key_page
from xieshang.look.deed_page import deed_page, with_urls
from xieshang.look.histories import tell
from xieshang.look.lists import page_links
from xieshang.matters.views import commitment_row

SEAT_TONES = {
    SeatState.INVITED: "waiting",
    SeatState.APPLIED: "waiting",
    SeatState.COMING: "moving",
    SeatState.LEAVE_ASKED: "waiting",
    SeatState.EXCUSED: "ended",
    SeatState.NOT_DRAWN: "ended",
    SeatState.PRESENT: "good",
    SeatState.ABSENT: "late",
}


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    person = reader(request)
    here = profile.current()
    platforms = here.entries("consultation_platform")
    platform = next((each for each in platforms if each.code == request.GET.get("platform")), None)
    form = FilterForm(request.GET)
    form.is_valid()
    rows = queries.consultations(
        person,
        platform=platform.code if platform else "",
        form=form.cleaned_data.get("form") or "",
        state=form.cleaned_data.get("state") or "",
    )
    page = key_page(rows, before=as_key(request.GET.get("before")), after=as_key(request.GET.get("after")))
    tabs = [{"label": _("All"), "url": "?", "current": platform is None}]
    tabs += [{"label": str(each), "url": f"?platform={each.code}", "current": each is platform} for each in platforms]
    context = {
        "form": form,
        "tabs": tabs,
        "platform": platform,
        "about": in_words(platform, "about") if platform else "",
        "level": in_words(platform, "level") if platform else "",
        "rows": [{"item": row, "tone": TONES[State(row.state)]} for row in page.rows],
        "page": page_links(request, page),
        "may_call": bool(forms_of(person)),
    }
    return render(request, "consultations/list.html", context)


def steps_of(item: Consultation) -> list[dict[str, Any]]:
    """Where it stands, as the steps its form goes through."""
    rows = [
        (_("Called"), item.called_at, None),
        (_("Announced"), item.announced_at, State.PREPARING),
        (_("Held"), item.began_at, State.ANNOUNCED),
        (_("Agreed list"), item.settled_at, State.SETTLING),
        (_("Looked back on"), None, State.FOLLOWED),
        (_("Loop closed"), item.closed_at, State.REVIEWED),
    ]
    order = [State.PREPARING, State.ANNOUNCED, State.LIVE, State.SETTLING, State.FOLLOWED, State.REVIEWED, State.CLOSED]
    reached = order.index(State(item.state)) if item.state in order else -1
    needed = [0, 1, 2, 4, 5, 6]
    steps = []
    for n, (label, at, _from) in enumerate(rows):
        if item.state == State.CALLED_OFF:
            state = "done" if at else "skipped"
        else:
            state = "done" if reached >= needed[n] else "ahead"
        steps.append({"label": label, "state": state, "at": at})
    ahead = next((step for step in steps if step["state"] == "ahead"), None)
    if ahead and item.state != State.CLOSED:
        ahead["state"] = "now"
    return steps


def seat_rows(item: Consultation, person: Any, runs: bool) -> list[dict[str, Any]]:
    seats = Seat.objects.filter(consultation=item).select_related("person__sector", "unit").order_by("pk")
    rows = []
    for seat in seats:
        seat.consultation = item
        is_own = person is not None and seat.person_id == person.pk
        if not runs and not is_own and seat.state in (SeatState.APPLIED, SeatState.NOT_DRAWN):
            continue
        offers = []
        if runs or is_own:
            offers = [offer for offer in SEAT_LIFE.offers(person, seat) if offer.name != "check_in" or runs]
        rows.append(
            {
                "seat": seat,
                "name": str(seat) if runs else seat.who_shown,
                "tone": SEAT_TONES[SeatState(seat.state)],
                "is_own": is_own,
                "offers": with_urls(offers, f"{reverse('consultations:list')}seats/{seat.pk}/", SEAT_FORMS),
            }
        )
    return rows


@login_not_required
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    item = found(request, pk)
    person = reader(request)
    today = timezone.localdate()
    runs = person is not None and bool(may_run(person, item))
    records = person is not None and bool(may_record(person, item))
    rule = item.rule
    rows = seat_rows(item, person, runs)
    rated = [row["seat"].rating for row in rows if row["seat"].rating]
    ratings = [{"label": str(entry), "value": rated.count(entry.code)} for entry in profile.current().entries("rating")]
    offers = LIFE.offers(person, item) if person else []
    context = {
        "item": item,
        "rule": rule,
        "platform": profile.current().lists["consultation_platform"][item.platform],
        "tone": TONES[State(item.state)],
        "steps": steps_of(item),
        "offers": with_urls(offers, item.get_absolute_url(), CONSULTATION_FORMS),
        "runs": runs,
        "records": records,
        "notice_by": latest_day(item.held_on, rule.notice) if item.held_on else None,
        "materials_by": latest_day(item.held_on, rule.materials) if item.held_on and rule.materials else None,
        "visits": list(item.visits.all()),
        "materials": list(item.materials.all()) if runs or item.state != State.PREPARING else [],
        "seats": [row for row in rows if row["seat"].state not in (SeatState.APPLIED, SeatState.NOT_DRAWN)],
        "sign_ups": [row for row in rows if row["seat"].state in (SeatState.APPLIED, SeatState.NOT_DRAWN)]
        if runs
        else [],
        "own": [row for row in rows if row["is_own"]],
        "pairs": list(item.exchanges.select_related("asker__person", "answerer__person", "answerer__unit", "unit")),
        "agreed": list(item.agreed.select_related("unit")),
        "commitments": [commitment_row(row, today) for row in promises_of(item)],
        "outputs": list(item.outputs.all()),
        "responses": list(item.responses.select_related("unit")),
        "ratings": ratings if len(rated) >= item.norm("statement.smallest_cell") else [],
        "is_held": item.state in HELD,
        "may_sign_up": item.state == State.ANNOUNCED and item.is_public and item.seats and item.drawn_at is None,
        "today": today,
    }
    return render(request, "consultations/consultation.html", context)


def history(request: HttpRequest, pk: int) -> HttpResponse:
    item = found(request, pk)
    entries = RecordEntry.objects.filter(kind="consultation", item_id=pk).select_related("by").order_by("id")
    return render(request, "consultations/history.html", {"item": item, "entries": tell(entries)})


def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    item = found(request, pk)
    after = item.get_absolute_url()
    if move in ("ask", "answer"):
        after = reverse("consultations:hall", args=[pk])
    return deed_page(request, item, LIFE, move, CONSULTATION_FORMS, after=after)
