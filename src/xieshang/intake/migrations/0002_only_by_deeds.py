from django.db import migrations

from xieshang.core.triggers import only_by_deeds, undo_only_by_deeds

# `intake_progress` is left out: it is written beside the import, on a connection of its own.
TABLES = ["intake_batch", "intake_upload", "intake_taken"]


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("core", "0002_record_is_kept")]
    operations = [migrations.RunSQL(only_by_deeds(*TABLES), undo_only_by_deeds(*TABLES))]
