import { expect, it } from 'vitest';
import { withoutSecrets } from './without-secrets.ts';

it('leaves nothing with which to log on or to decrypt', () => {
  const message = [
    'INVITE sip:bob:hunter2@example.com SIP/2.0',
    'From: "A" <sip:alice:pa:ss@example.com:5060>;tag=1',
    'Contact: <sip:alice@192.0.2.1:5060;transport=tcp>, <sip:192.0.2.2:5060>',
    'Authorization: Digest username="alice", realm="r", nonce="n",',
    '\tresponse="0123456789abcdef", cnonce="c"',
    'Proxy-Authorization : Basic YWxpY2U6cHc=',
    '  c2Vjb25k',
    'authentication-info: rspauth=abcdef, nextnonce="m"',
    'X-Response: response="kept"',
    '',
    'v=0',
    'k=base64:c2VjcmV0',
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^20|1:4;inline:second|2^20',
    'a=key-mgmt:mikey AQAFgM0XflABAAAA',
    'a=ice-pwd:asd88fgpdd777uzjYhagZg',
    'a=rtpmap:0 PCMU/8000',
    '',
  ];
  expect(withoutSecrets(message.join('\r\n')).split('\r\n')).toEqual([
    'INVITE sip:bob:***@example.com SIP/2.0',
    'From: "A" <sip:alice:***@example.com:5060>;tag=1',
    'Contact: <sip:alice@192.0.2.1:5060;transport=tcp>, <sip:192.0.2.2:5060>',
    'Authorization: Digest username="alice", realm="r", nonce="n",',
    '\tresponse="***", cnonce="c"',
    'Proxy-Authorization : Basic ***',
    ' ***',
    'authentication-info: rspauth="***", nextnonce="m"',
    'X-Response: response="kept"',
    '',
    'v=0',
    'k=base64:***',
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***|2^20|1:4;inline:***|2^20',
    'a=key-mgmt:mikey ***',
    'a=ice-pwd:***',
    'a=rtpmap:0 PCMU/8000',
    '',
  ]);
});
