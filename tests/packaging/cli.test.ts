// `npx hallpass` from the packed package: a local edge, types for a policy, and a project to deploy.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writeConfig } from '../harness/config.ts';
import { freePort, startEdge, workerdBinary } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { Secrets } from '../harness/secrets.ts';
import { answers, end, INSTALLED, PROJECT, run, start } from './kit/project.ts';
import { childOf } from './kit/started.ts';

const folder = mkdtempSync(join(PROJECT, 'cli-'));
const started: ChildProcess[] = [];
after(async () => {
  for (const child of started) await end(child);
  rmSync(folder, { recursive: true, force: true });
});

const CLI = 'hallpass/dist/cli.js';
const hallpass = (...args: string[]) => run(folder, CLI, ...args);

interface Local {
  readonly origin: string;
  readonly child: ChildProcess;
  output(): string;
}

async function dev(port: number, ...args: string[]): Promise<Local> {
  const child = start(folder, CLI, 'dev', '--port', String(port), ...args);
  started.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => void (text += chunk.toString()));
  const origin = `http://127.0.0.1:${port}`;
  await answers(`${origin}/healthz`, child);
  await until(() => text.includes('Hallpass is ready'));
  return { origin, child, output: () => text };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const last = Date.now() + 60_000; !(await condition());) {
    assert.ok(Date.now() < last, 'timeout after a minute');
    await new Promise((done) => setTimeout(done, 50));
  }
}

const untilStopped = (origin: string) => until(() => send(origin, 'GET', '/healthz').then(() => false, () => true));

const request = (origin: string, method: string, path: string, identity?: string, body?: unknown) =>
  send(origin, method, path, { ...(body === undefined ? {} : { body }), headers: identity === undefined ? {} : { authorization: `Bearer ${identity}` } });

const signIn = async (origin: string) =>
  ((await request(origin, 'POST', '/local/sign-in', undefined, { email: 'ana@example.com', name: 'Ana' })).json() as { token: string }).token;

test('dev keeps data, keys and sign-ins over a restart, stops completely, and serves only loopback', async () => {
  const port = await freePort();
  const first = await dev(port);
  const identity = await signIn(first.origin);
  const me = (await request(first.origin, 'PUT', '/v1/me', identity)).json() as { user: { id: string } };
  const elsewhere = await send(first.origin, 'GET', '/v1/policy', { headers: { host: 'hallpass.example' } });
  assert.deepEqual([elsewhere.status, (elsewhere.json() as { code: string }).code], [403, 'forbidden']);
  assert.equal(statSync(join(folder, '.hallpass/secrets.json')).mode & 0o077, 0, 'only the owner can read the secrets');
  assert.equal(statSync(join(folder, '.hallpass/edge/config.capnp')).mode & 0o077, 0);

  const second = await hallpass('dev', '--port', String(port));
  assert.deepEqual([second.status, /is taken/.test(second.out)], [1, true]);

  first.child.kill('SIGTERM');
  await untilStopped(first.origin);
  await until(() => first.child.exitCode !== null);
  assert.equal(first.child.exitCode, 0);

  const again = await dev(port);
  assert.equal(((await request(again.origin, 'GET', '/v1/me', identity)).json() as { user: { id: string } }).user.id, me.user.id);
  // When it is killed, its runtime stops too.
  again.child.kill('SIGKILL');
  await untilStopped(again.origin);

  // And so it does when its supervisor is killed, which then stops `dev`.
  const unsupervised = await dev(port);
  process.kill(childOf(unsupervised.child.pid), 'SIGKILL');
  await untilStopped(unsupervised.origin);
  await until(() => unsupervised.child.exitCode !== null);

  const reset = await dev(port, '--reset');
  assert.equal((await request(reset.origin, 'GET', '/v1/me', identity)).status, 404, 'no data');
  reset.child.kill('SIGTERM');
  await untilStopped(reset.origin);
});

const ROLE = '\n[[role]]\nname = "guest"\ntitle = "Guest"\npermissions = ["team:access"]\n';

