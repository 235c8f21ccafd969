/**
 * Cold starts: from the start of `workerd` with the release build until its first response, compared with a Worker that does nothing, and
 * the first request to an object that has not been used since, compared with the next one. Both in plain `workerd serve`; they
 * alternate round by round. The platform's limits are printed beside the figures.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { freePort, RELEASE_BUNDLE } from '../tests/harness/edge.ts';
import { atMost, format, information, publish, ratios, rotated, scaled, summarize, type Summary, table } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { encodeRequest, timeEach } from './load.ts';
import { startWorker } from './workerd.ts';

const ROUNDS = scaled(15);
/** Objects of each kind that a round wakes. */
const OBJECTS = 5;
/** What the platform allows a Worker to take for reading its code and running what is outside of its handlers. */
const START_LIMIT_MS = 1_000;
/** The largest Worker that can be deployed, uncompressed. */
const SIZE_LIMIT_BYTES = 64 * 2 ** 20;

const hallpass = await Hallpass.start();
const owner = await hallpass.signIn('owner');
const { id: used } = await owner.team('Used');
const cold: string[] = [];
for (let n = 0; n < OBJECTS; n++) cold.push((await owner.team(`Cold ${n}`)).id);
const users = await hallpass.people(OBJECTS, 'user');
const empty = await startWorker('empty', await freePort());

const asUser = (identity: string, method: string, path: string): Buffer => encodeRequest(method, path, { authorization: `Bearer ${identity}` });
const tokenRequest = (account: string): Buffer => asUser(owner.identity, 'POST', `/v1/accounts/${account}/token`);
const first = { account: [] as number[], user: [] as number[] };
const next = { account: [] as number[], user: [] as number[] };

/** Wakes objects one after the other, and sends each a second request. */
const wake = async (kind: 'account' | 'user', requests: readonly Buffer[]): Promise<void> => {
  for (const request of requests) {
    const [cold, warm] = (await timeEach(hallpass.port, 1, [request, request], 200)) as [number, number];
    first[kind].push(cold);
    next[kind].push(warm);
  }
};

const starts = { hallpass: [] as number[], empty: [] as number[] };
const processor = { hallpass: [] as number[], empty: [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
  for (const name of rotated(['hallpass', 'empty'] as const, round)) {
    const process = name === 'hallpass' ? hallpass.process : empty;
    await process.restart();
    starts[name].push(process.startedInMs);
    processor[name].push((process.processorSeconds() ?? NaN) * 1000);
    if (name === 'empty') continue;
    // The code of these requests has run before: what is measured is the object's start alone.
    await timeEach(hallpass.port, 1, Array.from({ length: 20 }, () => tokenRequest(used)), 200);
    await timeEach(hallpass.port, 1, Array.from({ length: 20 }, () => asUser(owner.identity, 'GET', '/v1/me')), 200);
    await wake('account', cold.map(tokenRequest));
    await wake('user', users.map(({ identity }) => asUser(identity, 'GET', '/v1/me')));
  }
}
await empty.stop();
await hallpass.stop();

const files = readdirSync(RELEASE_BUNDLE).map((name) => join(RELEASE_BUNDLE, name)).filter((file) => statSync(file).isFile() && /\.(m?js|wasm|toml)$/.test(file));
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
const compressedBytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
/** Round by round, what Hallpass takes beyond a Worker that does nothing. */
const beyondEmpty = (of: Readonly<Record<'hallpass' | 'empty', readonly number[]>>): Summary =>
  summarize(of.hallpass.map((milliseconds, round) => milliseconds - of.empty[round]!));
const own = { milliseconds: beyondEmpty(starts), processorMilliseconds: beyondEmpty(processor) };
const objects = (['account', 'user'] as const).map((kind) => ({ kind, first: summarize(first[kind]), next: summarize(next[kind]) }));

publish(
  'cold',
  [
    // By processor time: the clock also measures what else runs on this machine.
    { ...atMost('start of the Worker beyond that of an empty one, ms', START_LIMIT_MS, own.processorMilliseconds), byClock: own.milliseconds },
    atMost('size of the Worker, MiB', SIZE_LIMIT_BYTES / 2 ** 20, summarize([bytes / 2 ** 20])),
    information('first request to an account / the next one', ratios(first.account, next.account)),
    information('first request to a user / the next one', ratios(first.user, next.user)),
  ],
  { rounds: ROUNDS, bytes, compressedBytes, starts: { hallpass: summarize(starts.hallpass), empty: summarize(starts.empty), own }, objects },
  [
    `${ROUNDS} starts, alternating; milliseconds from the start of workerd until its first response`,
    table(['Worker', 'clock, ms', 'processor, ms'], [
      [`Hallpass, ${bytes.toLocaleString('en')} bytes, ${compressedBytes.toLocaleString('en')} after gzip`, format(summarize(starts.hallpass), 0), format(summarize(processor.hallpass), 0)],
      ['a Worker that does nothing', format(summarize(starts.empty), 0), format(summarize(processor.empty), 0)],
    ]),
    '',
    `the first request to an object since the start, and the next one; ${ROUNDS * OBJECTS} objects of each kind, one connection`,
    table(['object', 'first, ms', 'next, ms'], objects.map((each) => [
      each.kind === 'account' ? 'account: POST …/token' : 'user: GET /v1/me', format(each.first, 1), format(each.next, 1),
    ])),
    '',
  ].join('\n'),
);
