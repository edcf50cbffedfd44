"""What the database itself keeps: the record is never changed, and items change only inside a deed."""

RECORD = """
CREATE FUNCTION record_hash(previous text, entry core_recordentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', previous, entry.id,
        to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(entry.by_id::text, ''),
        entry.deed, entry.kind, entry.item_id, coalesce(entry.matter_id::text, ''), entry.from_state, entry.to_state,
        entry.changes::text, entry.why), 'UTF8')), 'hex')
$$;

-- Linked at commit, one transaction after the other: nothing is waited for after this lock but the commit itself.
CREATE FUNCTION link_record_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last text;
BEGIN
    PERFORM pg_advisory_xact_lock(7315083);
    SELECT hash INTO last FROM core_recordlink ORDER BY id DESC LIMIT 1;
    last := coalesce(last, repeat('0', 64));
    INSERT INTO core_recordlink (entry_id, previous, hash) VALUES (NEW.id, last, record_hash(last, NEW));
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER record_entry_is_linked AFTER INSERT ON core_recordentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION link_record_entry();

CREATE FUNCTION refuse_to_change_the_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The record is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER record_entry_is_kept BEFORE UPDATE OR DELETE ON core_recordentry
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_record();
CREATE TRIGGER record_entries_are_kept BEFORE TRUNCATE ON core_recordentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_record();
CREATE TRIGGER record_link_is_kept BEFORE UPDATE OR DELETE ON core_recordlink
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_record();
CREATE TRIGGER record_links_are_kept BEFORE TRUNCATE ON core_recordlink
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_record();

CREATE FUNCTION must_be_a_deed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('xieshang.deed', true), '') = '' THEN
        RAISE EXCEPTION 'A row of % changes only inside a deed (xieshang.core.deeds).', TG_TABLE_NAME;
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
"""
TEXT = r"""
-- Every Han character a word of its own, so that phrases find any part of a title (full-text search, CHINESE text).
CREATE FUNCTION split_han(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(normalize(words, NFKC), '([\u4e00-\u9fff])', ' \1 ', 'g')
$$;
CREATE FUNCTION title_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.simple', split_han(words))
$$;
"""
UNDO_TEXT = "DROP FUNCTION title_words CASCADE; DROP FUNCTION split_han CASCADE;"

UNDO_RECORD = """
DROP FUNCTION must_be_a_deed CASCADE;
DROP FUNCTION refuse_to_change_the_record CASCADE;
DROP FUNCTION link_record_entry CASCADE;
DROP FUNCTION record_hash CASCADE;
"""


def only_by_deeds(*tables: str) -> str:
    """SQL for a migration: these tables refuse every change outside a deed."""
    return "\n".join(
        f"CREATE TRIGGER only_by_deeds BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION must_be_a_deed();"
        for table in tables
    )


def undo_only_by_deeds(*tables: str) -> str:
    return "\n".join(f"DROP TRIGGER only_by_deeds ON {table};" for table in tables)
