// Settings: a missing or malformed setting stops everything but `/healthz`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, type Edge, type EdgeOptions } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
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
  'local identity that is neither on nor off': { LOCAL_IDENTITY: 'yes' },
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

let invalid: [string, Edge][];
let valid: Edge[];
before(async () => {
  const all: [string, EdgeOptions][] = [
    ...Object.entries(INVALID_SETTINGS).map(([name, settings]): [string, EdgeOptions] => [name, { settings }]),
    ...Object.entries(INVALID_POLICIES).map(([name, text]): [string, EdgeOptions] => [
      name,
      { policy: { text, audience: '', ownerRole: '', permissions: [], roles: [] } },
    ]),
  ];
  const validOptions: EdgeOptions[] = [
    {},
    { settings: { ALLOWED_ORIGINS: undefined, SUPPORT_URL: undefined, LOCAL_IDENTITY: undefined } },
    { settings: { MEMBERSHIP_TTL: '30', LOCAL_IDENTITY: 'off' } },
    { settings: gate() },
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
  const { log } = (edge as Edge).host;
  for (const name of ['EDGE_ORIGIN', 'HALLPASS_KEYS', 'HALLPASS_PEPPER']) assert.ok(log.includes(name), `the log names ${name}`);
  for (const secret of [String(key.privateJwk().d), (edge as Edge).secrets.pepper.toString('base64url')])
    assert.ok(!log.includes(secret));
});
