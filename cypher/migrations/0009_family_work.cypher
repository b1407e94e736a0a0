// Drafts of forms, by the key under which they are sent; notes of contacts; and names as they are compared when somebody new is recorded.

CREATE CONSTRAINT draft_key IF NOT EXISTS FOR (d:Draft) REQUIRE d.key IS UNIQUE;
CREATE INDEX draft_user IF NOT EXISTS FOR (d:Draft) ON (d.user);
CREATE CONSTRAINT contact_note_id IF NOT EXISTS FOR (n:ContactNote) REQUIRE n.id IS UNIQUE;
CREATE INDEX name_folded IF NOT EXISTS FOR (n:Name) ON (n.folded);
