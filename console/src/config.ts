import { now } from './clock.ts';
import { ConsoleError } from './errors.ts';
import { words } from './words/language.ts';

/** How people sign in here, as `GET /v1/config` says it. */
export interface ConsoleConfig {
  /** The OpenID provider, if the deployment has one for the console. */
  readonly provider?: ProviderConfig;
  /** Whether people can sign in without a provider, as on a developer's machine. */
  readonly localIdentity: boolean;
}

/** An OpenID provider. */
export interface ProviderConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** How far the edge's clock is ahead of this device's, in milliseconds. */
  readonly clockOffset: number;
}

let config: Promise<ConsoleConfig> | undefined;

/** The configuration, read once. Rejects with a `HallpassError` if the edge cannot be reached; another call tries again. */
export const readConfig = (): Promise<ConsoleConfig> => {
  config ??= fetchConfig().catch((error: unknown) => {
    config = undefined;
    throw error;
  });
  return config;
};

const fetchConfig = async (): Promise<ConsoleConfig> => {
  const sentAt = now();
  const response = await fetch('/v1/config', { cache: 'no-store', credentials: 'omit' }).catch((cause: unknown) => {
    throw unavailable(cause);
  });
  if (!response.ok) throw unavailable(response.status);
  const { console: provider, localIdentity } = (await response.json()) as {
    console?: Omit<ProviderConfig, 'clockOffset'>;
    localIdentity: boolean;
  };
  const edgeTime = Number(response.headers.get('hallpass-time') ?? sentAt);
  return { localIdentity, ...(provider && { provider: { ...provider, clockOffset: edgeTime - (sentAt + now()) / 2 } }) };
};

const unavailable = (cause: unknown): ConsoleError => {
  const { unreachable, unreachableAbout } = words().signIn;
  return new ConsoleError('unavailable', unreachable, unreachableAbout, cause);
};
