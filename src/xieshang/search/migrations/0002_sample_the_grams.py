from django.db import migrations

from xieshang.search.sql import SAMPLE


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunSQL(SAMPLE, migrations.RunSQL.noop)]
