"""What a form carries so that no word typed into it is lost."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from xieshang.core import once
from xieshang.people.kept import PLACE, sender_field

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_fields(context: Context, place: str) -> SafeString:
    """Hidden fields: the page the form stands on, a mark to send it once, and a signed one of who it was drawn for."""
    where = format_html('<input type="hidden" name="{}" value="{}">', PLACE, place)
    where += format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, once.new_mark())
    return where + sender_field(context["request"].user)
