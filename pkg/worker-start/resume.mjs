// Notifies an object of a restore from a backup: `/<class>/<id>`. `npx hallpass start` calls it at a private socket.
import { env } from 'cloudflare:workers';

export default {
  fetch(request) {
    const [, className, id] = new URL(request.url).pathname.split('/');
    const objects = env[className];
    return objects.get(objects.idFromString(id)).fetch('http://object/resume', { method: 'POST' });
  },
};
