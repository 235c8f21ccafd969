// `/local/mail` of the development edition: sends samples, and lists what stayed on this machine.
import assert from 'node:assert/strict';

/** What a sample holds. */
export interface Sample {
  readonly to: string;
  readonly locale?: string;
  readonly team?: string;
  readonly inviter?: string;
  readonly roleTitle?: string;
  readonly note?: string;
  readonly expiresAt?: string;
  readonly invite?: string;
  readonly send?: number;
}

/** What became of a sample. */
export type Outcome =
  | { readonly outcome: 'sent'; readonly id: string; readonly providerId: string | null }
  | { readonly outcome: 'rejected'; readonly reason: string }
  | { readonly outcome: 'deferred'; readonly why: string };

/** A mail of the list. */
export interface LocalMail {
  readonly id: string;
  readonly messageId: string;
  readonly from: string;
  readonly replyTo?: string;
  readonly to: string;
  readonly subject: string;
  readonly language: string;
  readonly text: string;
  readonly html: string;
  readonly raw: string;
}

export async function sendSample(origin: string, sample: Sample): Promise<Outcome> {
  const reply = await fetch(`${origin}/local/mail`, { method: 'POST', body: JSON.stringify(sample) });
  assert.equal(reply.status, 200, await reply.clone().text());
  return (await reply.json()) as Outcome;
}

export async function localMails(origin: string): Promise<readonly LocalMail[]> {
  const reply = await fetch(`${origin}/local/mail`, { headers: { accept: 'application/json' } });
  assert.equal(reply.status, 200);
  return ((await reply.json()) as { mails: LocalMail[] }).mails;
}
