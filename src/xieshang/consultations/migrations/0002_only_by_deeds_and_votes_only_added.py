from django.db import migrations

from xieshang.core.triggers import only_by_deeds, undo_only_by_deeds

TABLES = (
    "consultations_topic",
    "consultations_consultation",
    "consultations_seat",
    "consultations_statement",
    "consultations_visit",
    "consultations_material",
    "consultations_exchange",
    "consultations_agreed",
    "consultations_output",
    "consultations_response",
)
ADDED = """
CREATE FUNCTION refuse_to_change_a_vote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Votes are only added: % on % is refused.', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER votes_are_only_added BEFORE UPDATE OR DELETE ON consultations_vote
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_a_vote();
"""
UNDO = "DROP FUNCTION refuse_to_change_a_vote CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("consultations", "0001_initial"), ("core", "0002_record_is_kept")]
    operations = [
        migrations.RunSQL(only_by_deeds(*TABLES), undo_only_by_deeds(*TABLES)),
        migrations.RunSQL(ADDED, UNDO),
    ]
