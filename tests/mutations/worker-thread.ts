// A worker thread with its own instance of the fuzz crate's module.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** The exports of the fuzz crate's WebAssembly. */
export interface FuzzModule {
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

export async function load(folder: string): Promise<FuzzModule> {
  const fuzz = (await import(pathToFileURL(join(folder, 'fuzz.js')).href)) as FuzzModule;
  fuzz.initSync({ module: readFileSync(join(folder, 'fuzz_bg.wasm')) });
  return fuzz;
}

if (parentPort) {
  const { folder, target, from, count } = workerData as Task;
  const fuzz = await load(folder);
  parentPort.postMessage([...fuzz.tally(target, fuzz.seed(), from, count)]);
}
