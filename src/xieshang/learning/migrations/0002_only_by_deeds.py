from django.db import migrations

from xieshang.core.triggers import only_by_deeds, undo_only_by_deeds

TABLES = ["learning_learnedmodel", "learning_modelfile", "learning_pair"]
# Vectors are kept apart from their rows, which are walked through by their terms
APART = """
ALTER TABLE learning_textvector SET (toast_tuple_target = 256);
ALTER TABLE learning_textvector ALTER COLUMN columns SET STORAGE EXTERNAL, ALTER COLUMN weights SET STORAGE EXTERNAL,
    ALTER COLUMN terms SET STATISTICS 0;
"""


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_what_is_learned_and_compared"), ("core", "0002_record_is_kept")]
    operations = [
        migrations.RunSQL(only_by_deeds(*TABLES), undo_only_by_deeds(*TABLES)),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
    ]
