// Settings: a missing or malformed setting stops everything but `/healthz`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, type Edge, type EdgeOptions } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { defaultPolicy, parsePolicy, readPolicy, type Policy } from '../harness/policy.ts';
import { Provider } from '../harness/provider.ts';
import { expectError } from '../harness/expect.ts';
import { SigningKey, type Claims } from '../harness/secrets.ts';
import { person, signIn } from '../harness/person.ts';

const key = new SigningKey('k1');
const provider = new Provider('one');
const serviceProvider = new Provider('machines');
const two = [provider.setting(), new Provider('two').setting({ emailDomains: ['*'] })];
const keys = (...jwks: unknown[]): string => JSON.stringify({ keys: jwks });

const rules = (change: object = {}): string =>
  JSON.stringify([{ method: 'GET', path: '/api/{account}', require: 'team:access', ...change }]);
const gate = (change: Record<string, string | undefined> = {}): Record<string, string | undefined> => ({
  GATE: rules(),
  ORIGIN: 'https://api.example.com',
  ORIGIN_SECRET: 'a-word-of-sixteen-or-more',
  ...change,
});
/** One provider of users, and a valid provider of services with `change` applied. */
function services(change: Claims): Record<string, string> {
  const entry = serviceProvider.setting({ kind: 'service', subjects: { importer: ['team:access'] }, ...change });
  return { IDENTITY_PROVIDERS: JSON.stringify([provider.setting(), entry]) };
}

