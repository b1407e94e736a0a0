// npm's oidc-provider on loopback, for tests: public clients with PKCE, access tokens as RFC 9068 says, keys that rotate,
// and a token exchange (RFC 8693) of ten lines, which the provider leaves to its users. Its first line is its address.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createLocalJWKSet, jwtVerify } from "jose";
import { Provider } from "oidc-provider";

const AUDIENCE = "https://graphsvc.example";
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const SECONDS = { [`${AUDIENCE}/`]: 300, [`${AUDIENCE}/brief`]: 12 }; // resource -> how long its tokens are good
const SAID = {
  "s-sam": { agency: "EOHHS", roles: ["SOCIAL_WORKER"] },
  "s-ines": { agency: "BPD", roles: ["INVESTIGATOR"] },
  "s-eve": { agency: "MAYOR", roles: ["EMPEROR"] },
};
const SERVICE = { client_secret: "for-tests-only", redirect_uris: [], response_types: [] };

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let keys = [];
  let answer = rotated();

  function rotated() {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    keys = [{ ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" }];
    const provider = new Provider(issuer, configuration(keys));
    provider.registerGrantType(EXCHANGE, (ctx) => exchanged(provider, ctx), ["subject_token", "subject_token_type"]);
    return provider.callback();
  }

  async function exchanged(provider, ctx) {
    const { AccessToken, ResourceServer } = provider;
    const ours = createLocalJWKSet({ keys: keys.map(({ kty, n, e, kid, alg }) => ({ kty, n, e, kid, alg })) });
    const { payload } = await jwtVerify(ctx.oidc.params.subject_token, ours, { issuer, audience: AUDIENCE });
    const token = new AccessToken({ accountId: payload.sub, client: ctx.oidc.client, gty: EXCHANGE, scope: "ask" });
    token.resourceServer = new ResourceServer(`${AUDIENCE}/`, resource(undefined, `${AUDIENCE}/`));
    ctx.body = { access_token: await token.save(), token_type: "Bearer", issued_token_type: "access_token" };
  }

  server.on("request", (request, response) => {
    if (request.method === "POST" && request.url === "/rotate") {
      answer = rotated();
      response.writeHead(204).end();
    } else {
      answer(request, response);
    }
  });
  process.stdout.write(`${issuer}\n`);
});

const resource = (_, name) => ({
  scope: "ask",
  audience: AUDIENCE,
  accessTokenFormat: "jwt",
  accessTokenTTL: SECONDS[name],
  jwt: { sign: { alg: "RS256" } },
});

const configuration = (keys) => ({
  jwks: { keys },
  cookies: { keys: [randomUUID()] },
  clients: [
    {
      client_id: "explorer",
      token_endpoint_auth_method: "none",
      redirect_uris: ["https://app.example/callback"],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
    { client_id: "reports", grant_types: ["client_credentials", EXCHANGE], ...SERVICE },
  ],
  pkce: { required: () => true },
  clientBasedCORS: () => true,
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: { enabled: true, getResourceServerInfo: resource, useGrantedResource: () => true },
  },
  findAccount: (_, sub) => (sub in SAID ? { accountId: sub, claims: () => ({ sub }) } : undefined),
  extraTokenClaims: (_, token) => ({
    ...(SAID[token.accountId] ?? SAID["s-ines"]), // a service may have been given roles of a user
    ...(token.gty === EXCHANGE ? { act: { sub: token.clientId } } : {}),
  }),
});
