import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0002_sample_the_grams")]

    operations = [
        migrations.AddField(
            model_name="savedsearch",
            name="looked_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="savedsearch", name="seen", field=models.JSONField(default=dict)
        ),
        migrations.AddIndex(
            model_name="savedsearch", index=models.Index(fields=["looked_at"], name="saved_search_by_look")
        ),
    ]
