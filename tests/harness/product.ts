// The whole product for browser tests: the built Worker with the console under `wrangler dev`, with its own data and secrets.
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './edge.ts';
import { send } from './http.ts';
import { defaultPolicy, type Policy } from './policy.ts';
import { Provider } from './provider.ts';
import { Secrets } from './secrets.ts';
import type { World } from './world.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BUNDLE = resolve(process.env['HALLPASS_BUNDLE'] ?? join(ROOT, 'build/dev'));
const CONSOLE = resolve(process.env['HALLPASS_CONSOLE'] ?? join(ROOT, 'console/dist'));
/** The shortest configurable life of membership tokens, to keep tests short. */
export const TOKEN_SECONDS = 30;

export interface Product extends World {
  /** Where everything of the product is. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** What a product has besides. */
export interface ProductOptions {
  /** Settings besides the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The built Worker. Default: the one with local identity. */
  readonly bundle?: string;
  /** Where it listens. Default: a free port. */
  readonly port?: number;
  /** What the configuration of wrangler has besides, such as bindings. */
  readonly wrangler?: Readonly<Record<string, unknown>>;
}

/** Starts the product under `policy` on a free port. */
export async function startProduct(policy: Policy = defaultPolicy(), options: ProductOptions = {}): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-e2e-'));
  const port = options.port ?? (await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const secrets = new Secrets();
  const provider = new Provider('test');
  cpSync(options.bundle ?? BUNDLE, join(folder, 'bundle'), { recursive: true });
  writeFileSync(join(folder, 'bundle/policy.toml'), policy.text);
  for (const file of ['policy.previous.toml', 'mail.toml']) writeFileSync(join(folder, 'bundle', file), '');
  writeFileSync(join(folder, 'wrangler.json'), JSON.stringify({ ...configuration(folder), ...options.wrangler }));
  const settings = {
    EDGE_ORIGIN: origin,
    JOIN_URL: `${origin}/join`,
    APP_URL: `${origin}/`,
    SUPPORT_URL: `${origin}/support`,
    ALLOWED_ORIGINS: origin,
    IDENTITY_PROVIDERS: JSON.stringify([provider.setting()]),
    LOCAL_IDENTITY: 'on',
    MEMBERSHIP_TTL: String(TOKEN_SECONDS),
    HALLPASS_KEYS: JSON.stringify({ keys: [secrets.key.privateJwk()] }),
    HALLPASS_PEPPER: secrets.pepper.toString('base64url'),
    ...options.settings,
  };
  writeFileSync(
    join(folder, '.dev.vars'),
    Object.entries(settings)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(''),
  );
  const runtime = await run(folder, port);
  return {
    folder,
    origin,
    policy,
    secrets,
    identity: (user, claims) => provider.token(user, claims),
    async stop() {
      await end(runtime);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string): Record<string, unknown> {
  const objects = { ACCOUNT: 'AccountObject', USER: 'UserObject', MAILBOX: 'MailboxObject' };
  return {
    name: 'hallpass-e2e',
    main: join(folder, 'bundle/entry.mjs'),
    compatibility_date: '2026-11-01',
    rules: [{ type: 'Text', globs: ['**/*.toml'], fallthrough: true }],
    assets: { directory: CONSOLE, binding: 'ASSETS', run_worker_first: true, not_found_handling: 'single-page-application' },
    exports: Object.fromEntries(Object.values(objects).map((name) => [name, { type: 'durable-object', storage: 'sqlite' }])),
    durable_objects: { bindings: Object.entries(objects).map(([name, class_name]) => ({ name, class_name })) },
  };
}

async function run(folder: string, port: number): Promise<ChildProcess> {
  const args = [
    join(ROOT, 'node_modules/wrangler/bin/wrangler.js'),
    'dev',
    '--local',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--inspector-port',
    '0',
    '--show-interactive-dev-session=false',
    '--log-level',
    'warn',
    '--config',
    join(folder, 'wrangler.json'),
    '--persist-to',
    join(folder, 'data'),
  ];
  // What the emulated bindings write goes there.
  mkdirSync(join(folder, 'tmp'));
  const child = spawn(process.execPath, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      TMPDIR: join(folder, 'tmp'),
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_SEND_ERROR_REPORTS: 'false',
      WRANGLER_WRITE_LOGS: 'false',
      WRANGLER_REGISTRY_PATH: join(folder, 'registry'),
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      NO_UPDATE_NOTIFIER: '1',
    },
  });
  process.once('exit', () => killGroup(child));
  let log = '';
  const append = (chunk: Buffer): void => {
    log += chunk.toString();
    if (process.env['HALLPASS_TEST_LOG']) process.stderr.write(chunk);
  };
  child.stdout.on('data', append);
  child.stderr.on('data', append);
  for (const until = Date.now() + 90_000; Date.now() < until;) {
    if (child.exitCode !== null) break;
    const reply = await send(`http://127.0.0.1:${port}`, 'GET', '/healthz').catch(() => undefined);
    if (reply?.status === 200) return child;
    await new Promise((done) => setTimeout(done, 100));
  }
  killGroup(child);
  throw new Error(`the product does not respond:\n${log.slice(-4000)}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((done) => child.once('exit', done));
  killGroup(child);
  await exited;
}

/** Kills the process and the runtime that it started, which share a process group. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has already exited.
  }
}
