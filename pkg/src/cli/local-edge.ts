/** The files that the local runtime starts from: the development edition, a policy, and settings for one port. */

import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replace } from './files.ts';
import { draw } from './keys.ts';
import { shipped } from './runtime.ts';

const OBJECTS = { ACCOUNT: 'AccountObject', USER: 'UserObject', MAILBOX: 'MailboxObject' };

/** Where a local edge is and what it serves. */
export interface LocalEdge {
  readonly port: number;
  /** The policy's text; the default policy if absent. */
  readonly policy?: string;
  /** The origin of the app, for links and CORS. */
  readonly app: string;
  readonly join: string;
}

/** Lays everything out in `folder`. The secrets are drawn once, so that links and sessions outlive a restart. */
export const layOut = (folder: string, edge: LocalEdge): void => {
  mkdirSync(join(folder, 'edge'), { recursive: true });
  writeFileSync(join(folder, '.gitignore'), '*\n');
  const from = shipped('worker-dev');
  for (const file of readdirSync(from)) copyFileSync(join(from, file), join(folder, 'edge', file));
  usePolicy(folder, edge.policy ?? defaultPolicy());
  mkdirSync(join(folder, 'data'), { recursive: true });
  replace(join(folder, 'edge/config.capnp'), configuration(folder, edge, settingsOf(edge, secrets(folder))), 0o600);
};

/** Puts another policy in place; the one before stays readable for clients that hold its tokens. */
export const usePolicy = (folder: string, text: string): void => {
  const [now, before] = [join(folder, 'edge/policy.toml'), join(folder, 'edge/policy.previous.toml')];
  const old = existsSync(now) ? readFileSync(now, 'utf8') : '';
  if (old !== text) {
    writeFileSync(before, old);
    replace(now, text);
  }
  if (!existsSync(before)) writeFileSync(before, '');
};

/** The policy that the package comes with. */
export const defaultPolicy = (): string => readFileSync(join(shipped('worker'), 'policy.toml'), 'utf8');

/** The files of the edition as modules of workerd; the first is the one that starts. */
const MODULES: readonly (readonly [name: string, kind: string])[] = [
  ['entry.mjs', 'esModule'], ['worker.mjs', 'esModule'], ['index.js', 'esModule'], ['index_bg.wasm', 'wasm'],
  ['policy.toml', 'text'], ['policy.previous.toml', 'text'],
];

const configuration = (folder: string, { port }: LocalEdge, settings: Readonly<Record<string, string>>): string => {
  const quote = (text: string): string => JSON.stringify(text);
  const objects = Object.entries(OBJECTS);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "data", disk = (path = ${quote(join(folder, 'data'))}, writable = true)),
    (name = "internet", network = (allow = ["private", "public"])),
  ],
  sockets = [ (name = "http", address = "127.0.0.1:${port}", http = (), service = "edge") ],
);
const edge :Workerd.Worker = (
  modules = [ ${MODULES.map(([name, kind]) => `(name = "${name}", ${kind} = embed "${name}")`).join(', ')} ],
  compatibilityDate = "2026-11-01",
  durableObjectNamespaces = [ ${objects.map(([, name]) => `(className = "${name}", uniqueKey = "${name}", enableSql = true)`).join(', ')} ],
  durableObjectStorage = (localDisk = "data"),
  bindings = [
    ${objects.map(([name, of]) => `(name = "${name}", durableObjectNamespace = "${of}"),`).join(' ')}
    ${Object.entries(settings).map(([name, value]) => `(name = "${name}", text = ${quote(value)}),`).join('\n    ')}
  ],
);
`;
};

interface Secrets {
  readonly keys: readonly object[];
  readonly pepper: string;
}

const secrets = (folder: string): Secrets => {
  const file = join(folder, 'secrets.json');
  if (!existsSync(file)) replace(file, JSON.stringify({ keys: [draw('local')], pepper: randomBytes(32).toString('base64url') }), 0o600);
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
};

const settingsOf = ({ port, app, join: joinUrl }: LocalEdge, { keys, pepper }: Secrets): Record<string, string> => ({
  EDGE_ORIGIN: `http://127.0.0.1:${port}`,
  JOIN_URL: joinUrl,
  APP_URL: app,
  ALLOWED_ORIGINS: new URL(app).origin,
  IDENTITY_PROVIDERS: '[]',
  LOCAL_IDENTITY: 'on',
  HALLPASS_KEYS: JSON.stringify({ keys }),
  HALLPASS_PEPPER: pepper,
});
