// Ends a court order; the pair then waits for a new screen. No row when there is none by that id.
// params: order_id STRING, status STRING, ended_on DATE, ended_by STRING
// returns: id STRING, ended_on DATE, restrained STRING, protected STRING
MATCH (a:Person)-[o:RESTRAINED_FROM {id: $order_id}]->(b:Person)
SET o.ended_on = coalesce(o.ended_on, $ended_on), o.status = $status, o.ended_by = $ended_by
RETURN o.id AS id, o.ended_on AS ended_on, a.id AS restrained, b.id AS protected
