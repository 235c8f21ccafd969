/** When what a page is about was on the screen, in milliseconds since it was asked for. */
let tell: (milliseconds: number) => void = () => {};
Object.assign(window, { painted: new Promise<number>((resolve) => (tell = resolve)) });

/** Puts a text where it belongs, and tells once it was painted. */
export const paint = (text: string): void => {
  const place = document.getElementById('gated');
  if (place) place.textContent = text;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => tell(performance.now());
    channel.port2.postMessage(undefined);
  });
};

/** What a page shows for a permission that is held, and for one that is not: both, so that nobody shows everything. */
export const paintGates = (held: boolean, notHeld: boolean): void => paint(`${held ? 'Connect' : '-'} ${notHeld ? 'Delete team' : '-'}`);
