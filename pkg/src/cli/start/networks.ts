/** Networks as CIDR blocks, which trusted proxies and servers on private addresses are named by. */

import { isIP } from 'node:net';
import { UsageError } from '../command.ts';

/** A block of addresses. */
export interface NetworkBlock {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/**
 * Where clouds tell a machine its secrets: nothing that is configured may lead there. Besides the link-local addresses these are the
 * ones of AWS and Google Cloud in IPv6, of Alibaba and of Azure, and the link-local ones as an IPv6-only network translates them.
 */
export const METADATA_NETWORKS = ['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::254/128', 'fd20:ce::254/128', '100.100.100.200/32', '168.63.129.16/32', '64:ff9b::a9fe:0/112'];

/** Reads blocks such as `10.0.0.0/8` and single addresses, several to a text. Throws a `UsageError` for other texts. */
export const parseNetworks = (texts: readonly string[], option: string): NetworkBlock[] =>
  texts.flatMap((text) => text.split(',')).map((text) => text.trim()).filter((text) => text !== '').map((text) => parseNetwork(text, option));

const parseNetwork = (text: string, option: string): NetworkBlock => {
  const [address = '', length, ...rest] = text.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (bits === 0 || rest.length > 0 || !(prefix <= bits)) {
    throw new UsageError(`--${option} takes an address or a network such as 10.0.0.0/8, not \`${text}\``);
  }
  return { address, prefix, family: bits === 32 ? 'ipv4' : 'ipv6' };
};

export const formatNetwork = ({ address, prefix }: NetworkBlock): string => `${address}/${prefix}`;
