/**
 * The time of `npx hallpass import`, compared with the least that it can cost in JavaScript (`workers/import-floor.ts`): a Worker that
 * stores the same facts about users, their accounts, teams and members, in one commit per object, and gives the same replies. Hallpass
 * authenticates the service besides, applies the rules, has indexes, tells the other members and survives a crash between two objects.
 * The command is the same for both, as it is built for the package. Each Worker has its own process, all on the same disk.
 *
 * All rounds together import 10,000 users, and 500 teams of 20: `HALLPASS_USERS` of them, if it is set. With the folder of an earlier
 * release build in `HALLPASS_BEFORE`, that build takes part too.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { freePort } from '../tests/harness/edge.ts';
import { defaultPolicy, readPolicy } from '../tests/harness/policy.ts';
import { ServiceProvider } from '../tests/harness/service.ts';
import { atMost, format, information, publish, ratios, rotated, summarize, table, QUICK } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { newFolder, startWorker, type Process } from './workerd.ts';

const ROUNDS = QUICK ? 1 : 5;
/** Of a round. `HALLPASS_USERS` is for a busy machine. */
const USERS = QUICK ? 40 : Number(process.env['HALLPASS_USERS'] ?? 10_000) / ROUNDS;
const TEAM_SIZE = 20;
const TEAMS = USERS / TEAM_SIZE;
/** What 10,000 users took at commit 4923dec4, in seconds, and what remains of it at most. */
const PROMISE = { users: 10_000, beforeSeconds: 290, share: 0.5 } as const;
/** `workerd` closes the databases of objects that were idle for ten seconds. That is a part of what an import costs. */
const SETTLE_MS = QUICK ? 100 : 12_000;
const CLI = resolve(import.meta.dirname, '../pkg/dist/cli.js');

const phases = ['users', 'teams', 'members'] as const;
type Phase = (typeof phases)[number];
/** How many rows a phase has. An owner is a member of their team already. */
const ROWS: Record<Phase, number> = { users: USERS, teams: TEAMS, members: USERS - TEAMS };

const earlierFolder = process.env['HALLPASS_BEFORE'];
const earlier = earlierFolder === undefined ? undefined : { bundle: resolve(earlierFolder), policy: readPolicy(pathToFileURL(resolve(earlierFolder, 'policy.toml'))) };
/** Those that both builds know. */
const permissions = defaultPolicy().permissions.filter((name) => earlier?.policy.permissions.includes(name) ?? true);
const machines = new ServiceProvider({ importer: permissions });
const options = { providers: [machines.setting()] };
const hallpass = await Hallpass.start(options);
const policy = await (await fetch(`${hallpass.origin}/v1/policy`)).text();
const floor = await startWorker('import-floor', await freePort(), { POLICY: policy }, { ACCOUNT: 'AccountObject', USER: 'UserObject' });
const before = earlier && (await Hallpass.start({ ...options, ...earlier }));

const processes: Record<string, Process> = { floor, hallpass: hallpass.process, ...(before ? { before: before.process } : {}) };
const contestants = Object.keys(processes);

/** Writes the files of a round. Each user is in one team; the first users own them. */
const writeFiles = (folder: string, round: number): Record<Phase, string> => {
  const user = (n: number): string => `user-${round}-${n}`;
  const rows: Record<Phase, string[]> = {
    users: ['subject,email,emailVerified,name', ...Array.from({ length: USERS }, (_, n) => `${user(n)},${user(n)}@example.com,true,User ${n}`)],
    teams: ['externalId,name,owner', ...Array.from({ length: TEAMS }, (_, n) => `team-${round}-${n},Team ${n},${user(n)}`)],
    members: ['team,user,role', ...Array.from({ length: USERS - TEAMS }, (_, n) => `team-${round}-${n % TEAMS},${user(n + TEAMS)},dev`)],
  };
  const write = (phase: Phase): string => {
    const file = join(folder, `${phase}-${round}.csv`);
    writeFileSync(file, `${rows[phase].join('\n')}\n`);
    return file;
  };
  return { users: write('users'), teams: write('teams'), members: write('members') };
};

