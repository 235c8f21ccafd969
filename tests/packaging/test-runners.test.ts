// A component's tests with the packed package in Jest, Vitest and `next/jest`, each set up as its guide says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build, place, PROJECT, run } from './kit/project.ts';

const EDGE = 'http://127.0.0.1:8787';
const runners = place('test-runners', EDGE);

test('Jest with jsdom', async () => {
  assert.match(await build(runners, 'jest/bin/jest.js', '--ci'), /Tests: +4 passed, 4 total/);
});

test('Jest with jsdom and the ES modules of Node', async () => {
  const jest = `${PROJECT}/node_modules/jest/bin/jest.js`;
  assert.match(await build(runners, '--experimental-vm-modules', jest, '--ci'), /Tests: +4 passed, 4 total/);
});

for (const environment of ['jsdom', 'happy-dom']) {
  test(`Vitest with ${environment}`, async () => {
    const out = await build(runners, 'vitest/vitest.mjs', 'run', '--environment', environment, '--no-color');
    assert.match(out, /Tests +4 passed \(4\)/);
  });
}

test('next/jest', async () => {
  assert.match(await build(place('next', EDGE), 'jest/bin/jest.js', '--ci'), /Tests: +2 passed, 2 total/);
});

test('control: a test that fails is reported', async () => {
  const { status, out } = await run(runners, 'jest/bin/jest.js', '--ci', '--testNamePattern', 'gates', '--testEnvironment', 'node');
  assert.notEqual(status, 0, out);
});
