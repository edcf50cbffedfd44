
from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0002_only_by_deeds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='handling',
            name='reply_class',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name='reply',
            name='reply_class',
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
