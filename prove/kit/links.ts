// The generations in the links of invites.

/** A generation that no link has. */
export const LAST_GENERATION = 2 ** 24 - 1;

/** The generation of a link, which its code has behind the ids of the account and the invite. */
export const generationOf = (link: string): number => Buffer.from(new URL(link).pathname.slice('/i/'.length), 'base64url').readUIntBE(32, 3);
