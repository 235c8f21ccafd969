// A proof that does not end in time fails by itself, and says what it waits for.
// To see it fail: leave out the timer in prove/kit/time-limit.ts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const LIMIT = join(import.meta.dirname, '../../prove/kit/time-limit.ts');

/** Runs a proof whose second part takes so long. */
function run(milliseconds: number, seconds: string): { readonly status: number | null; readonly stderr: string } {
  const program = `
    import { setTimeout } from 'node:timers/promises';
    import { noteProgress, part, runProof } from ${JSON.stringify(LIMIT)};
    await runProof(async () => {
      await part('the part that ends', async () => noteProgress('3 of 4 rounds'));
      await part('the part that waits', () => setTimeout(${milliseconds}));
    });`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8', env: { ...process.env, HALLPASS_PROOF_SECONDS: seconds } });
}

test('a proof that does not end in time names what it waits for', () => {
  const { status, stderr } = run(600_000, '1');
  assert.equal(status, 1, stderr);
  assert.match(stderr, /did not end within 1 s\. It waits for: the proof, for \d+ s; the part that waits, for \d+ s\. Its last progress, \d+ s ago: 3 of 4 rounds\./);
  assert.doesNotMatch(stderr, /the part that ends/);
});

test('a proof that ends in time is not kept waiting', () => {
  const { status, stderr } = run(1, '600');
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
});
