from django.db import migrations

from xieshang.core.triggers import only_by_deeds, undo_only_by_deeds

TABLES = ["people_person", "people_roleheld"]


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("core", "0002_record_is_kept")]
    operations = [migrations.RunSQL(only_by_deeds(*TABLES), undo_only_by_deeds(*TABLES))]
