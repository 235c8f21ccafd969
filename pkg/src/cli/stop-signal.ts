/** When a command that runs until it is stopped has to stop. */

import type { Terminal } from './command.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PARENT_INTERVAL_MS = 250;

/**
 * Waits for the first signal, and returns its name. `npx` and `npm run` end with a signal and do not forward it: what they started
 * stops when they are gone.
 */
export const stopSignal = (env: Terminal['env']): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of SIGNALS) process.once(signal, resolve);
    if (env['npm_command'] === undefined) return;
    const npm = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === npm) return;
      clearInterval(timer);
      resolve('the end of npm');
    }, PARENT_INTERVAL_MS);
    timer.unref();
  });