/** Invalid settings by their defect. */
const INVALID_SETTINGS: Record<string, Record<string, string | undefined>> = {
  'no origin': { EDGE_ORIGIN: undefined },
  'an origin with a path': { EDGE_ORIGIN: 'https://hallpass.example.com/edge' },
  'an origin that is not a URL': { EDGE_ORIGIN: 'hallpass' },
  'an http origin that is not loopback': { EDGE_ORIGIN: 'http://hallpass.example.com' },
  'no join page': { JOIN_URL: undefined },
  'a join page that is not an absolute URL': { JOIN_URL: '/join' },
  'a join page that is a script': { JOIN_URL: 'javascript:alert(1)' },
  'a join page behind a hash router': { JOIN_URL: 'https://app.example.com/#/join' },
  'no keys': { HALLPASS_KEYS: undefined },
  'keys that are not JSON': { HALLPASS_KEYS: 'secret' },
  'an empty set of keys': { HALLPASS_KEYS: keys() },
  'a key without its private half': { HALLPASS_KEYS: keys(key.publicJwk()) },
  'two keys with one kid': { HALLPASS_KEYS: keys(key.privateJwk(), new SigningKey('k1').privateJwk()) },
  'a key whose halves do not match': {
    HALLPASS_KEYS: keys({ ...key.privateJwk(), x: new SigningKey('k').publicJwk().x }),
  },
  'a key on another curve': { HALLPASS_KEYS: keys({ ...key.privateJwk(), crv: 'X25519' }) },
  'no pepper': { HALLPASS_PEPPER: undefined },
  'a short pepper': { HALLPASS_PEPPER: Buffer.alloc(31, 7).toString('base64url') },
  'a pepper that is not base64url': { HALLPASS_PEPPER: '!'.repeat(43) },
  'a token life below the minimum': { MEMBERSHIP_TTL: '29' },
  'a token life above the maximum': { MEMBERSHIP_TTL: '301' },
  'a token life that is not a number': { MEMBERSHIP_TTL: 'a minute' },
  'audit events that leave too early': { AUDIT_RETENTION_DAYS: '29' },
  'audit events that stay too long': { AUDIT_RETENTION_DAYS: '36501' },
  'a retention that is not a number of days': { AUDIT_RETENTION_DAYS: '30d' },
  'providers that are not JSON': { IDENTITY_PROVIDERS: 'none' },
  'a provider without a kind': { IDENTITY_PROVIDERS: JSON.stringify([provider.setting({ kind: undefined })]) },
  'a provider without an audience': { IDENTITY_PROVIDERS: JSON.stringify([provider.setting({ audience: undefined })]) },
  'a provider with a symmetric algorithm': { IDENTITY_PROVIDERS: JSON.stringify([provider.setting({ algorithms: ['HS256'] })]) },
  'a provider with an unknown field': { IDENTITY_PROVIDERS: JSON.stringify([provider.setting({ trustAll: true })]) },
  'several providers, one without its domains': { IDENTITY_PROVIDERS: JSON.stringify(two) },
  'services without subjects': services({ subjects: undefined }),
  'a service with an unknown permission': services({ subjects: { importer: ['everything'] } }),
  'users with subjects': services({ kind: 'user' }),
  'services and users with the same issuer and audience': services({ issuer: provider.issuer, audience: provider.audience }),
  'two providers with one name': services({ name: provider.name }),
  'an allowed origin that is a pattern': { ALLOWED_ORIGINS: '*' },
  'an allowed origin with a pattern for its host': { ALLOWED_ORIGINS: 'https://*.example.com' },
  'an allowed origin that is null': { ALLOWED_ORIGINS: 'null' },
  'an allowed origin with a path': { ALLOWED_ORIGINS: 'capacitor://localhost/app' },
  'a misspelt setting': { ALLOWED_ORIGIN: 'https://app.example.com' },
  'no provider': { IDENTITY_PROVIDERS: '[]', LOCAL_IDENTITY: 'off' },
  'an address in metadata that users write': {
    IDENTITY_PROVIDERS: JSON.stringify([provider.setting({ claims: { email: ['user_metadata', 'email'] } })]),
  },
  'tenants that are always trusted, without their domains': {
    IDENTITY_PROVIDERS: JSON.stringify([provider.setting({ issuer: 'https://login.example/{tenantid}/v2.0', emailTrust: 'always' })]),
  },
  'local identity that is neither on nor off': { LOCAL_IDENTITY: 'yes' },
  'a console that is not JSON': { CONSOLE: 'https://id.example.com' },
  'a console of an unknown issuer': { CONSOLE: JSON.stringify({ issuer: 'https://other.example.com', clientId: provider.audience }) },
  'a console of an unknown client': { CONSOLE: JSON.stringify({ issuer: provider.issuer, clientId: 'other' }) },
  'a console without a client': { CONSOLE: JSON.stringify({ issuer: provider.issuer }) },
  'a console that asks for no ID token': { CONSOLE: JSON.stringify({ issuer: provider.issuer, clientId: provider.audience, scopes: ['email'] }) },
  'a budget without a window': { BUDGET_LOOKUPS: '30' },
  'a budget of zero': { BUDGET_REDEEMS: '0/60' },
  'a gate that is not a list of rules': gate({ GATE: 'GET /api' }),
  'a gate without rules': gate({ GATE: '[]' }),
  'a gate that requires an unknown permission': gate({ GATE: rules({ require: 'pods:fly' }) }),
  'a gate with an unknown field': gate({ GATE: rules({ allow: 'everyone' }) }),
  'a gate on our own paths': gate({ GATE: rules({ path: '/v1/me' }) }),
  'a gate without an origin': gate({ ORIGIN: undefined }),
  'a gate with an http origin that is not loopback': gate({ ORIGIN: 'http://api.example.com' }),
  'a gate without an origin secret': gate({ ORIGIN_SECRET: undefined }),
  'a gate with a short origin secret': gate({ ORIGIN_SECRET: 'secret' }),
};
const INVALID_POLICIES: Record<string, string> = {
  'a policy that is not TOML': 'audience = ',
  'a policy without the required permissions':
    'audience = "a"\nownerRole = "b"\n[[permission]]\nname = "x:y"\ntitle = "X"\n[[role]]\nname = "b"\ntitle = "B"\npermissions = ["x:y"]\n',
};

const WITHOUT_PROJECTS = new URL('../fixtures/policy-without-projects.toml', import.meta.url);

/** The default policy with `change` applied, which must change it. */
function changedPolicy(change: (text: string) => string): Policy {
  const { text } = defaultPolicy();
  assert.notEqual(change(text), text);
  return parsePolicy(change(text));
}

