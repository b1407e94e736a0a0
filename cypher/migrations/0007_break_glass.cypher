// Broken glass: by whom, under which purpose, who approved it. Found by its user at each request, and by its id.

CREATE CONSTRAINT break_glass_id IF NOT EXISTS FOR (g:BreakGlass) REQUIRE g.id IS UNIQUE;
CREATE INDEX break_glass_user IF NOT EXISTS FOR (g:BreakGlass) ON (g.user);
CREATE INDEX referral_state IF NOT EXISTS FOR (r:Referral) ON (r.state);
