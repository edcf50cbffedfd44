from django.db import migrations

from xieshang.core.triggers import only_by_deeds, undo_only_by_deeds

TABLES = ["plenaries_paper"]


class Migration(migrations.Migration):
    dependencies = [("plenaries", "0001_initial"), ("core", "0002_record_is_kept")]
    operations = [migrations.RunSQL(only_by_deeds(*TABLES), undo_only_by_deeds(*TABLES))]
