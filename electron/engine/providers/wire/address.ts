/** Addresses of a vendor from the one that a person has set. */
import { VendorError } from './vendor-error.ts';

/** The socket at this path. An address that is none gives one that no socket takes, so that connecting says so. */
export function socketUrl(baseUrl: string, path: string): URL {
  const url = parsed(baseUrl, path) ?? new URL('invalid:');
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  return url;
}

/** The page at this path. Throws VendorError where the address is none. */
export function pageUrl(vendor: string, baseUrl: string, path: string): URL {
  const url = parsed(baseUrl, path);
  if (url) return url;
  throw new VendorError('wrong-setting', `The address of the connection to ${vendor} is not a web address.`);
}

function parsed(baseUrl: string, path: string): URL | null {
  const url = URL.parse(path, baseUrl);
  return url && /^(https?|wss?):$/.test(url.protocol) ? url : null;
}
