/**
 * Who may talk to the browser door. Any page in the person's browser can send requests to 127.0.0.1, so each must prove
 * three things: it was meant for us (Host – defeats DNS rebinding), it comes from our page (Origin, Fetch Metadata),
 * and it holds this launch's session (cookie, given for the token in the printed address).
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export type Verdict =
  | { kind: 'allowed' }
  /** The token was right: set the cookie and go to the clean address. */
  | { kind: 'enter'; cookie: string }
  | { kind: 'refused'; status: 401 | 403; message: string };

export interface GuardedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
}

const allowed: Verdict = { kind: 'allowed' };

export class SessionGuard {
  /** Secret of the printed address. */
  readonly token = randomBytes(32).toString('base64url');
  readonly #session = randomBytes(32).toString('base64url');
  readonly #cookieName: string;
  readonly #hosts: readonly string[];

  constructor(port: number) {
    // Cookies are shared by all ports of a host: two studios must not overwrite each other's.
    this.#cookieName = `parley_${port}`;
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  }

  request(request: GuardedRequest): Verdict {
    const foreign = this.#foreign(request.headers);
    if (foreign) return foreign;
    const site = request.headers['sec-fetch-site'];
    // A link from elsewhere may open the studio; nothing else of it may be used by another page, not even another
    // port of this computer, which browsers count as the same site.
    const isOpening = request.headers['sec-fetch-mode'] === 'navigate' && request.path === '/';
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isOpening)
      return forbidden('Another page may not use the studio.');
    const token = request.path === '/' ? request.query.get('token') : null;
    if (token !== null && request.method === 'GET') {
      if (!isSame(token, this.token))
        return unauthorised('The token in this address is not of the Parley that is running now.');
      const cookie = `${this.#cookieName}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
      return { kind: 'enter', cookie };
    }
    return this.#holdsSession(request.headers)
      ? allowed
      : unauthorised('This browser has no session with the Parley that is running now.');
  }

  /** Browsers send Origin with every WebSocket, so one without it is not our page. */
  upgrade(headers: IncomingHttpHeaders): Verdict {
    const foreign = this.#foreign(headers);
    if (foreign) return foreign;
    if (headers.origin === undefined) return forbidden('The Origin header is missing.');
    return this.#holdsSession(headers) ? allowed : unauthorised('The session cookie is missing or old.');
  }

  #foreign({ host, origin }: IncomingHttpHeaders): Verdict | null {
    if (host === undefined || !this.#hosts.includes(host.toLowerCase()))
      return forbidden('The Host header is not the studio’s own address.');
    if (origin !== undefined && origin !== `http://${host.toLowerCase()}`)
      return forbidden('The Origin header is not the studio’s own address.');
    return null;
  }

  #holdsSession({ cookie = '' }: IncomingHttpHeaders): boolean {
    return cookie.split(';').some((pair) => {
      const [name, value] = pair.trim().split('=', 2);
      return name === this.#cookieName && value !== undefined && isSame(value, this.#session);
    });
  }
}

function forbidden(message: string): Verdict {
  return { kind: 'refused', status: 403, message };
}

function unauthorised(reason: string): Verdict {
  return {
    kind: 'refused',
    status: 401,
    message: `${reason} Open the address that Parley printed when it started.`,
  };
}

/** In constant time, whatever the lengths. */
function isSame(given: string, secret: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
