// Keeps what a request came to, so that sending it again changes nothing.
// params: key STRING, mutation STRING, digest STRING, payload STRING, user STRING, at DATETIME
// returns: none
CREATE (t:Receipt {key: $key, mutation: $mutation, digest: $digest, payload: $payload, user: $user, at: $at})
