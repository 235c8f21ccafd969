/** What is measured of a running edge, from the lines of its log. */

import { Counter, type Family, Gauge, Histogram, type Labels } from './exposition.ts';
import type { LogEntry } from './log.ts';

/** Upper ends of the buckets of durations, in seconds. */
const DURATION_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export class Metrics {
  readonly #build = new Gauge('hallpass_build_info', 'The version of Hallpass, as a label; always 1.');
  readonly #up = new Gauge('hallpass_up', 'Whether the edge runs: 1, or 0 between a crash and the next start.');
  readonly #restarts = new Counter('hallpass_restarts_total', 'Crashes after which the edge was started again.');
  readonly #requests = new Counter('hallpass_requests_total', 'Answered requests by route, method and status.');
  readonly #durations = new Histogram('hallpass_request_duration_seconds', 'Time from a request’s arrival to its response, by route.', DURATION_SECONDS);
  readonly #errors = new Counter('hallpass_request_errors_total', 'Requests that were denied or failed, by error code.');
  readonly #objectCalls = new Counter('hallpass_object_calls_total', 'Calls of objects that requests made, by route.');
  readonly #rejections = new Counter('hallpass_identity_rejections_total', 'Identity tokens that were refused, by the check that failed.');
  readonly #keyFetches = new Counter('hallpass_key_fetches_total', 'Fetches of a provider’s keys, by provider and outcome.');
  readonly #mails = new Counter('hallpass_mails_total', 'Attempts to send a mail by outcome: sent, deferred (tried again later) or failed.');
  readonly #mailQueue = new Gauge('hallpass_mail_queue_length', 'Mails that wait to be sent.');
  readonly #webhookEvents = new Counter('hallpass_webhook_events_total', 'Attempts to deliver an event, by webhook and outcome: delivered or failed.');
  readonly #webhookBacklog = new Gauge('hallpass_webhook_backlog_events', 'Events that a webhook has not confirmed yet, in accounts that have sent to it.');
  readonly #webhooksPaused = new Counter('hallpass_webhook_pauses_total', 'Times that a webhook was paused for an account, after days of failures.');
  readonly #faults = new Counter('hallpass_faults_total', 'Errors in the log, by the part that failed.');
  readonly #sqliteBytes = new Gauge('hallpass_sqlite_bytes', 'Size of the objects’ SQLite files, by class.');
  readonly #objects = new Gauge('hallpass_objects', 'Objects with data, by class.');
  readonly #memory = new Gauge('hallpass_resident_memory_bytes', 'Resident memory by process.');
  readonly #waitingMails = new Totals();
  readonly #waitingEvents = new Map<string, Totals>();

  constructor(version: string) {
    this.#build.set(1, { version });
    this.#up.set(0);
    this.#restarts.add({}, 0);
    this.#mailQueue.set(0);
    for (const outcome of ['sent', 'deferred', 'failed']) this.#mails.add({ outcome }, 0);
  }

  /** Counts what a line of the log reports. */
  record(line: LogEntry): void {
    if (typeof line['request'] === 'string') this.#recordRequest(line);
    if (line.level === 'error') this.#faults.add({ part: text(line['part'] ?? 'request') });
    if (line['part'] === 'mail') this.#recordMails(line);
    if (line['part'] === 'webhook') this.#recordWebhook(line);
    if (line['part'] === 'identity') this.#recordKeyFetch(line);
  }

  started(): void {
    this.#up.set(1);
  }

  crashed(): void {
    this.#up.set(0);
    this.#restarts.add();
  }

  setMemory(process: string, bytes: number | undefined): void {
    if (bytes !== undefined) this.#memory.set(bytes, { process });
  }

  setStorage(object: string, files: number, bytes: number): void {
    this.#objects.set(files, { object });
    this.#sqliteBytes.set(bytes, { object });
  }

  get families(): readonly Family[] {
    return [
      this.#build, this.#up, this.#restarts, this.#requests, this.#durations, this.#errors, this.#objectCalls, this.#rejections, this.#keyFetches, this.#mails,
      this.#mailQueue, this.#webhookEvents, this.#webhookBacklog, this.#webhooksPaused, this.#faults, this.#sqliteBytes, this.#objects, this.#memory,
    ];
  }

  #recordRequest({ route, method, status, code, ms, objects, identity }: LogEntry): void {
    const labels: Labels = { route: text(route) };
    this.#requests.add({ ...labels, method: text(method), status: text(status) });
    this.#durations.observe(number(ms) / 1_000, labels);
    this.#objectCalls.add(labels, number(objects));
    if (code !== undefined) this.#errors.add({ code: text(code) });
    const check = (identity as { check?: string } | undefined)?.check;
    if (check !== undefined) this.#rejections.add({ check });
  }

  #recordMails({ account, sent, deferred, failed, waiting }: LogEntry): void {
    if (waiting === undefined) return;
    for (const [outcome, count] of Object.entries({ sent, deferred, failed })) this.#mails.add({ outcome }, number(count));
    this.#waitingMails.set(text(account), number(waiting));
    this.#mailQueue.set(this.#waitingMails.sum);
  }

  #recordWebhook({ webhook, account, delivered, failed, behind, paused }: LogEntry): void {
    if (behind === undefined) return;
    const labels: Labels = { webhook: text(webhook) };
    for (const [outcome, count] of Object.entries({ delivered, failed })) this.#webhookEvents.add({ ...labels, outcome }, number(count));
    this.#webhooksPaused.add(labels, paused === true ? 1 : 0);
    const waiting = this.#waitingEvents.get(labels['webhook'] ?? '') ?? new Totals();
    this.#waitingEvents.set(labels['webhook'] ?? '', waiting);
    waiting.set(text(account), number(behind));
    this.#webhookBacklog.set(waiting.sum, labels);
  }

  #recordKeyFetch({ provider, outcome }: LogEntry): void {
    if (outcome !== undefined) this.#keyFetches.add({ provider: text(provider), outcome: text(outcome) });
  }
}

/** A number for each account, and their sum. */
class Totals {
  readonly #values = new Map<string, number>();
  sum = 0;

  set(account: string, value: number): void {
    this.sum += value - (this.#values.get(account) ?? 0);
    if (value === 0) this.#values.delete(account);
    else this.#values.set(account, value);
  }
}

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
