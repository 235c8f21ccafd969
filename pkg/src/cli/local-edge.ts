/** The files that the local runtime starts from: the development edition, a policy, and its settings. */

import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './files.ts';
import { packagedFolder, packagedPolicy } from './packaged-files.ts';
import { generateSigningKey } from './signing-keys.ts';
import { COMPATIBILITY_DATE, EDGE_MODULES, moduleList, objectBindings, objectNamespaces, quote, textBinding, type Module } from './workerd-config.ts';

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

const MODULES: readonly Module[] = [['entry.mjs', 'esModule'], ['worker.mjs', 'esModule'], ...EDGE_MODULES];

const configOf = (folder: string, { port }: LocalEdge, settings: Readonly<Record<string, string>>): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "data", disk = (path = ${quote(join(folder, 'data'))}, writable = true)),
    (name = "internet", network = (allow = ["private", "public"])),
  ],
  sockets = [ (name = "http", address = "127.0.0.1:${port}", http = (), service = "edge") ],
);
const edge :Workerd.Worker = (
  modules = [ ${moduleList(MODULES)} ],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  durableObjectNamespaces = [ ${objectNamespaces()} ],
  durableObjectStorage = (localDisk = "data"),
  bindings = [
    ${[...objectBindings(), ...Object.entries(settings).map(([name, value]) => textBinding(name, value))].join(',\n    ')}
  ],
);
`;

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
