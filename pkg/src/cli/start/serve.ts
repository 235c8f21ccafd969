/** Keeps the edge running until this process is told to stop. */

import { localNow } from '../../clock.ts';
import { CommandFailed, type Terminal } from '../command.ts';
import { packageVersion } from '../packaged-files.ts';
import { stopSignal } from '../stop-signal.ts';
import { firstMessages } from './check.ts';
import { entry, type Level, type LogEntry } from './log.ts';
import { measurer } from './measurements.ts';
import { Metrics } from './metrics.ts';
import { serveMetrics } from './metrics-server.ts';
import { formatAddress, type StartOptions } from './options.ts';
import { Runtime, type RuntimeOptions } from './runtime.ts';

/** Pauses between a crash and the next start double from the first to the longest, unless the edge has run for a while. */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS, STEADY_MS] = [250, 30_000, 60_000];
/** How many lines are remembered, to say why the edge does not start. */
const FIRST_LINES = 10;

/** Starts the edge, starts it again whenever it crashes, and stops it with a signal. Throws a `CommandFailed` if it does not start at all. */
export const serve = async (base: Omit<RuntimeOptions, 'onEntry'>, options: StartOptions, terminal: Terminal): Promise<void> => {
  const first: LogEntry[] = [];
  const metrics = new Metrics(packageVersion());
  const onEntry = (line: LogEntry): void => {
    if (first.length < FIRST_LINES) first.push(line);
    metrics.record(line);
    terminal.print(JSON.stringify(line));
  };
  const report = (level: Level, fields: Readonly<Record<string, unknown>>): void => onEntry(entry(level, { part: 'start', ...fields }, new Date(localNow())));
  const stop = stopSignal(terminal.env);
  let runtime = await Runtime.start({ ...base, onEntry });
  if (runtime.hasExited) throw new CommandFailed(`the edge does not start:\n${firstMessages(first)}`);
  metrics.started();
  const measure = measurer(metrics, base.folder.objects, () => runtime.pid);
  const metricsServer = options.metrics && (await serveMetrics(options.metrics, metrics, measure));
  report('info', { message: `listening on http://${formatAddress(options.listen)}`, data: options.data });
  for (let pauseMs = FIRST_PAUSE_MS; ; ) {
    const startedAt = localNow();
    const signal = await Promise.race([runtime.exited, stop]);
    if (signal !== undefined) break;
    if (localNow() - startedAt >= STEADY_MS) pauseMs = FIRST_PAUSE_MS;
    metrics.crashed();
    report('error', { fault: `workerd exited; it is started again in ${pauseMs} ms` });
    if (await Promise.race([sleep(pauseMs), stop])) break;
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    runtime = await Runtime.start({ ...base, onEntry });
    if (runtime.hasExited) continue;
    metrics.started();
    report('info', { message: 'listening again' });
  }
  const name = await stop;
  report('info', { message: `stopping after ${name}` });
  const finished = await runtime.stop();
  metricsServer?.closeAllConnections();
  metricsServer?.close();
  report(finished ? 'info' : 'warn', { message: finished ? 'stopped' : 'stopped: requests that were under way at the deadline were cut off' });
};

const sleep = (milliseconds: number): Promise<undefined> => new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));
