// A rule is proven three times: it holds at the real edge, it holds in the model, and each way of breaking it in
// the model is noticed. The last is the negative control: a check that could not fail would show here.
import assert, { AssertionError } from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startEdge, type Edge } from './edge.ts';
import { FAULTS, type Fault, type Rule } from './model/faults.ts';
import { startModel } from './model/server.ts';
import { defaultPolicy, type Policy } from './policy.ts';
import type { World } from './world.ts';

export interface Check<R extends Rule> {
  /** What must hold, as a sentence. */
  readonly holds: string;
  /** The faults that this check must notice. */
  readonly notices: readonly (typeof FAULTS)[R][number][];
  readonly check: (world: World) => Promise<void>;
}

/** Declares the tests of one rule. Every fault of the rule must be noticed by one of the checks. */
export function prove<R extends Rule>(
  rule: R,
  text: string,
  checks: readonly Check<R>[],
  policy: Policy = defaultPolicy(),
): void {
  describe(`rule ${rule}: ${text}`, () => {
    let edge: Promise<Edge> | undefined;
    after(async () => (await edge)?.stop());

    for (const { holds, check } of checks) {
      test(`edge: ${holds}`, async () => check(await (edge ??= startEdge({ policy }))));
    }
    for (const { holds, check } of checks) test(`model: ${holds}`, () => inModel(policy, [], check));
    for (const { notices, check } of checks) {
      for (const fault of notices) {
        test(`broken on purpose is noticed: ${fault}`, async () => {
          await assert.rejects(inModel(policy, [fault], check), AssertionError, `nothing noticed: ${fault}`);
        });
      }
    }
    test('every way of breaking it has a check', () => {
      const noticed = new Set<Fault>(checks.flatMap((each) => each.notices));
      assert.deepEqual(
        FAULTS[rule].filter((fault) => !noticed.has(fault)),
        [],
      );
    });
  });
}

async function inModel(policy: Policy, faults: readonly Fault[], check: (world: World) => Promise<void>): Promise<void> {
  const model = await startModel(policy, faults);
  try {
    await check(model);
  } finally {
    await model.stop();
  }
}
