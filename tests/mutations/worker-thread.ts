// A worker thread with its own instance of the trial module.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** The exports of the trial's WebAssembly. */
export interface Trial {
  initSync(source: { module: BufferSource }): unknown;
  seed(): number;
  /** Counts: tried, accepted, accepted by a parser that is lax about spelling, by one that skips the signature; valid originals. */
  tally(target: string, seed: number, from: number, count: number): Uint32Array;
  drawsTheSame(): boolean;
  someTokens(seed: number, from: number, count: number): string;
  context(): string;
}

export interface Task {
  readonly folder: string;
  readonly target: string;
  readonly from: number;
  readonly count: number;
}

export async function load(folder: string): Promise<Trial> {
  const trial = (await import(pathToFileURL(join(folder, 'trial.js')).href)) as Trial;
  trial.initSync({ module: readFileSync(join(folder, 'trial_bg.wasm')) });
  return trial;
}

if (parentPort) {
  const { folder, target, from, count } = workerData as Task;
  const trial = await load(folder);
  parentPort.postMessage([...trial.tally(target, trial.seed(), from, count)]);
}
