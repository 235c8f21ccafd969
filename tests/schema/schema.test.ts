// schemathesis generates valid and invalid requests from `docs/openapi.yaml`, chains them by links, and sends them to the running Worker:
// no response may be a server error or differ from the document.
// `HALLPASS_SCHEMA_EXAMPLES` is the number of requests per operation, `HALLPASS_SCHEMA_SEED` the seed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DOCUMENT } from '../harness/contract.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { memberOf, ownerWithTeam, type Person } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { Provider } from '../harness/provider.ts';
import { expectOk } from '../harness/expect.ts';
import { ServiceProvider } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SCHEMATHESIS = process.env['HALLPASS_SCHEMATHESIS'] ?? join(ROOT, '.hallpass/venv/bin/schemathesis');
const EXAMPLES = process.env['HALLPASS_SCHEMA_EXAMPLES'] ?? '15';
const SEED = process.env['HALLPASS_SCHEMA_SEED'] ?? '20250101';

const services = new ServiceProvider({ importer: defaultPolicy().permissions });
let edge: Edge;
let owner: Person;
let team: string;
let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-schema-'));
  edge = await startEdge({
    providers: [new Provider('users').setting({ emailDomains: ['example.com'] }), services.setting()],
    settings: { MEMBERSHIP_TTL: '300' },
  });
  ({ owner, team } = await ownerWithTeam(edge));
});
after(async () => {
  await edge?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The configuration of schemathesis: credentials, and the statuses that it accepts. */
async function configuration(extra: string): Promise<string> {
  const { token } = expectOk(await owner.post(`/v1/accounts/${team}/token`), shapes.token);
  const member = await memberOf(owner, team, 'Mia', 'dev');
  const project = expectOk(await owner.post(`/v1/accounts/${team}/projects`, { name: 'Search' }), shapes.project, 201);
  expectOk(await owner.put(`/v1/accounts/${team}/projects/${project.id}/members/${member.id}`, { role: 'viewer' }), shapes.projectMember);
  const { invite } = await owner.invite(team, { role: 'dev', projects: [{ project: project.id, role: 'editor' }] });
  const service = services.service(edge.origin, 'importer').identity;
  return [
    `[auth.openapi.identity]\nbearer = "${owner.identity}"`,
    `[auth.openapi.membership]\napi_key = "${token}"`,
    `[auth.openapi.service]\nbearer = "${service}"`,
    // A valid request may fail for reasons outside of the schema: state, permissions, valid cursors and roles.
    '[checks.positive_data_acceptance]\nexpected-statuses = ["2xx", "303", "304", "400", "401", "403", "404", "409", "410", "422", "429"]',
    // An invalid request fails with one of these.
    '[checks.negative_data_rejection]\nexpected-statuses = ["400", "401", "403", "404", "405", "410", "413", "422", "429", "303"]',
    extra.replace('{acc}', team).replace('{user}', member.id).replace('{inv}', invite.id).replace('{prj}', project.id).replace('{rev}', await openReview()),
  ].join('\n\n');
}

/** The id of the team's open review, which an earlier run may have closed. */
async function openReview(): Promise<string> {
  const { items } = expectOk(await owner.get(`/v1/accounts/${team}/reviews`), shapes.page(shapes.review));
  const open = items.find(({ status }) => status === 'open') ?? expectOk(await owner.post(`/v1/accounts/${team}/reviews`), shapes.review, 201);
  return open.id;
}

async function run(name: string, phases: string, extra: string, document = fileURLToPath(DOCUMENT)): Promise<{ status: number; text: string }> {
  const file = join(folder, `${name}.toml`);
  writeFileSync(file, await configuration(extra));
  const args = ['--config-file', file, 'run', document, '--url', edge.origin, '--checks', 'all', '--phases', phases];
  const child = spawn(SCHEMATHESIS, [...args, '--max-examples', EXAMPLES, '--seed', SEED, '--no-color', '--workers', '1'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  process.once('exit', () => child.kill('SIGKILL'));
  let text = '';
  const append = (chunk: Buffer): void => {
    text += chunk.toString();
    if (process.env['HALLPASS_TEST_LOG']) process.stderr.write(chunk);
  };
  child.stdout.on('data', append);
  child.stderr.on('data', append);
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
  return { status, text };
}

/** The summary at the end of the output. */
function summary(text: string): string {
  return text.slice(text.lastIndexOf('SUMMARY'));
}

const PARAMETERS = '[parameters]\n"path.acc" = "{acc}"\n"path.user" = "{user}"\n"path.inv" = "{inv}"\n"path.prj" = "{prj}"\n"path.rev" = "{rev}"';

test('each operation on its own, on an existing team', async (context) => {
  const { status, text } = await run('single', 'examples,coverage,fuzzing', PARAMETERS);
  context.diagnostic(summary(text));
  assert.equal(status, 0, text.slice(-12_000));
});

test('operations chained by links', async (context) => {
  const { status, text } = await run('stateful', 'stateful', '');
  context.diagnostic(summary(text));
  assert.equal(status, 0, text.slice(-12_000));
});

test('a wrong document is detected', async () => {
  const wrongDocument = join(folder, 'openapi.yaml');
  writeFileSync(wrongDocument, readFileSync(DOCUMENT, 'utf8').replace('properties: {status: {const: ok}}', 'properties: {status: {const: ill}}'));
  const { status, text } = await run('wrong', 'coverage', '', wrongDocument);
  assert.notEqual(status, 0);
  assert.match(text, /healthz/);
});
