// The forms that one user has saved and not sent: nobody else is shown them, and nothing else reads them.
// params: user STRING, since DATETIME
// returns: mutation STRING, said STRING, form STRING, at DATETIME
MATCH (d:Draft {user: $user})
WHERE d.at >= $since
RETURN d.mutation AS mutation, d.said AS said, d.form AS form, d.at AS at
ORDER BY at DESC, said
LIMIT 1000
