// A fixture of one release: the data directory of a Worker, its secrets, and the links and tokens that it issued, in one file.
// `node tests/harness/release.ts <bundle> <file>` creates it, with the bundle of that release.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Edge, startEdge } from './edge.ts';
import { invitePath, memberOf, ownerWithTeam, person, signIn, sleep, tokenOf, type Person } from './person.ts';
import { expectOk } from './expect.ts';
import { readPolicy, type Policy } from './policy.ts';
import * as shapes from './shapes.ts';

/** The `EDGE_ORIGIN` of the Worker: it is part of the tokens, so it does not depend on a test's port. */
const ORIGIN = 'http://127.0.0.1:8787';

export interface ReleaseFixture {
  readonly settings: Readonly<Record<string, string>>;
  /** E-mail addresses. */
  readonly people: Readonly<Record<'owner' | 'member' | 'invitee', string>>;
  readonly team: string;
  /** Invite ids and links by status. */
  readonly invites: Readonly<Record<'open' | 'targeted' | 'used' | 'revoked' | 'expired', string>>;
  readonly links: Readonly<Record<'open' | 'targeted' | 'revoked', string>>;
  readonly tokens: Readonly<Record<'membership' | 'invite' | 'auditHead', string>>;
  readonly jwks: unknown;
  /** The responses of its routes, which must not change in later releases. */
  readonly responses: Readonly<Record<string, unknown>>;
  /** The databases, base64, by path. */
  readonly data: Readonly<Record<string, string>>;
}

/** A fixture as it is stored, with the name that `responses` had first. */
type Stored = Omit<ReleaseFixture, 'responses'> & { readonly said: ReleaseFixture['responses'] };

export function readFixture(file: URL | string): ReleaseFixture {
  const { said, ...rest } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Stored;
  return { ...rest, responses: said };
}

/** The policy of the fixtures: the default one of releases before projects. */
export function policyOfFixtures(): Policy {
  return readPolicy(new URL('../fixtures/policy-without-projects.toml', import.meta.url));
}

/** Starts a bundle on the data of a fixture, under the fixture's policy or another one. */
export async function startOnFixture(fixture: ReleaseFixture, options: { bundle?: string; policy?: Policy } = {}): Promise<Edge> {
  const { bundle, policy = policyOfFixtures() } = options;
  const edge = await startEdge({ policy, settings: fixture.settings, ...(bundle === undefined ? {} : { bundle, earlierRelease: true }) });
  await edge.host.kill();
  for (const [path, bytes] of Object.entries(fixture.data)) {
    const file = join(edge.host.folder, 'data', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.from(bytes, 'base64'));
  }
  await edge.host.start();
  return edge;
}

/** Reads a team through the API. */
export async function readTeam(owner: Person, team: string): Promise<Record<string, unknown>> {
  const read = async (path: string): Promise<unknown> => (await owner.get(path)).json();
  const audit = (await read(`/v1/accounts/${team}/audit?limit=200`)) as { items: unknown[] };
  return {
    account: await read(`/v1/accounts/${team}`),
    members: ((await read(`/v1/accounts/${team}/members`)) as { items: unknown[] }).items,
    invites: ((await read(`/v1/accounts/${team}/invites`)) as { items: unknown[] }).items,
    audit: audit.items,
  };
}

/** Runs a small scenario on a bundle and returns the fixture. */
export async function createFixture(bundle: string): Promise<ReleaseFixture> {
  const edge = await startEdge({ bundle, earlierRelease: true, policy: policyOfFixtures(), settings: { EDGE_ORIGIN: ORIGIN, JOIN_URL: `${ORIGIN}/join`, APP_URL: `${ORIGIN}/` } });
  const { owner, team } = await ownerWithTeam(edge, 'Olga');
  const member = await memberOf(owner, team, 'Mia', 'dev');
  const invitee = await signIn(edge, 'Ida');
  const guest = await person(edge, 'Gina');
  const invited = (body: Record<string, unknown>) => owner.invite(team, body);
  const [open, targeted] = [await invited({ role: 'dev' }), await invited({ email: invitee.email, role: 'billing', note: 'Hi!' })];
  const [revoked, used] = [await invited({ role: 'dev' }), await invited({ email: guest.email, role: 'basic' })];
  const expired = await invited({ role: 'basic', expiresIn: 1 });
  await owner.delete(invitePath(revoked.invite.id));
  await guest.join({ inviteId: used.invite.id });
  await member.patch(`/v1/accounts/${team}`, { name: 'Refused' });
  await sleep(1100);
  const invite = await tokenOf(edge, targeted.link);
  const membership = expectOk(await member.post(`/v1/accounts/${team}/token`), shapes.token).token;
  const { head } = (await owner.get(`/v1/accounts/${team}/audit?limit=200`)).json() as { head: string };
  const fixture = {
    settings: edge.host.workers[0]?.settings ?? {},
    people: { owner: owner.email, member: member.email, invitee: invitee.email },
    team,
    invites: {
      open: open.invite.id,
      targeted: targeted.invite.id,
      used: used.invite.id,
      revoked: revoked.invite.id,
      expired: expired.invite.id,
    },
    links: { open: open.link, targeted: targeted.link, revoked: revoked.link },
    tokens: { membership, invite, auditHead: head },
    jwks: (await owner.get('/.well-known/jwks.json')).json(),
    responses: await readTeam(owner, team),
  };
  await edge.host.kill();
  const data = dataOf(join(edge.host.folder, 'data'));
  await edge.stop();
  return { ...fixture, data };
}

/** The databases of a stopped process, each checkpointed into one file. */
export function dataOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.name.endsWith('.sqlite'));
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      const database = new DatabaseSync(file);
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
      return [file.slice(folder.length + 1), readFileSync(file).toString('base64')];
    }),
  );
}

if (import.meta.main) {
  const [bundle, file] = process.argv.slice(2);
  if (bundle === undefined || file === undefined) throw new Error('node tests/harness/release.ts <bundle> <file>');
  const { responses, ...rest } = await createFixture(bundle);
  const stored: Stored = { ...rest, said: responses };
  writeFileSync(file, gzipSync(JSON.stringify(stored), { level: 9 }));
}
