// The server's part: renders from a snapshot, with a client per request.
import { createClient, type Snapshot } from 'hallpass';
import { renderToString } from 'react-dom/server';
import { App } from './ssr-app.tsx';

export function render(endpoint: string, initial: Snapshot): string {
  const client = createClient({ endpoint, initial, getIdentityToken: () => undefined });
  const html = renderToString(<App client={client} />);
  client.close();
  return html;
}
