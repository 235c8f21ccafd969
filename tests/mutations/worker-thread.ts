// A worker thread of the trial, with a module of its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** What the trial's WebAssembly exports. */
export interface Trial {
  initSync(source: { module: BufferSource }): unknown;
  seed(): number;
  /** Tried, accepted, taken by a reader lax about spelling, by one that forgets the signature; originals that are good. */
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
