/** The address of a request, as a document holds it. */
import { shorten } from '../base/shorten.ts';
import { templateProblems } from '../base/templates.ts';

/** What is wrong with the address, in words that go on from its owner's name; null when it may be called. */
export function addressProblem(url: string): string | null {
  const [malformed] = templateProblems(url);
  if (malformed) return `has a broken address: ${malformed}`;
  if (!/^https?:\/\//i.test(url))
    return `needs an address that begins with http:// or https://, not “${shorten(url)}”.`;
  if (/^https?:\/\/[^/?#]*@/i.test(url))
    return 'has a login in its address, where everybody can read it. Put it into a credential.';
  if (!/^https?:\/\/[^/?#\s]/i.test(url)) return `has no host in its address “${shorten(url)}”.`;
  return null;
}
