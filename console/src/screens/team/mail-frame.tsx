import { useEffect, useRef } from 'react';

import { useWords } from '../../words/language.ts';

/** The page that shows a mail. Its content security policy runs the page's own script and no other. */
const PAGE = '/mail-frame/';

/** The HTML of a mail, which is not the console's: it is shown in a sandboxed frame, where nothing in it runs. */
export function MailFrame({ html, onEscape }: { html: string; onEscape: () => void }) {
  const { invites: t } = useWords();
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const connect = ({ source, origin, ports: [port] }: MessageEvent) => {
      // A sandboxed page has no origin.
      if (source !== frame.current?.contentWindow || origin !== 'null' || !port) return;
      port.onmessage = () => onEscape();
      port.postMessage(html);
    };
    addEventListener('message', connect);
    return () => removeEventListener('message', connect);
  }, [html, onEscape]);
  return <iframe ref={frame} className="mail-part" title={t.html} src={PAGE} sandbox="allow-scripts" />;
}
