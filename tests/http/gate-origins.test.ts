// Paths as real servers read them: through the gate no path reaches another account's files, or files of another rule. Where nginx
// or Tomcat cannot be downloaded, their tests say so and are skipped.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startEdge } from '../harness/edge.ts';
import { expectOk } from '../harness/expect.ts';
import { inParallel, memberOf, ownerWithTeam } from '../harness/person.ts';
import { sendRaw, statusOf } from '../harness/raw-http.ts';
import { Missing, nginxServer, nodeServer, tomcatServer, type FileServer } from '../harness/servers.ts';
import * as shapes from '../harness/shapes.ts';

const RULES = [
  { method: 'GET', path: '/api/{account}/admin/*', require: 'team:manage' },
  { method: 'GET', path: '/api/{account}/{thing}', require: 'team:access' },
  { method: 'GET', path: '/files/{account}/*', require: 'team:access' },
];

/** Ways to write "one folder up" that some server has understood. */
const UP = [
  '..', '%2e%2e', '.%2e', '%2e.', '..;', '..;x=1', '%2e%2e;', '..%3b', '..%20', '..%09', '..%00', '...', '....', '..%2e', '%252e%252e', '..%c0%80', '%c0%ae%c0%ae', '%e0%80%ae%e0%80%ae', '%uff0e%uff0e', '%EF%BC%8E%EF%BC%8E',
  '%E2%80%A5', '.\u0000.'.replace('\u0000', '%0a'), '.;/..', './..', ';/..', '..#', '..?', '..\\', '%5c..',
];
/** Ways to write a slash. */
const SLASHES = ['/', '//', '/./', '/;/', '/;x/', '\\', '%2f', '%5c', '%252f', '%c0%af', '%e0%80%af', '%EF%BC%8F', '%E2%88%95', '%E2%81%84', '/%00/', '/.;/', '/%2e/'];
/** Ways to write `admin`. */
const ADMIN = ['admin', 'ADMIN', 'Admin', '%61dmin', 'admin;', 'admin;x=1', 'admin.', 'admin%20', 'admin%00', 'admin%09', '.;/admin', './admin', '/admin', '%2fadmin', '%5cadmin', 'x/../admin', 'x/..;/admin', 'x%2f..%2fadmin', 'adm%C4%B1n', '%EF%BD%81dmin', 'admin%C2%AD', 'admin%E2%80%8D', 'ADMIN~1', 'admin::$DATA', 'admin%2e', 'admin%252f', '%2561dmin'];

function hostilePaths(eve: string, team: string): string[] {
  const climbs = UP.flatMap((up) => SLASHES.flatMap((slash) => [
    `/files/${eve}${slash}${up}${slash}${team}${slash}secret`,
    `/files/${eve}/x${slash}${up}${slash}${up}${slash}${team}/secret`,
    `/api/${eve}/${up}${slash}${team}/pods`,
    `/api/${eve}/pods${slash}${up}${slash}admin/users`,
  ]));
  const accounts = SLASHES.map((slash) => `/files${slash}${team}/secret`).concat([`/files/${team};${eve}/secret`, `/files/${eve};/../${team}/secret`, `/files/${team}%20/secret`, `/files/${team.toUpperCase()}/secret`, `/FILES/${team}/secret`]);
  const admins = ADMIN.flatMap((admin) => SLASHES.map((slash) => `/api/${eve}/${admin}${slash}users`)).concat(ADMIN.map((admin) => `/api/${eve};x/${admin}/users`));
  return [...new Set([...climbs, ...accounts, ...admins])];
}

async function check(context: TestContext, start: (folder: string) => Promise<FileServer>, mustFall: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-files-'));
  let server: FileServer;
  try {
    server = await start(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!(error instanceof Missing)) throw error;
    console.error(`NOT TESTED: ${error.message}`);
    context.skip(`NOT TESTED: ${error.message}`);
    return;
  }
  const edge = await startEdge({ settings: { GATE: JSON.stringify(RULES), ORIGIN: server.origin, ORIGIN_SECRET: 'the-origin-knows-the-gate-by-this', MEMBERSHIP_TTL: '300' } });
  try {
    const { team } = await ownerWithTeam(edge, 'Tia');
    const { owner, team: eve } = await ownerWithTeam(edge, 'Owen');
    const member = await memberOf(owner, eve, 'Eve', 'dev');
    const token = expectOk(await member.post(`/v1/accounts/${eve}/token`), shapes.token).token;
    for (const account of [team, eve]) {
      const owned = account === team ? 'FORBIDDEN: another account' : 'own';
      for (const [file, content] of [[`files/${account}/secret`, owned], [`files/${account}/x/y`, owned], [`api/${account}/pods`, owned], [`api/${account}/admin/users`, 'FORBIDDEN: another rule']] as const) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), content);
      }
    }
    const fetchPath = (origin: string, path: string): Promise<string> => sendRaw(origin, [`GET ${path} HTTP/1.1`, 'Host: origin', `hallpass-token: ${token}`]);
    for (const path of [`/files/${eve}/secret`, `/files/${eve}/x/y`, `/api/${eve}/pods`]) {
      assert.match(await fetchPath(edge.origin, path), / 200 [\s\S]*own$/, `control: ${path} passes`);
    }
    const paths = hostilePaths(eve, team);
    const fallen: string[] = [];
    let passed = 0;
    await inParallel(paths.length, 8, async (index) => {
      const path = paths[index]!;
      if ((await fetchPath(server.origin, path)).includes('FORBIDDEN')) fallen.push(path);
      const reply = await fetchPath(edge.origin, path);
      assert.ok(!reply.includes('FORBIDDEN'), `${path}: ${reply.slice(-40)}`);
      if (statusOf(reply) === 200) passed++;
    });
    context.diagnostic(`${paths.length} paths: directly ${fallen.length} reach what they must not, through the gate none; ${passed} reach what they may`);
    for (const path of mustFall) {
      const named = path.replaceAll('EVE', eve).replaceAll('TEAM', team);
      assert.ok(fallen.includes(named), `control: without the gate ${named} reaches it`);
    }
  } finally {
    await edge.stop();
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

test('Node', (context) => check(context, nodeServer, ['/files/EVE/%2e%2e/TEAM/secret', '/files/EVE%2f..%2fTEAM%2fsecret']));
test('nginx', (context) => check(context, nginxServer, ['/files/EVE/%2e%2e/TEAM/secret', '/files/EVE%2f..%2fTEAM%2fsecret']));
test('Tomcat', (context) => check(context, tomcatServer, ['/files/EVE/..;/TEAM/secret', '/api/EVE/admin;x=1/users']));
