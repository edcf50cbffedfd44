import django.db.models.deletion
from django.db import migrations, models

from xieshang.core.triggers import only_by_deeds, undo_only_by_deeds

TABLES = ["voices_hotissue"]


class Migration(migrations.Migration):
    dependencies = [
        ("voices", "0004_reports_only_by_deeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="HotIssue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("found", "found"), ("dismissed", "dismissed")], default="found", max_length=12
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100)),
                ("found_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HotFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_current", models.BooleanField(default=True)),
                ("rank", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("event", "event"),
                            ("problem", "common problem"),
                            ("repeats", "few people, many messages"),
                        ],
                        max_length=10,
                    ),
                ),
                ("messages", models.PositiveIntegerField()),
                ("people", models.PositiveIntegerField()),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("peak_week", models.DateField()),
                (
                    "trend",
                    models.CharField(
                        choices=[
                            ("rising", "rising"),
                            ("steady", "steady"),
                            ("falling", "falling"),
                            ("over", "nothing new in four weeks"),
                        ],
                        max_length=10,
                    ),
                ),
                ("weeks", models.JSONField(default=list)),
                ("places", models.JSONField(default=list)),
                ("quotations", models.JSONField(default=list)),
                ("minority", models.JSONField(default=list)),
                ("night", models.DateTimeField()),
                (
                    "headline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="voices.message"
                    ),
                ),
                (
                    "issue",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="finding", to="voices.hotissue"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("is_current", True)), fields=["rank", "issue"], name="hot_by_rank")
                ],
            },
        ),
        migrations.CreateModel(
            name="HotMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="voices.hotissue"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hot", to="voices.message"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("issue", "message"), name="a_message_is_once_in_an_issue")
                ],
            },
        ),
        migrations.RunSQL(only_by_deeds(*TABLES), undo_only_by_deeds(*TABLES)),
    ]
