import { appOrigin } from '#shared/bridge/channels.ts';

/** Is this address part of our own page? Not a prefix check: `app://parley.evil` and `app://parley@evil` are not. */
export function isOurs(address: string | null | undefined): boolean {
  if (address === null || address === undefined) return false;
  try {
    const url = new URL(address);
    // Custom schemes have an opaque `origin`, so its parts are compared.
    return (
      `${url.protocol}//${url.host}` === appOrigin &&
      url.username === '' &&
      url.password === '' &&
      url.port === ''
    );
  } catch {
    return false;
  }
}
