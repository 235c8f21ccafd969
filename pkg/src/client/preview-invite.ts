import type { Preview } from '../types.ts';
import type { HttpClient } from './http-client.ts';

/** What the edge shows of an invite, to anyone with its code or token. */
export const previewInvite = (http: HttpClient, link: { readonly code: string } | { readonly token: string }): Promise<Preview> =>
  http.json<Preview>('POST', '/v1/invites/preview', { body: link, anonymous: true, isChange: false });
