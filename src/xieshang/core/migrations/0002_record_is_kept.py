from django.db import migrations

from xieshang.core import triggers


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(triggers.RECORD, triggers.UNDO_RECORD),
        migrations.RunSQL(triggers.TEXT, triggers.UNDO_TEXT),
    ]
