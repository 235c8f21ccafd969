// Every route × every role of the account and of projects × every relation: own team, own project, other project, archived project, other
// team, removed member, suspended member, member past their end, stranger, signed out, service. Enumerated from the Worker's table of
// routes: no caller is allowed more than they should be, and every route declares its requirement.
// To see it fail: skip the permission check in `crates/core/src/account/read.rs`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { sendAll, expectation, matrixFixture, problemsOf, type Caller, type Fixture } from '../harness/matrix.ts';
import { defaultPolicy, observatoryPolicy, parsePolicy, type Policy } from '../harness/policy.ts';
import { Provider } from '../harness/provider.ts';
import { ServiceProvider, type Service } from '../harness/service.ts';
import { ROUTES, type Route } from '../harness/routes.ts';

/** Mails stay on this machine. */
const settings = { EMAIL: JSON.stringify({ from: 'invites@acme.example', transport: 'local' }) };
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The default policy with a hole: every `dev` member may invite. The test still expects the real policy. */
const POLICY_WITH_HOLE = parsePolicy(
  defaultPolicy().text.replace(/(name = "dev"[\s\S]*?permissions = \[)/, '$1"members:invite", '),
);

/** A service with the permissions of each role, and one with none. */
const serviceProvider = ({ roles }: Policy): ServiceProvider =>
  new ServiceProvider(Object.fromEntries([...roles.map(({ name, permissions }) => [name, permissions] as const), ['without permissions', []]]));
const POLICIES = [defaultPolicy(), observatoryPolicy()];
const SERVICE_PROVIDERS = POLICIES.map(serviceProvider);

let edges: Edge[];
before(async () => {
  const providers = SERVICE_PROVIDERS.map((provider) => [new Provider('test').setting({ emailDomains: ['*'] }), provider.setting()]);
  edges = await startEdges([
    ...POLICIES.map((policy, index) => ({ policy, settings, providers: providers[index] ?? [] })),
    { policy: POLICY_WITH_HOLE, settings },
  ]);
});
after(() => edges?.[0]?.stop());

/** Routes with an unknown requirement, or with an account in their path but no requirement in that account. */
function undeclared(routes: readonly Route[]): string[] {
  return routes.flatMap(({ path, methods }) =>
    methods
      .filter(({ asks, permission }) => {
        if (/^(permission|project-)/.test(asks)) return !/^[a-z]+:[a-z]+$/.test(permission ?? '');
        const known = ['nothing', 'identity-if-any', 'identity', 'identity-or-service', 'membership', 'owner', 'owner-or-power', 'power', 'service'].includes(asks);
        return !known || (path.includes('{acc}') && !/^owner|^service$/.test(asks));
      })
      .map(({ method, asks }) => `${method} ${path} asks ${asks}`),
  );
}

test('every route declares its requirement, and every account route requires something in that account', () => {
  assert.ok(ROUTES.length >= 31, `${ROUTES.length} routes`);
  assert.deepEqual(undeclared(ROUTES), []);
  const open = { name: 'Open', path: '/v1/accounts/{acc}/open', methods: [{ method: 'GET', asks: 'identity' }] };
  const vague = { name: 'Vague', path: '/v1/vague', methods: [{ method: 'GET', asks: 'permission' }] };
  assert.equal(undeclared([open, vague]).length, 2);
});

test('a route accepts the methods that it declares, and no others', async () => {
  const [edge] = edges as [Edge];
  for (const { path, methods } of ROUTES) {
    const place = path.replaceAll(/\{\w+\}/g, 'x');
    for (const method of METHODS.filter((each) => !methods.some((declared) => declared.method === each))) {
      const reply = await send(edge.origin, method, place);
      assert.equal(reply.status, 405, `${method} ${place}`);
      for (const declared of methods) assert.ok(String(reply.headers.allow).includes(declared.method), `${place}: allow`);
    }
  }
});

for (const [index, name] of ['the default policy', 'a policy of six roles'].entries()) {
  test(`every caller gets exactly what they are allowed, under ${name}`, async (context) => {
    const edge = edges[index] as Edge;
    const services = [...edge.policy.roles, { name: 'without permissions' }].map(({ name }) => [name, SERVICE_PROVIDERS[index]?.service(edge.origin, name)] as const);
    const fixture = await matrixFixture(edge, Object.fromEntries(services) as Record<string, Service>);
    const cells = await sendAll(fixture);
    const problems = cells.flatMap((cell) => problemsOf(cell, fixture));
    const allows = problems.filter((each) => each.includes('unexpectedly allowed')).length;
    context.diagnostic(
      `${ROUTES.length} routes × ${edge.policy.roles.length + (edge.policy.projectRoles?.length ?? 0)} roles: ${cells.length} requests, ${allows} unexpectedly allowed`,
    );
    assert.deepEqual(problems, []);
  });
}

test('a hole in the policy and an unknown requirement are found', async () => {
  const edge = edges[2] as Edge;
  const fixture: Fixture = { ...(await matrixFixture(edge)), world: { ...world(edge), policy: defaultPolicy() } };
  const routes = ROUTES.filter(({ path }) => /\/\{acc\}(\/invites.*)?$/.test(path));
  const problems = (await sendAll(fixture, routes)).flatMap((cell) => problemsOf(cell, fixture));
  assert.ok(problems.filter((each) => /unexpectedly allowed/.test(each)).length >= 3, problems.join('\n'));
  assert.ok(
    problems.length >= 6 && problems.every((each) => each.includes('own team as dev')),
    `all problems are at the hole: ${problems.join('\n')}`,
  );
  const owner: Caller = { relation: 'own team', role: 'owner', client: fixture.owner };
  assert.throws(() => expectation({ method: 'GET', asks: 'unknown' }, owner, edge.policy));
});

function world({ origin, policy, secrets, provider }: Edge): Fixture['world'] {
  return { origin, policy, secrets, identity: (client, claims) => provider.token(client, claims) };
}