/** Runs the command, and returns the seconds that it took. */
const runImport = async (port: number, files: readonly string[], journal: string, token?: string): Promise<number> => {
  const args = [CLI, 'import', ...files, '--endpoint', `http://127.0.0.1:${port}`, '--provider', hallpass.provider.name, '--journal', journal];
  const start = performance.now();
  const HALLPASS_TOKEN = token ?? machines.service(hallpass.origin, 'importer').identity;
  const child = spawn(process.execPath, args, { env: { ...process.env, HALLPASS_TOKEN }, stdio: ['ignore', 'ignore', 'pipe'] });
  let notes = '';
  child.stderr.on('data', (chunk: Buffer) => (notes += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`the import ended with ${status}:\n${notes.slice(-2000)}`);
  return (performance.now() - start) / 1000;
};

/** Stops the run if an import is not complete, changes something when it is repeated, or needs no token. */
const verifyBehavior = async (folder: string, files: Record<Phase, string>): Promise<void> => {
  const all = Object.values(files);
  await runImport(hallpass.port, all, join(folder, 'repeated.journal'));
  const owner = hallpass.person('user-0-0');
  const { accounts } = await owner.me();
  const team = accounts.find(({ kind }) => kind === 'team');
  const members = team && (await owner.members(team.id));
  if (accounts.length !== 2 || members?.length !== TEAM_SIZE) {
    throw new Error(`the first owner has ${accounts.length} accounts, and a team of ${members?.length}`);
  }
  const stranger = runImport(hallpass.port, all, join(folder, 'refused.journal'), hallpass.identity({ subject: 'user-0-0' }));
  await stranger.then(() => { throw new Error('a user may import'); }, (error: Error) => {
    if (!error.message.includes('the import ended with 1')) throw error;
  });
};

interface Figures {
  readonly seconds: number[];
  /** Microseconds of workerd's processor for a row. */
  readonly processor: number[];
}
const newFigures = (): Record<string, Figures> => Object.fromEntries(contestants.map((name) => [name, { seconds: [], processor: [] }]));
const measured: Record<Phase, Record<string, Figures>> = { users: newFigures(), teams: newFigures(), members: newFigures() };

const folder = newFolder();
for (let round = 0; round < ROUNDS; round++) {
  const files = writeFiles(folder, round);
  for (const name of rotated(contestants, round)) {
    const worker = processes[name]!;
    for (const [at, phase] of phases.entries()) {
      // The rows of earlier phases are in the journal.
      const given = phases.slice(0, at + 1).map((each) => files[each]);
      const start = worker.processorSeconds() ?? NaN;
      const seconds = await runImport(worker.port, given, join(folder, `${name}-${round}.journal`));
      await setTimeout(SETTLE_MS);
      measured[phase][name]!.seconds.push(seconds);
      measured[phase][name]!.processor.push((((worker.processorSeconds() ?? NaN) - start) * 1e6) / ROWS[phase]);
    }
  }
  if (round === 0) await verifyBehavior(folder, files);
}
await Promise.all([hallpass.stop(), floor.stop(), before?.stop()]);
rmSync(folder, { recursive: true, force: true });

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const exact = (value: number) => ({ median: value, low: value, high: value });
const results = phases.flatMap((phase) => contestants.map((name) => {
  const { seconds, processor } = measured[phase][name]!;
  return {
    phase, name, seconds: sum(seconds), perSecond: (ROWS[phase] * ROUNDS) / sum(seconds), processorMicroseconds: summarize(processor),
    ratio: ratios(seconds, measured[phase]['floor']!.seconds), processorRatio: ratios(processor, measured[phase]['floor']!.processor),
    ...(before && name === 'hallpass' ? { timesBefore: ratios(seconds, measured[phase]['before']!.seconds) } : {}),
  };
}));
const usersOfHallpass = results.find(({ phase, name }) => phase === 'users' && name === 'hallpass')!;
const secondsForAll = PROMISE.users / usersOfHallpass.perSecond;
publish(
  'import',
  [
    atMost(`seconds for 10,000 users / ${PROMISE.beforeSeconds} at 4923dec4`, PROMISE.share, exact(secondsForAll / PROMISE.beforeSeconds)),
    ...results.flatMap(({ phase, name, timesBefore }) => (timesBefore ? [information(`${phase}: time of ${name} / the earlier build`, timesBefore)] : [])),
  ],
  { rounds: ROUNDS, rows: ROWS, results },
  [
    `${ROUNDS} alternating rounds of ${USERS} users and ${TEAMS} teams of ${TEAM_SIZE}; seconds: of all rounds; ratios: median (10th to 90th percentile); `
      + 'processor: µs of workerd per row, deliveries and the closing of databases included',
    table(['rows', 'Worker', 'seconds', 'rows a second', '× floor', 'µs per row', '× floor'], results.map((result) => [
      `${ROWS[result.phase] * ROUNDS} ${result.phase}`, result.name, result.seconds.toFixed(1), result.perSecond.toFixed(0), format(result.ratio),
      result.processorMicroseconds.median.toFixed(0), format(result.processorRatio),
    ])),
  ].join('\n'),
);
