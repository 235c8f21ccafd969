/** Settings in wrangler.toml that still are those of an example. */

/** A setting that must be filled in. */
export interface Placeholder {
  readonly line: number;
  readonly setting: string;
  /** The text that is no value of anybody. */
  readonly value: string;
  readonly remedy: string;
}

/** What belongs there. */
const REMEDIES: Readonly<Record<string, string>> = {
  EDGE_ORIGIN: 'the https origin where this Worker will answer',
  JOIN_URL: 'the page of your app that renders <AcceptInvite>',
  APP_URL: 'the start page of your app',
  ALLOWED_ORIGINS: 'the origins of your app, separated by commas',
  IDENTITY_PROVIDERS: 'the issuer and the audience of your identity provider’s tokens, see README.md',
  ORIGIN: 'the address of your API',
  SUPPORT_URL: 'where people who are stuck find help',
};

/** Names that are reserved for examples (RFC 2606), and what people write for “fill this in”. */
const PLACEHOLDER =
  /https?:\/\/[^\s"'\\/,]*(?:\bexample\.(?:com|org|net|edu)|\.(?:example|test|invalid))\b|\b[\w.-]*\bexample\.(?:com|org|net)\b|<[^<>\n]*>|\byour[-_][\w.-]+|\b(?:change[-_]?me|todo|fixme|replace[-_]?me|x{4,})\b|…/i;

/** The placeholders of a wrangler.toml, each setting once. */
export const findPlaceholders = (toml: string): Placeholder[] => {
  const found = new Map<string, Placeholder>();
  let [section, setting] = ['', ''];
  for (const [index, line] of toml.split(/\r?\n/).entries()) {
    const content = withoutComment(line);
    const heading = /^\s*\[+([^\]]+)\]+/.exec(content)?.[1];
    if (heading !== undefined && !content.includes('=')) section = heading.trim();
    const assigned = /^\s*"?([A-Za-z_][\w-]*)"?\s*=/.exec(content)?.[1];
    if (assigned !== undefined) setting = assigned;
    if (!/(^|\.)vars$/.test(section)) continue;
    const value = PLACEHOLDER.exec(content)?.[0];
    const name = section === 'vars' ? setting : `${section}.${setting}`;
    if (value !== undefined && !found.has(name)) found.set(name, { line: index + 1, setting: name, value, remedy: REMEDIES[setting] ?? 'a value of your own' });
  }
  return [...found.values()];
};

/** A line up to a `#` outside quotes. */
const withoutComment = (line: string): string => /^(?:[^#"']|"(?:\\.|[^"\\])*"?|'[^']*'?)*/.exec(line)?.[0] ?? '';