/** Policies that must not follow the default one. */
const INVALID_SUCCESSORS: Record<string, Policy> = {
  'a permission that is no longer of project scope': changedPolicy((text) =>
    text
      .replace('title = "Manage Volumes"\nscope = "project"', 'title = "Manage Volumes"')
      .replaceAll(/ *"volumes:manage", "project:manage",/g, ' "project:manage",')
      .replace('"clusters:manage",\n  "volumes:manage",\n]', '"clusters:manage",\n]'),
  ),
  'a role that is no longer of project scope': changedPolicy((text) => text.replace('title = "Viewer"\nscope = "project"', 'title = "Viewer"')),
};

/** Origins of apps whose pages have a scheme of their own. */
const APP_ORIGINS = ['capacitor://localhost', 'ionic://localhost', 'tauri://localhost', 'chrome-extension://abcdefghijklmnop', 'http://localhost'];

let invalid: [string, Edge][];
let valid: Edge[];
before(async () => {
  const all: [string, EdgeOptions][] = [
    ...Object.entries(INVALID_SETTINGS).map(([name, settings]): [string, EdgeOptions] => [name, { settings }]),
    ...Object.entries(INVALID_POLICIES).map(([name, text]): [string, EdgeOptions] => [
      name,
      { policy: { text, audience: '', ownerRole: '', permissions: [], roles: [] } },
    ]),
    ...Object.entries(INVALID_SUCCESSORS).map(([name, policy]): [string, EdgeOptions] => [name, { policy, previousPolicy: defaultPolicy().text }]),
  ];
  const validOptions: EdgeOptions[] = [
    {},
    { previousPolicy: defaultPolicy().text },
    { previousPolicy: readPolicy(WITHOUT_PROJECTS).text },
    { settings: { ALLOWED_ORIGINS: undefined, SUPPORT_URL: undefined, LOCAL_IDENTITY: undefined } },
    { settings: { MEMBERSHIP_TTL: '30', AUDIT_RETENTION_DAYS: '30', LOCAL_IDENTITY: 'off' } },
    { settings: gate() },
    { settings: { ALLOWED_ORIGINS: APP_ORIGINS.join(','), EDGE_ORIGIN: 'https://hallpass.example', LOCAL_IDENTITY: 'off' } },
    { settings: { SENTRY_DSN: 'of a Worker around the edge' } },
    // Without a gate the origin is not read.
    { settings: { ORIGIN: 'nowhere' } },
    { settings: services({}) },
    { settings: services({ issuer: provider.issuer, audience: 'machines' }) },
  ];
  const edges = await startEdges([...validOptions, ...all.map(([, options]) => options)]);
  valid = edges.slice(0, validOptions.length);
  invalid = all.map(([name], index) => [name, edges[validOptions.length + index] as Edge]);
});
after(() => valid?.[0]?.stop());

test('a complete configuration works', async () => {
  for (const edge of valid) assert.equal((await send(edge.origin, 'GET', '/v1/policy')).status, 200);
  await person(valid[0] as Edge, 'Olga');
});

test('an invalid configuration makes everything but the health check 503', async () => {
  const failures: string[] = [];
  for (const [name, edge] of invalid) {
    assert.equal((await send(edge.origin, 'GET', '/healthz')).status, 200, name);
    for (const [method, path] of [
      ['GET', '/v1/policy'],
      ['GET', '/v1/me'],
      ['PUT', '/v1/me'],
      ['GET', `/i/${'A'.repeat(68)}`],
      ['POST', '/v1/invites/accept'],
      ['GET', '/.well-known/jwks.json'],
    ] as const) {
      const reply = await send(edge.origin, method, path, method === 'GET' ? {} : { body: {} });
      if (reply.status !== 503) failures.push(`${name}: ${method} ${path} is ${reply.status}`);
      else expectError(reply, 'unavailable', `${name}: ${method} ${path}`);
    }
  }
  assert.deepEqual(failures, []);
});

