/** The files that the local runtime starts from: the development edition, a policy, and its settings. */

import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './files.ts';
import { packagedFolder, packagedPolicy } from './packaged-files.ts';
import { generateSigningKey } from './signing-keys.ts';

const OBJECTS = { ACCOUNT: 'AccountObject', USER: 'UserObject', MAILBOX: 'MailboxObject' };

/** Settings of a local edge. */
export interface LocalEdge {
  readonly port: number;
  /** The policy as TOML; by default the package's. */
  readonly policy?: string;
  /** The operator's own texts of invite mails, as TOML. */
  readonly mail?: string;
  /** The app's address, whose origin may call the edge. */
  readonly app: string;
  /** The page that invite links lead to. */
  readonly join: string;
}

/** Writes everything to `folder`. Secrets are generated once, so that links and sessions survive a restart. */
export const prepareLocalEdge = (folder: string, edge: LocalEdge): void => {
  mkdirSync(join(folder, 'edge'), { recursive: true });
  writeFileSync(join(folder, '.gitignore'), '*\n');
  const edition = packagedFolder('worker-dev');
  for (const file of readdirSync(edition)) copyFileSync(join(edition, file), join(folder, 'edge', file));
  installPolicy(folder, edge.policy ?? readFileSync(packagedPolicy(), 'utf8'));
  installMail(folder, edge.mail ?? '');
  mkdirSync(join(folder, 'data'), { recursive: true });
  const config = configOf(folder, edge, settingsOf(edge, readSecrets(folder)));
  writeFileAtomically(join(folder, 'edge/config.capnp'), config, 0o600);
};

/** Replaces the policy. The previous one stays readable for clients that hold tokens of it. */
export const installPolicy = (folder: string, text: string): void => {
  const current = join(folder, 'edge/policy.toml');
  const previous = join(folder, 'edge/policy.previous.toml');
  const currentText = existsSync(current) ? readFileSync(current, 'utf8') : '';
  if (currentText !== text) {
    writeFileSync(previous, currentText);
    writeFileAtomically(current, text);
  }
  if (!existsSync(previous)) writeFileSync(previous, '');
};

/** Replaces the texts of invite mails. An empty text leaves those of the package. */
export const installMail = (folder: string, text: string): void => writeFileAtomically(join(folder, 'edge/mail.toml'), text);

/** The edition's files as workerd modules. The first is the entry point. */
const MODULES: readonly (readonly [name: string, kind: string])[] = [
  ['entry.mjs', 'esModule'], ['worker.mjs', 'esModule'], ['index.js', 'esModule'], ['index_bg.wasm', 'wasm'],
  ['policy.toml', 'text'], ['policy.previous.toml', 'text'], ['mail.toml', 'text'],
];

const configOf = (folder: string, { port }: LocalEdge, settings: Readonly<Record<string, string>>): string => {
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
    ${objects.map(([name, className]) => `(name = "${name}", durableObjectNamespace = "${className}"),`).join(' ')}
    ${Object.entries(settings).map(([name, value]) => `(name = "${name}", text = ${quote(value)}),`).join('\n    ')}
  ],
);
`;
};

interface Secrets {
  readonly keys: readonly object[];
  readonly pepper: string;
}

const readSecrets = (folder: string): Secrets => {
  const file = join(folder, 'secrets.json');
  if (!existsSync(file)) {
    const secrets: Secrets = { keys: [generateSigningKey('local')], pepper: randomBytes(32).toString('base64url') };
    writeFileAtomically(file, JSON.stringify(secrets), 0o600);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
};

const settingsOf = ({ port, app, join: joinUrl }: LocalEdge, { keys, pepper }: Secrets): Record<string, string> => ({
  EDGE_ORIGIN: `http://127.0.0.1:${port}`,
  JOIN_URL: joinUrl,
  APP_URL: app,
  ALLOWED_ORIGINS: new URL(app).origin,
  IDENTITY_PROVIDERS: '[]',
  LOCAL_IDENTITY: 'on',
  EMAIL: JSON.stringify({ from: 'Hallpass <hallpass@local.test>', transport: 'local' }),
  HALLPASS_KEYS: JSON.stringify({ keys }),
  HALLPASS_PEPPER: pepper,
});
