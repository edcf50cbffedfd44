"""The database's part of the search: one form to compare in, and what an index holds of it.

An index entry for each character and each pair of neighbours: a word of one or two characters is then answered by the
index alone, a longer one by the few texts that hold all its pairs, which are compared with it as they are. So every
part of a text is found, however short, wherever letters, digits and Han characters meet, and nothing else is; and no
position is stored, of which PostgreSQL keeps 255 a word and 16,383 a text.
"""

FUNCTIONS = r"""
-- NFKC, small letters, nothing unseen, no blank but between two Latin words: 解决 路灯 and 解决路灯 are the same.
CREATE FUNCTION search_form(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(lower(normalize(words, NFKC)),
        '[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]', '', 'g'),
        '(?<![a-z0-9])[ \t\r\n\u00a0\u3000]+|[ \t\r\n\u00a0\u3000]+(?![a-z0-9])', '', 'g')
$$;
CREATE FUNCTION search_grams(plain text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100000 AS $$
    SELECT array_to_tsvector(signs || ARRAY(SELECT a || b FROM unnest(signs, signs[2:]) AS pair(a, b) WHERE b <> ''))
    FROM (SELECT string_to_array(plain, NULL) AS signs OFFSET 0) AS text
$$;
-- The grams a text must have to hold these words: the pairs, or the one character there is.
CREATE FUNCTION search_asks(plain text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg('''' || replace(replace(gram, '\', '\\'), '''', '''''') || '''', ' & ')::tsquery
    FROM unnest(CASE WHEN length(plain) = 1 THEN ARRAY[plain] ELSE ARRAY(
        SELECT a || b FROM unnest(string_to_array(plain, NULL), (string_to_array(plain, NULL))[2:]) AS pair(a, b)
        WHERE b <> '') END) AS gram
$$;
"""
UNDO = """
DROP FUNCTION search_asks(text);
DROP FUNCTION search_grams(text);
DROP FUNCTION search_form(text);
"""
# Statistics of the grams would cost minutes and tell nothing that the index is not asked for anyway. Long texts are kept
# apart, so that rows are small to walk through.
TABLE = """
CREATE INDEX findable_grams ON search_findable USING gin (search_grams(plain));
ALTER INDEX findable_grams ALTER COLUMN 1 SET STATISTICS 0;
ALTER TABLE search_findable SET (toast_tuple_target = 256);
ALTER TABLE search_findable ALTER COLUMN plain SET STATISTICS 0, ALTER COLUMN body SET STATISTICS 0;
"""
# Since 0002: a small sample tells which grams stand in very many texts (queries.statistics), so that the newest of those are
# looked through instead; taking the grams of a large sample would cost minutes.
SAMPLE = """
ALTER INDEX findable_grams ALTER COLUMN 1 SET STATISTICS 20;
ALTER TABLE search_findable ALTER COLUMN kind SET STATISTICS 20, ALTER COLUMN item_id SET STATISTICS 20,
    ALTER COLUMN at SET STATISTICS 20, ALTER COLUMN title SET STATISTICS 0, ALTER COLUMN names SET STATISTICS 0,
    ALTER COLUMN numbers SET STATISTICS 0, ALTER COLUMN id SET STATISTICS 20, ALTER COLUMN plain_title SET STATISTICS 0;
"""
# The index as it stands since 0002, for when it is made anew
INDEX = """
CREATE INDEX IF NOT EXISTS findable_grams ON search_findable USING gin (search_grams(plain));
ALTER INDEX findable_grams ALTER COLUMN 1 SET STATISTICS 20;
"""
