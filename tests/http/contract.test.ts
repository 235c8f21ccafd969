// `docs/openapi.yaml` is complete: it has every route and method of the Worker's table with its requirement, and every error
// code, and it is served. Every request of every HTTP test checks that it is correct (`harness/lint.ts`).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Contract, DOCUMENT, openApi, type OpenApi } from '../harness/contract.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { STATUS_OF } from '../harness/expect.ts';
import { ROUTES, type Route } from '../harness/routes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

/** How the document words a requirement of the routes table. */
function asksFor(asks: string, permission: string | undefined): string {
  const wording: Record<string, string> = {
    nothing: 'nothing',
    'identity-if-any': 'identity, if there is one',
    identity: 'identity',
    owner: 'the owner',
    'owner-or-power': `the owner, or a service with the power \`${permission}\``,
    membership: 'a membership token',
    power: `a service with the power \`${permission}\``,
    service: `a service that holds \`${permission}\``,
    'identity-or-service': 'identity, or a service',
    permission: `\`${permission}\``,
    'permission-of-user': `\`${permission}\`, of a user`,
    'project-permission': `\`${permission}\` in the project`,
    'project-or-members': `\`${permission}\` in the project, or \`members:manage\``,
    'project-or-members-or-self': `\`${permission}\` in the project, or \`members:manage\`, or the member themself`,
    'permission-or-self': `\`${permission}\`, or the member themself`,
  };
  return wording[asks] ?? asks;
}

/** The differences between the table and the document. */
function differences(routes: readonly Route[], api: OpenApi): string[] {
  const wanted = new Map(
    routes.flatMap(({ path, methods }) =>
      methods.map(({ method, asks, permission }) => [`${method} ${path}`, `Asks for: ${asksFor(asks, permission)}.`] as const),
    ),
  );
  const written = new Map(
    Object.entries(api.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { description }]) => [`${method.toUpperCase()} ${path}`, description] as const),
    ),
  );
  return [
    ...[...wanted].filter(([at]) => !written.has(at)).map(([at]) => `${at} is not in the document`),
    ...[...written].filter(([at]) => !wanted.has(at)).map(([at]) => `${at} is not a route`),
    ...[...wanted].filter(([at, asks]) => written.has(at) && written.get(at) !== asks).map(([at, asks]) => `${at}: ${asks}`),
  ];
}

test('the document has exactly the routes of the Worker, each with its requirement', () => {
  assert.deepEqual(differences(ROUTES, openApi()), []);
  const less = ROUTES.filter(({ name }) => name !== 'Inbox');
  assert.equal(differences(less, openApi()).length, 1);
  const more = [...ROUTES, { name: 'New', path: '/v1/new', methods: [{ method: 'GET', asks: 'identity' }] }];
  assert.deepEqual(differences(more, openApi()), ['GET /v1/new is not in the document']);
});

test('the document has every error code under its status', () => {
  const responses = JSON.stringify(openApi().components.responses);
  for (const [code, statuses] of Object.entries(STATUS_OF)) {
    for (const status of statuses) {
      assert.match(responses, new RegExp(`"const":${status}\\},"code":\\{"enum":\\[[^\\]]*"${code}"`), `${code} under ${status}`);
    }
  }
});

test('the document is served', async () => {
  const reply = await send(edge.origin, 'GET', '/v1/openapi.yaml');
  assert.equal(reply.status, 200);
  assert.equal(reply.text, readFileSync(DOCUMENT, 'utf8'));
});

function reply(status: number, body: unknown, type = 'application/json'): Reply {
  return { status, headers: { 'content-type': type }, text: JSON.stringify(body), json: () => body };
}

test('a response that differs from the document is found', async () => {
  const contract = new Contract();
  const health = (body: unknown, status = 200, type?: string): string[] => contract.misses('GET', '/healthz', reply(status, body, type));
  assert.deepEqual(health({ status: 'ok' }), []);
  for (const bad of [health({}), health({ status: 'ok', more: 1 }), health({ status: 'ok' }, 201), health({ status: 'ok' }, 200, 'text/html')])
    assert.equal(bad.length, 1);
  const refusal = await send(edge.origin, 'GET', '/v1/me');
  const problem = refusal.json() as Record<string, unknown>;
  const missesOf = (body: unknown): string[] => contract.misses('GET', '/v1/me', reply(401, body, 'application/problem+json'));
  assert.deepEqual(missesOf(problem), []);
  for (const bad of [{ ...problem, code: 'forbidden' }, { ...problem, secret: 1 }, { ...problem, title: undefined }])
    assert.equal(missesOf(JSON.parse(JSON.stringify(bad))).length, 1);
  assert.equal(contract.misses('PUT', '/v1/policy', reply(200, {})).length, 1);
});
