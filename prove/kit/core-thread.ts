// Runs the fuzz crate as WebAssembly in a thread of Node: one response for each request.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { answers, type FuzzModule } from './host.mjs';

const { folder, seed, fault } = workerData as { folder: string; seed: number; fault: string };
const module = new WebAssembly.Module(readFileSync(join(folder, 'fuzz_bg.wasm')));
let loads = 0;

/** Creates an instance. One that panicked cannot be used again. */
async function load(): Promise<(line: string) => string> {
  loads += 1;
  const fuzz = (await import(`${pathToFileURL(join(folder, 'fuzz.js')).href}?${loads}`)) as FuzzModule & {
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
