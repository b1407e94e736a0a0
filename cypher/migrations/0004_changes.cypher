// What each revision changed: one Change node a revision, appended in the transaction that raised it.

CREATE CONSTRAINT change_n IF NOT EXISTS FOR (c:Change) REQUIRE c.n IS UNIQUE;
