from django.db import migrations

from xieshang.core.triggers import only_by_deeds, undo_only_by_deeds

TABLES = [
    "voices_earlier",
    "voices_report",
    "voices_wording",
    "voices_sending",
    "voices_use",
    "voices_instruction",
    "voices_reportback",
    "voices_referral",
]


class Migration(migrations.Migration):
    dependencies = [("voices", "0003_reports")]
    operations = [migrations.RunSQL(only_by_deeds(*TABLES), undo_only_by_deeds(*TABLES))]
