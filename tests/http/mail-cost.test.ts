// What a mail costs, as docs/OPERATIONS.md has it: rows, alarms and requests of an invite with a mail, and of one without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { address, eventually, ownerWithTeam } from '../harness/person.ts';
import { EMAIL, ResendServer } from '../harness/resend.ts';

/** As many as a young team may mail. */
const INVITES = 20;

interface Counts {
  readonly read: number;
  readonly written: number;
  readonly alarms: number;
  readonly requests: number;
}

let provider: ResendServer;
let edge: Edge;
before(async () => {
  provider = await new ResendServer().start();
  edge = await startEdge({ entry: provider.entry, settings: { EMAIL } });
});
after(async () => {
  provider?.stop();
  await edge?.stop();
});

const counts = async (): Promise<Counts> => (await (await fetch(`${edge.origin}/counts`)).json()) as Counts;

/** The cost of an invite, on average. */
async function costOf(isMailed: boolean): Promise<Counts & { readonly ms: number }> {
  const { owner, team } = await ownerWithTeam(edge);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const [before, mails, began] = [await counts(), provider.requests.length, performance.now()];
  for (let invite = 0; invite < INVITES; invite++) {
    await owner.invite(team, { email: address('cost'), role: 'dev', send: isMailed });
    if (isMailed) await eventually('it is sent', async () => provider.requests.length === mails + invite + 1 || undefined);
  }
  const ms = (performance.now() - began) / INVITES;
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const now = await counts();
  const per = (name: keyof Counts): number => (now[name] - before[name]) / INVITES;
  return { read: per('read'), written: per('written'), alarms: per('alarms'), requests: per('requests'), ms };
}

test('the cost of an invite with a mail', { timeout: 120_000 }, async () => {
  const [without, mailed] = [await costOf(false), await costOf(true)];
  for (const [name, { read, written, alarms, requests, ms }] of Object.entries({ 'without a mail': without, 'with a mail': mailed })) {
    console.log(
      `${name}: ${read.toFixed(1)} rows read, ${written.toFixed(1)} rows written, ${alarms.toFixed(2)} alarms set, ` +
        `${requests.toFixed(2)} requests to objects, ${ms.toFixed(1)} ms`,
    );
  }
  const more = mailed.written - without.written;
  assert.ok(more > 0 && more <= 12, `a mail writes ${more} rows`);
  assert.equal((await send(edge.origin, 'GET', '/healthz')).status, 200);
});
