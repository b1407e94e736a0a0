// Keeps a form that is not sent yet, in the place of what its author saved under that key; everybody's older drafts go.
// params: key STRING, user STRING, mutation STRING, said STRING, form STRING, at DATETIME, old DATETIME
// returns: none
CALL () {
  MATCH (d:Draft)
  WHERE d.at < $old
  DELETE d
}
MERGE (d:Draft {key: $key})
SET d.user = $user, d.mutation = $mutation, d.said = $said, d.form = $form, d.at = $at
