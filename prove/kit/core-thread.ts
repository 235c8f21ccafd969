// Core in WebAssembly in a thread of Node: a line in, a line out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { answers, type FuzzModule } from './host.mjs';

const { folder, seed, fault } = workerData as { folder: string; seed: number; fault: string };
const module = new WebAssembly.Module(readFileSync(join(folder, 'fuzz_bg.wasm')));
let times = 0;

/** A fresh instance: one that was stopped amid its work cannot go on. */
async function load(): Promise<(line: string) => string> {
  times += 1;
  const fuzz = (await import(`${pathToFileURL(join(folder, 'fuzz.js')).href}?${times}`)) as FuzzModule & {
    initSync(source: { module: WebAssembly.Module }): unknown;
  };
  fuzz.initSync({ module });
  return answers(fuzz, seed, fault);
}

let answer = await load();
parentPort?.on('message', async (line: string) => {
  try {
    parentPort?.postMessage(answer(line));
  } catch {
    answer = await load();
    parentPort?.postMessage('panicked');
  }
});
