import django.db.models.deletion
from django.db import migrations, models

FILL = """
SELECT set_config('xieshang.deed', 'migrate', true);
UPDATE proposals_feedback SET counts_for_id = proposals_handling.unit_id
  FROM proposals_handling JOIN proposals_proposal ON proposals_proposal.id = proposals_handling.proposal_id
 WHERE proposals_handling.id = proposals_feedback.handling_id AND proposals_proposal.state = 'closed';
"""


class Migration(migrations.Migration):
    atomic = True
    dependencies = [
        ("people", "0003_visit"),
        ("proposals", "0004_proposal_by_class_and_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="feedback",
            name="counts_for",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(
                condition=models.Q(("counts_for__isnull", False)),
                fields=["counts_for", "state", "result", "attitude"],
                name="feedback_by_figures",
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["author", "state", "-id"], name="proposal_by_author_and_state"),
        ),
    ]
