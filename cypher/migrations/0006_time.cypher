// What is kept about time: submissions not yet approved, legal holds, pairs left by a purge, and tombstones.

CREATE CONSTRAINT intel_submission_id IF NOT EXISTS FOR (n:IntelSubmission) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT legal_hold_id IF NOT EXISTS FOR (n:LegalHold) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tombstone_id IF NOT EXISTS FOR (n:Tombstone) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT apart_id IF NOT EXISTS FOR ()-[r:APART]-() REQUIRE r.id IS UNIQUE;
