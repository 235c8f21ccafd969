// Every route × every role × {own team, other team, removed member, stranger, signed out, service}, enumerated from the Worker's own
// table of routes: nobody is let in who should not be, and no route is without a declared permission.
// To see it fail: let `Read` of `crates/core/src/account/read.rs` skip its check of a permission.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { askAll, expectation, matrixFixture, wrong, type Caller, type Fixture } from '../harness/matrix.ts';
import { defaultPolicy, observatoryPolicy, parsePolicy, type Policy } from '../harness/policy.ts';
import { Provider } from '../harness/provider.ts';
import { Machines, type Service } from '../harness/service.ts';
import { ROUTES, type Route } from '../harness/routes.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The default policy with a hole: every `dev` member may invite. The test goes on reading the real one. */
const HOLED = parsePolicy(
  defaultPolicy().text.replace(/(name = "dev"[\s\S]*?permissions = \[)/, '$1"members:invite", '),
);

/** A service with the permissions of each role, and one with none. */
const machinesOf = ({ roles }: Policy): Machines =>
  new Machines(Object.fromEntries([...roles.map(({ name, permissions }) => [name, permissions] as const), ['nobody', []]]));
const POLICIES = [defaultPolicy(), observatoryPolicy()];
const MACHINES = POLICIES.map(machinesOf);

let edges: Edge[];
before(async () => {
  const providers = MACHINES.map((machines) => [new Provider('test').setting({ emailDomains: ['*'] }), machines.setting()]);
  edges = await startEdges([
    ...POLICIES.map((policy, index) => ({ policy, providers: providers[index] ?? [] })),
    { policy: HOLED },
  ]);
});
after(() => edges?.[0]?.stop());

/** Routes that touch an account and do not say what they ask, or ask less than a place in it. */
function undeclared(routes: readonly Route[]): string[] {
  return routes.flatMap(({ path, methods }) =>
    methods
      .filter(({ asks, permission }) => {
        if (asks.startsWith('permission')) return !/^[a-z]+:[a-z]+$/.test(permission ?? '');
        const known = ['nothing', 'identity-if-any', 'identity', 'identity-or-service', 'membership', 'owner', 'service'].includes(asks);
        return !known || (path.includes('{acc}') && asks !== 'owner' && asks !== 'service');
      })
      .map(({ method, asks }) => `${method} ${path} asks ${asks}`),
  );
}

test('every route declares what it asks, and one of an account asks for a permission in it', () => {
  assert.ok(ROUTES.length >= 23, `${ROUTES.length} routes`);
  assert.deepEqual(undeclared(ROUTES), []);
  const open = { name: 'Open', path: '/v1/accounts/{acc}/open', methods: [{ method: 'GET', asks: 'identity' }] };
  const vague = { name: 'Vague', path: '/v1/vague', methods: [{ method: 'GET', asks: 'permission' }] };
  assert.equal(undeclared([open, vague]).length, 2);
});

test('a route answers the methods that it declares, and no other', async () => {
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
  test(`nobody is let in who should not be, under ${name}`, async (context) => {
    const edge = edges[index] as Edge;
    const services = [...edge.policy.roles, { name: 'nobody' }].map(({ name }) => [name, MACHINES[index]?.service(edge.origin, name)] as const);
    const fixture = await matrixFixture(edge, Object.fromEntries(services) as Record<string, Service>);
    const cells = await askAll(fixture);
    const problems = cells.flatMap((cell) => wrong(cell, fixture));
    const allows = problems.filter((each) => each.includes('unexpected allow')).length;
    context.diagnostic(
      `${ROUTES.length} routes × ${edge.policy.roles.length} roles: ${cells.length} questions, ${allows} unexpected allows`,
    );
    assert.deepEqual(problems, []);
  });
}

test('a hole in the policy, and a wrong expectation, would be seen', async () => {
  const edge = edges[2] as Edge;
  const fixture: Fixture = { ...(await matrixFixture(edge)), world: { ...world(edge), policy: defaultPolicy() } };
  const routes = ROUTES.filter(({ path }) => /\/\{acc\}(\/invites.*)?$/.test(path));
  const problems = (await askAll(fixture, routes)).flatMap((cell) => wrong(cell, fixture));
  assert.ok(problems.filter((each) => /unexpected allow/.test(each)).length >= 3, problems.join('\n'));
  assert.ok(
    problems.length >= 6 && problems.every((each) => each.includes('own team as dev')),
    `the hole shows where it is, and nowhere else: ${problems.join('\n')}`,
  );
  const owner: Caller = { standing: 'own team', role: 'owner', who: fixture.owner };
  assert.throws(() => expectation({ method: 'GET', asks: 'riddles' }, owner, edge.policy));
});

function world({ origin, policy, secrets, provider }: Edge): Fixture['world'] {
  return { origin, policy, secrets, identity: (who, claims) => provider.token(who, claims) };
}
