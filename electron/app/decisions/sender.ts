import { isOurs } from './origin.ts';

/** The frame that an ipc message came from; a frame that has gone has no address. */
export interface Sender {
  url: string | null;
  isMainFrame: boolean;
}

/** Only the top frame of our own page may call the studio. */
export function isTrustedSender(sender: Sender): boolean {
  return sender.isMainFrame && isOurs(sender.url);
}
