// The server audits of graphql-http against URL, each request with the bearer token TOKEN. Says what failed, then the
// count; exits 1 unless all passed.
import { auditServer } from "graphql-http"

const { URL: url, TOKEN: token } = process.env
const fetchFn = (address, { headers, ...more } = {}) =>
  fetch(address, { ...more, headers: { ...headers, authorization: `Bearer ${token}` } })
const results = await auditServer({ url, fetchFn })
const failed = results.filter(each => each.status !== "ok")
for (const each of failed) console.log(`${each.id} ${each.name}: ${each.reason}`)
console.log(`${results.length - failed.length} of ${results.length} audits passed`)
process.exit(failed.length || results.length < 61 ? 1 : 0)
