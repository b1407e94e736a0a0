// What was questioned about a statement, by whom and how it was answered; found by the statement, its owner and who asked.

CREATE CONSTRAINT contest_id IF NOT EXISTS FOR (c:Contest) REQUIRE c.id IS UNIQUE;
CREATE INDEX contest_statement IF NOT EXISTS FOR (c:Contest) ON (c.statement);
CREATE INDEX contest_owner IF NOT EXISTS FOR (c:Contest) ON (c.owner);
CREATE INDEX contest_by IF NOT EXISTS FOR (c:Contest) ON (c.by);
