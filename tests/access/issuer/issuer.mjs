// A certified OpenID provider (npm oidc-provider), set up by one JSON document on standard input:
// {port, jwks, clients, claims: {client or account: its claims}}. Prints "ready" once it listens.
import { text } from "node:stream/consumers";
import { Provider } from "oidc-provider";

const { port, jwks, clients, claims } = JSON.parse(await text(process.stdin));
const of = (name) => claims[name] ?? {};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks,
  clients,
  cookies: { keys: ["only in tests"] },
  conformIdTokenClaims: false,
  claims: { openid: ["sub", "role", "tenant"] },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...of(id) }) }),
  extraTokenClaims: (_context, token) => of(token.accountId ?? token.clientId),
  ttl: { ClientCredentials: 600, AccessToken: 600, IdToken: 600 },
  features: {
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_context, resource) => ({
        scope: "api",
        audience: resource,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: resource.endsWith("/elliptic") ? "ES256" : "RS256" } },
      }),
    },
  },
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
