/** `window.painted` resolves with the milliseconds from the navigation until the page's content was painted. */
let resolvePainted: (milliseconds: number) => void = () => {};
Object.assign(window, { painted: new Promise<number>((resolve) => (resolvePainted = resolve)) });

/** Shows a text and resolves `window.painted` after the next paint. */
export const paint = (text: string): void => {
  const element = document.getElementById('gated');
  if (element) element.textContent = text;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolvePainted(performance.now());
    channel.port2.postMessage(undefined);
  });
};

/** Shows the results of two checks, of which only the first may be allowed. */
export const paintGates = (connect: boolean, deleteTeam: boolean): void => paint(`${connect ? 'Connect' : '-'} ${deleteTeam ? 'Delete team' : '-'}`);

/** The JSON that the server has written into the page. */
export const embedded = (): any => JSON.parse(document.getElementById('embedded')!.textContent!);

/** The identity token, which a real page gets from its provider's library. */
export const identityToken = (): string => sessionStorage.getItem('identity')!;