test('invite invites the people of a table, and nobody twice', async () => {
  const local = await dev(await freePort(), '--reset');
  const identity = await signIn(local.origin);
  await request(local.origin, 'PUT', '/v1/me', identity);
  const { id } = (await request(local.origin, 'POST', '/v1/accounts', identity, { name: 'Team' })).json() as { id: string };
  writeFileSync(join(folder, 'token.txt'), identity);
  writeFileSync(join(folder, 'people.csv'), '\uFEFFE-Mail;Role\r\nkim@example.com;dev\r\nnobody;dev\r\n');
  const invite = (...args: string[]) =>
    hallpass('invite', 'people.csv', '--endpoint', local.origin, '--account', id, '--token-command', 'cat token.txt', '--links', 'links.csv', ...args);
  const dry = await invite('--dry-run');
  assert.deepEqual([dry.status, existsSync(join(folder, 'links.csv'))], [1, false]);
  assert.match(dry.out, /people\.csv:3: `nobody` isn't an email address/);
  const first = await invite();
  assert.match(first.out, /1 person is invited/);
  const table = readFileSync(join(folder, 'links.csv'), 'utf8');
  const second = await invite();
  assert.match(second.out, /1 person is invited/, 'the same invite again');
  assert.equal(readFileSync(join(folder, 'links.csv'), 'utf8'), table);
  const { items } = (await request(local.origin, 'GET', `/v1/accounts/${id}/invites`, identity)).json() as { items: { email: string }[] };
  assert.deepEqual(items.map(({ email }) => email), ['kim@example.com']);
  await end(local.child);
});

test('dev uses the folder’s policy, and reloads it when it changes', async () => {
  writeFileSync(join(folder, 'policy.toml'), defaultPolicy().text);
  const local = await dev(await freePort());
  const roles = async () => ((await request(local.origin, 'GET', '/v1/policy')).json() as { roles: { name: string }[] }).roles.map(({ name }) => name);
  assert.ok(!(await roles()).includes('guest'));
  appendFileSync(join(folder, 'policy.toml'), ROLE);
  await until(async () => (await roles().catch(() => [])).includes('guest'));
  local.child.kill('SIGTERM');
  await untilStopped(local.origin);
});

test('types writes the names of a policy file, and rejects an invalid one', async () => {
  const { status, out } = await hallpass('types', '--policy', 'policy.toml');
  assert.equal(status, 0, out);
  const written = readFileSync(join(folder, 'hallpass.d.ts'), 'utf8');
  assert.match(written, /"guest"/);
  assert.match(written, /"pods:manage"/);
  // With it an unknown permission is a type error, in gates and on servers.
  const compiles = async (name: string) => {
    const code = `import { createClient } from 'hallpass';\nimport { createGuard } from 'hallpass/edge';
createClient({ endpoint: '', getIdentityToken: () => undefined }).can('${name}');
void createGuard({ endpoint: 'https://edge.example' }).authorize(new Request('https://api.example'), { require: '${name}' });\n`;
    writeFileSync(join(folder, 'use.mts'), code);
    const options = { strict: true, noEmit: true, module: 'nodenext', target: 'es2023', lib: ['es2023', 'dom', 'dom.iterable'], types: [], skipLibCheck: true };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['use.mts', 'hallpass.d.ts'] }));
    return (await run(folder, 'typescript/bin/tsc', '-p', folder)).out.match(/error TS\d+/g)?.length ?? 0;
  };
  assert.equal(await compiles('pods:manage'), 0);
  assert.equal(await compiles('pods:mange'), 2);
  writeFileSync(join(folder, 'bad.toml'), 'ownerRole = "nobody"\n');
  const bad = await hallpass('types', '--policy', 'bad.toml', '--out', 'never.d.ts');
  assert.equal(bad.status, 1);
  assert.match(bad.out, /is not a valid policy/);
  assert.ok(!existsSync(join(folder, 'never.d.ts')));
});

