// Keeps one worker's own answer to an introduction that she was asked for.
// params: id STRING, user STRING, state STRING, words STRING, at DATETIME
// returns: id STRING
MATCH (i:Introduction {id: $id})-[a:ASKED_OF]->(:Staff {id: $user})
SET a.state = $state, a.words = CASE WHEN $state = 'ACCEPTED' THEN $words END, a.answered_at = $at
RETURN i.id AS id
