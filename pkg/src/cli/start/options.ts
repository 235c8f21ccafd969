/** The options of `hallpass start`. */

import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import { type Arguments, type Command, type Terminal, UsageError } from '../command.ts';
import { readTextFile, resolvePath } from '../files.ts';
import { packagedPolicy } from '../packaged-files.ts';
import { readSettings, type Settings } from './settings.ts';
import { type NetworkBlock, parseNetworks } from './networks.ts';

export const DEFAULT_PORT = 8787;
export const DEFAULT_DATA = 'hallpass-data';
export const LOOPBACK = '127.0.0.1';
export const DEFAULT_STOP_SECONDS = 30;

/** An address to listen on. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Everything that the command line, the environment and the named files say. */
export interface StartOptions {
  readonly listen: ListenAddress;
  /** Where metrics are served; nowhere if absent. */
  readonly metrics: ListenAddress | undefined;
  /** The folder of all data. */
  readonly data: string;
  readonly settings: Settings;
  /** The policy as TOML. */
  readonly policy: string;
  /** The operator's own texts of invite mails as TOML; empty if there are none. */
  readonly mail: string;
  readonly trustedProxies: readonly NetworkBlock[];
  /** What mail and webhooks may reach besides public addresses. */
  readonly allowedEgress: readonly NetworkBlock[];
  /** Certificates of authorities that are trusted besides the public ones, as PEM. */
  readonly authorities: readonly string[];
  /** How long requests under way may take once the edge is told to stop. */
  readonly stopTimeoutMs: number;
  /** Only checks the settings. */
  readonly checkOnly: boolean;
}

export const OPTIONS: NonNullable<Command['options']> = {
  host: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  'env-file': { type: 'string', multiple: true },
  policy: { type: 'string' },
  'trust-proxy': { type: 'string', multiple: true },
  'allow-egress': { type: 'string', multiple: true },
  ca: { type: 'string', multiple: true },
  'metrics-port': { type: 'string' },
  'metrics-host': { type: 'string' },
  'stop-timeout': { type: 'string' },
  check: { type: 'boolean' },
};

/** Reads the options and the files that they name. Throws a `UsageError`, or a `CommandFailed` for a file that cannot be read. */
export const readOptions = (args: Arguments, terminal: Terminal): StartOptions => {
  args.positional();
  const metricsPort = portOf(args, 'metrics-port');
  const policy = findPolicy(args, terminal);
  // Beside the policy, or where it would be.
  const mail = policy === undefined ? resolvePath(terminal, 'mail.toml') : join(dirname(policy), 'mail.toml');
  return {
    listen: { host: hostOf(args, 'host'), port: portOf(args, 'port') ?? DEFAULT_PORT },
    metrics: metricsPort === undefined ? undefined : { host: hostOf(args, 'metrics-host'), port: metricsPort },
    data: resolvePath(terminal, args.string('data') ?? DEFAULT_DATA),
    settings: readSettings(terminal, args.strings('env-file')),
    policy: readTextFile(policy ?? packagedPolicy()),
    mail: existsSync(mail) ? readTextFile(mail) : '',
    trustedProxies: parseNetworks(args.strings('trust-proxy'), 'trust-proxy'),
    allowedEgress: parseNetworks(args.strings('allow-egress'), 'allow-egress'),
    authorities: args.strings('ca').map((file) => readTextFile(resolvePath(terminal, file))),
    stopTimeoutMs: (args.number('stop-timeout') ?? DEFAULT_STOP_SECONDS) * 1_000,
    checkOnly: args.flag('check'),
  };
};

/** The operator's own policy, if there is one. */
const findPolicy = (args: Arguments, terminal: Terminal): string | undefined => {
  const named = args.string('policy');
  if (named !== undefined) return resolvePath(terminal, named);
  const standard = resolvePath(terminal, 'policy.toml');
  return existsSync(standard) ? standard : undefined;
};

const portOf = (args: Arguments, option: string): number | undefined => {
  const port = args.number(option);
  if (port !== undefined && (port < 1 || port > 65_535)) throw new UsageError(`--${option} takes a port number`);
  return port;
};

const hostOf = (args: Arguments, option: string): string => {
  const host = args.string(option) ?? LOOPBACK;
  if (isIP(host) === 0) throw new UsageError(`--${option} takes an IP address, such as 0.0.0.0, not \`${host}\``);
  return host;
};

/** An address as workerd and URLs write it. */
export const formatAddress = ({ host, port }: ListenAddress): string => (isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`);
