// The work of reaching people: plans of outreach, family meetings, orders that workers gave relatives, introductions
// asked for, and screens asked again at the moment of contact. None of them is imported; each is found from its person.
CREATE CONSTRAINT outreach_plan_id IF NOT EXISTS FOR (n:OutreachPlan) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT family_meeting_id IF NOT EXISTS FOR (n:FamilyMeeting) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT relative_order_id IF NOT EXISTS FOR (n:RelativeOrder) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT introduction_id IF NOT EXISTS FOR (n:Introduction) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT asked_of_id IF NOT EXISTS FOR ()-[r:ASKED_OF]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT asked_again_id IF NOT EXISTS FOR ()-[r:ASKED_AGAIN_FOR]-() REQUIRE r.id IS UNIQUE;
CREATE INDEX outreach_plan_by IF NOT EXISTS FOR (n:OutreachPlan) ON (n.stated_by);
CREATE INDEX family_meeting_by IF NOT EXISTS FOR (n:FamilyMeeting) ON (n.stated_by);
CREATE INDEX introduction_by IF NOT EXISTS FOR (n:Introduction) ON (n.by);
CREATE INDEX notice_by IF NOT EXISTS FOR ()-[r:NOTIFIED_FOR]-() ON (r.stated_by);
CREATE INDEX outreach_request_worker IF NOT EXISTS FOR ()-[r:OUTREACH_ASKED_FOR]-() ON (r.worker);
