"""Learn everything anew, now: `xieshang manage learn`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from xieshang.learning import actions, likeness
from xieshang.learning.models import TrainingOrder


class Command(BaseCommand):
    help = "Learn from what was decided, and count the words of what is compared, as every night."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        actions.order_all(at=at)
        written = likeness.catch_up(say=self.stdout.write)
        self.stdout.write(f"  {written:,} texts counted")
        actions.carry_out()
        for row in TrainingOrder.objects.filter(asked_at__gte=at):
            self.stdout.write(f"  {row.task}: {row.told or 'under way elsewhere'}")
