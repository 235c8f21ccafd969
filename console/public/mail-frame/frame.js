// Shows the HTML of a mail to the page of the console around it. This page is sandboxed and has no origin: its policy lets
// this file run and nothing else, so whatever the HTML holds runs nothing, sends nothing and reads nothing.
(() => {
  if (parent === window) return;
  const { port1: port, port2: consolePort } = new MessageChannel();
  port.onmessage = ({ data: html }) => {
    const mail = new DOMParser().parseFromString(html, 'text/html');
    // A refresh would replace the mail.
    for (const meta of mail.querySelectorAll('meta[http-equiv]')) meta.remove();
    document.replaceChild(mail.documentElement, document.documentElement);
  };
  // The links of a preview lead nowhere. The frame cannot open a window, and must not show another page.
  addEventListener('click', (event) => {
    if (event.target.closest('a, area')) event.preventDefault();
  });
  // A key that is pressed in here never reaches the dialog around the frame.
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') port.postMessage('escape');
  });
  // Only a page of the console's origin gets the other end, so only it can send HTML.
  parent.postMessage('mail-frame', location.origin, [consolePort]);
})();