test('the log names the invalid setting, and contains no secret', async () => {
  const [edge] = valid;
  await signIn(edge as Edge, 'Kim');
  const { host } = edge as Edge;
  for (const name of ['EDGE_ORIGIN', 'HALLPASS_KEYS', 'HALLPASS_PEPPER']) await host.logLine(name);
  for (const secret of [String(key.privateJwk().d), (edge as Edge).secrets.pepper.toString('base64url')])
    assert.ok(!host.log.includes(secret));
});

test('a scope that moves back stops the start, and the log names it', async () => {
  const [edge] = valid;
  for (const name of ['permission `volumes:manage`', 'role `viewer`'])
    await (edge as Edge).host.logLine(new RegExp(String.raw`${name} had \`scope = \\?"project\\?"\` in the previous policy`));
});

test('the problem of an invalid configuration says where to look, and repeats no value', async () => {
  const edge = new Map(invalid).get('a gate with a short origin secret') as Edge;
  const { detail } = expectError(await send(edge.origin, 'GET', '/v1/policy'), 'unavailable');
  assert.match(detail, /settings .* log/);
  assert.doesNotMatch(detail, /idempotency|ORIGIN_SECRET|16/);
});

test('one line names every mistake of every setting, with its path, value and remedy', async () => {
  const entries = [
    provider.setting({ algorithms: ['RS256', 'RS265'], audeince: 'app' }),
    serviceProvider.setting({ kind: 'service', subjects: { importer: ['everything'] }, jwks: { keys: [] } }),
  ];
  const settings = {
    EDGE_ORIGIN: 'https://hallpass.example.com/edge',
    ALLOWED_ORIGIN: 'https://app.example.com',
    ALLOWED_ORIGINS: 'https://*.example.com https://app.example.com/x',
    HALLPASS_PEPPER: 'a-short-secret-word',
    MEMBERSHIP_TTL: 'a minute',
    AUDIT_RETENTION_DAYS: '29',
    BUDGET_LOOKUPS: '30',
    IDENTITY_PROVIDERS: JSON.stringify(entries),
  };
  const [edge] = await startEdges([{ settings }]);
  try {
    expectError(await send(String(edge?.origin), 'GET', '/v1/policy'), 'unavailable');
    const { fault } = JSON.parse(String(await edge?.host.logLine('"fault"'))) as { fault: string };
    for (const mistake of [
      'ALLOWED_ORIGIN: is not a setting; did you mean ALLOWED_ORIGINS?',
      'EDGE_ORIGIN: "https://hallpass.example.com/edge" has more than an origin',
      'ALLOWED_ORIGINS: "https://*.example.com" is a pattern, which matches no origin',
      'ALLOWED_ORIGINS: "https://app.example.com/x" has more than an origin',
      'MEMBERSHIP_TTL: "a minute" is not a whole number',
      'AUDIT_RETENTION_DAYS: "29" is not between 30 and 36500',
      'BUDGET_LOOKUPS: "30" is not `count/seconds`, such as `30/60`',
      'HALLPASS_PEPPER: is malformed',
      'IDENTITY_PROVIDERS[0].algorithms[1]: "RS265" is not one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA; did you mean RS256?',
      'IDENTITY_PROVIDERS[0].audeince: is not a field; did you mean `audience`?',
      'IDENTITY_PROVIDERS[1].jwks: has no usable key',
      'IDENTITY_PROVIDERS[1].subjects["importer"][0]: "everything" is not a permission',
    ])
      assert.ok(fault.includes(mistake), `${mistake}\nis not in\n${fault}`);
    assert.ok(!fault.includes('a-short-secret-word'), 'no secret is logged');
  } finally {
    await edge?.stop();
  }
});

test('a deployed edge allows the origins of apps with a scheme of their own', async () => {
  const edge = valid.find(({ host }, index) => host.workers[index]?.settings['ALLOWED_ORIGINS'] === APP_ORIGINS.join(','));
  for (const origin of APP_ORIGINS) {
    const reply = await send(String(edge?.origin), 'GET', '/v1/policy', { headers: { origin } });
    assert.equal(reply.headers['access-control-allow-origin'], origin);
  }
  const other = await send(String(edge?.origin), 'GET', '/v1/policy', { headers: { origin: 'tauri://evil' } });
  assert.equal(other.headers['access-control-allow-origin'], undefined);
});
