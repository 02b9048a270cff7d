/** All that is done with a message of a stranger before anybody trusts it. */
import { SipError } from '../../base/errors.ts';
import { digestChallenges } from '../sip/auth/challenge.ts';
import { withoutSecrets } from '../sip/auth/without-secrets.ts';
import { bodyParts } from '../sip/message/content.ts';
import { parseMessage, SipParseError } from '../sip/message/parse.ts';
import { serialiseMessage } from '../sip/message/serialise.ts';
import { StreamFramer } from '../sip/message/stream-framer.ts';
import { formatUri, parseUri } from '../sip/message/uri.ts';
import { requestProblem, responseProblem } from '../sip/message/validate.ts';
import {
  formatAddress,
  formatVia,
  parseAddress,
  parseContentType,
  parseCSeq,
  parseReplaces,
  parseVia,
  splitList,
} from '../sip/message/values.ts';

export type Reading = 'fine' | 'refused' | 'unreadable';

/** Throws what must never be thrown: anything but a SipError, or a message that is not the same when written and read again. */
export function readEverything(bytes: Uint8Array): Reading {
  new StreamFramer(false).push(bytes);
  withoutSecrets(new TextDecoder().decode(bytes));
  let message;
  try {
    message = parseMessage(bytes);
  } catch (error) {
    if (error instanceof SipParseError) return 'unreadable';
    throw error;
  }
  const problem = message.kind === 'request' ? requestProblem(message) : responseProblem(message);
  bodyParts(message);
  digestChallenges(message.headers);
  for (const { value } of message.headers.all) {
    for (const member of [value, ...splitList(value)]) {
      readValue(() => formatAddress(parseAddress(member)));
      readValue(() => formatVia(parseVia(member)));
      readValue(() => formatUri(parseUri(member)));
      readValue(() => `${parseCSeq(member).number}`);
      readValue(() => parseReplaces(member).callId);
      readValue(() => parseContentType(member).type);
    }
  }
  const written = serialiseMessage(message);
  const again = serialiseMessage(parseMessage(written));
  if (Buffer.compare(written, again) !== 0)
    throw new Error('Written, read and written again it is another message');
  return problem === null ? 'fine' : 'refused';
}

function readValue(read: () => string): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof SipError)) throw error;
  }
}