test('deploy shows its plan, asks, keeps your changes, and writes a project that wrangler accepts', async () => {
  const dry = await hallpass('deploy', '--dry-run');
  assert.equal(dry.status, 0);
  assert.match(dry.out, /create +index_bg.wasm/);
  assert.ok(!existsSync(join(folder, 'hallpass-edge')));
  const alone = await hallpass('deploy');
  assert.deepEqual([alone.status, /cannot ask without a terminal/.test(alone.out)], [1, true]);
  assert.ok(!existsSync(join(folder, 'hallpass-edge')), 'nothing is written without confirmation');

  assert.equal((await hallpass('deploy', '--yes')).status, 0);
  const project = join(folder, 'hallpass-edge');
  assert.deepEqual(readdirSync(project).toSorted(), ['.gitignore', 'README.md', 'entry.mjs', 'index.js', 'index_bg.wasm', 'mail.toml', 'package.json', 'policy.previous.toml', 'policy.toml', 'wrangler.toml']);
  appendFileSync(join(project, 'wrangler.toml'), '# mine\n');
  const before = readFileSync(join(folder, 'policy.toml'), 'utf8');
  appendFileSync(join(folder, 'policy.toml'), ROLE.replaceAll('uest', 'ate'));
  const again = await hallpass('deploy', '--yes');
  assert.equal(again.status, 1, 'placeholders are refused');
  assert.match(again.out, /hallpass-edge\/wrangler\.toml:\d+: EDGE_ORIGIN has the placeholder `https:\/\/hallpass\.example`: write the https origin/);
  assert.match(again.out, /wrangler\.toml:\d+: IDENTITY_PROVIDERS has the placeholder/);
  assert.match(again.out, /keep +wrangler.toml/);
  assert.match(again.out, /keep +index_bg.wasm/);
  assert.match(again.out, /keep +README.md/);
  assert.match(readFileSync(join(project, 'wrangler.toml'), 'utf8'), /# mine/);
  assert.equal(readFileSync(join(project, 'policy.previous.toml'), 'utf8'), before, 'the previous policy is kept');

  writeFileSync(join(project, 'wrangler.toml'), readFileSync(join(project, 'wrangler.toml'), 'utf8').replaceAll('.example', '.acme.dev'));
  assert.equal((await hallpass('deploy', '--dry-run')).status, 0, 'control: filled in');

  const wrangler = await run(project, 'wrangler/bin/wrangler.js', 'deploy', '--dry-run', '-c', join(project, 'wrangler.toml'));
  assert.equal(wrangler.status, 0, wrangler.out);
  assert.match(wrangler.out, /AccountObject/);
});

test('the deployed edge has no local identity, even if it is switched on', async () => {
  const edge = await startEdge({ bundle: join(folder, 'hallpass-edge') });
  try {
    const reply = await request(edge.origin, 'POST', '/local/sign-in', undefined, { email: 'ana@example.com', name: 'Ana' });
    assert.equal(reply.status, 404);
    const me = await request(edge.origin, 'PUT', '/v1/me', edge.identity({ subject: 'ana', email: 'ana@example.com', emailVerified: true, name: 'Ana' }));
    assert.ok([200, 201].includes(me.status), 'a provider’s token is accepted');
  } finally {
    await edge.stop();
  }
});

/** Starts the development edition in bare workerd under `origin`. Returns the statuses of `/healthz`, the policy and sign-in. */
async function development(origin: (port: number) => string): Promise<readonly number[]> {
  const [port, secrets, place] = [await freePort(), new Secrets(), mkdtempSync(join(folder, 'dev-'))];
  mkdirSync(place, { recursive: true });
  const settings = {
    EDGE_ORIGIN: origin(port), JOIN_URL: 'http://localhost/join', IDENTITY_PROVIDERS: '[]', LOCAL_IDENTITY: 'on',
    HALLPASS_KEYS: JSON.stringify({ keys: [secrets.key.privateJwk()] }), HALLPASS_PEPPER: secrets.pepper.toString('base64url'),
  };
  const config = writeConfig(place, join(INSTALLED, 'worker-dev'), [{ name: 'dev', port, policy: defaultPolicy().text, settings }]);
  const child = spawn(workerdBinary(), ['serve', config], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  await answers(`http://127.0.0.1:${port}/healthz`, child);
  const local = `http://127.0.0.1:${port}`;
  const sign = await request(local, 'POST', '/local/sign-in', undefined, { email: 'ana@example.com', name: 'Ana' });
  const statuses = [(await request(local, 'GET', '/healthz')).status, (await request(local, 'GET', '/v1/policy')).status, sign.status];
  await end(child);
  return statuses;
}

test('the development edition is 403 under an origin that is not loopback', async () => {
  assert.deepEqual(await development(() => 'https://hallpass.example'), [403, 403, 403]);
  assert.deepEqual(await development((port) => `http://127.0.0.1:${port}`), [200, 200, 200], 'control: loopback');
});
