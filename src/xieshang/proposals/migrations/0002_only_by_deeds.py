from django.db import migrations

from xieshang.core.triggers import only_by_deeds, undo_only_by_deeds

TABLES = ["proposals_proposal", "proposals_suggestion", "proposals_signing", "proposals_handling", "proposals_reply", "proposals_point", "proposals_contact", "proposals_feedback"]


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial"), ("core", "0002_record_is_kept")]
    operations = [migrations.RunSQL(only_by_deeds(*TABLES), undo_only_by_deeds(*TABLES))]
