/** Carriers that are reached over the internet. */
import type { TrunkPreset } from './trunk-preset.ts';

const yourNumbers = {
  field: 'caller_ids',
  label: 'Your numbers',
  example: '+12025550123',
  hint: 'Numbers that you have there; others are refused or replaced. The first is the default.',
} as const;
const notReached =
  'There is no log-on, so calls to your numbers cannot find a laptop behind a router: they need a public address with a port that is let through.';

/** From where a carrier calls, as its page lists it. Calls are still not taken before somebody switches them on. */
const calledFrom = (...sources: string[]) => ({
  is_enabled: false,
  routes: [],
  fallback_workflow_id: null,
  busy_message: '',
  allowed_sources: sources,
});

const sourcesListed =
  'Calls come from other addresses than those that you call. What the vendor had published by 2026-11 stands under “Also called from”; compare it with its page.';

export const carrierPresets: readonly TrunkPreset[] = [
  {
    id: 'twilio',
    name: 'Twilio Elastic SIP',
    what: 'carrier',
    about:
      'A route from Twilio to the telephone network, paid by the minute. Good for calling out from anywhere.',
    defaults: {
      kind: 'ip',
      transport: 'tls',
      srtp: 'optional',
      number_format: 'e164',
      codecs: ['PCMU', 'PCMA'],
      dtmf: 'rfc4733',
      calls_per_second: 1,
      // Signalling of its eight places: twilio.com/docs/sip-trunking/ip-addresses.
      inbound: calledFrom(
        '54.172.60.0/30',
        '54.244.51.0/30',
        '54.171.127.192/30',
        '35.156.191.128/30',
        '54.65.63.192/30',
        '54.169.127.128/30',
        '54.252.254.64/30',
        '177.71.206.192/30',
      ),
    },
    server: { value: '', example: 'YOUR-TRUNK.pstn.twilio.com' },
    asks: [
      {
        field: 'server',
        label: 'Termination SIP URI',
        example: 'parley-demo.pstn.twilio.com',
        hint: 'As chosen under Termination. A region may be named: parley-demo.pstn.dublin.twilio.com.',
      },
      {
        field: 'username',
        label: 'User name of the credential list',
        example: 'parley',
        hint: 'Not your account’s SID.',
      },
      {
        field: 'password',
        label: 'Password of the credential list',
        example: '',
        hint: 'Not your auth token.',
      },
      yourNumbers,
    ],
    there: [
      'In the console open Elastic SIP Trunking → Trunks and make a trunk.',
      'Under Termination choose a Termination SIP URI.',
      'Under Termination → Authentication make a credential list with a user name and a password, and choose it.',
      'Buy a number, or verify a caller id of your own, and add it to the trunk under Numbers.',
      'For encrypted sound switch on Secure Trunking under General.',
    ],
    here: [
      'Enter the Termination SIP URI as the server, and name and password of the credential list.',
      'Enter your numbers with + and the country’s code.',
      'With Secure Trunking set TLS and encryption “required”.',
    ],
    quirks: [
      'If an IP access control list is chosen beside the credential list, both have to fit: leave it out on a laptop whose address changes.',
      'With Secure Trunking calls without TLS and SRTP are refused; without it TLS (port 5061) still works.',
      'A caller id that Twilio does not know is refused with 403. Countries have to be allowed under Voice → Geo permissions.',
      sourcesListed,
      notReached,
    ],
    docsUrl: 'https://www.twilio.com/docs/sip-trunking',
  },
  {
    id: 'telnyx',
    name: 'Telnyx',
    what: 'carrier',
    about: 'A carrier whose credential connections log on, so that a laptop can call and be called.',
    defaults: {
      kind: 'registered',
      transport: 'tls',
      srtp: 'optional',
      number_format: 'e164',
      codecs: ['opus', 'G722', 'PCMU', 'PCMA'],
      dtmf: 'rfc4733',
      // Both servers of the United States: developers.telnyx.com, Failover and Retries.
      inbound: calledFrom('192.76.120.10', '64.16.250.10'),
    },
    server: { value: 'sip.telnyx.com', example: 'sip.telnyx.com' },
    asks: [
      {
        field: 'username',
        label: 'User name of the connection',
        example: 'userparley12345',
        hint: 'Under Voice → SIP Trunking → your connection → Authentication.',
      },
      { field: 'password', label: 'Password of the connection', example: '', hint: 'Not the API key.' },
      yourNumbers,
    ],
    there: [
      'Make a SIP connection of the kind “Credentials” under Voice → SIP Trunking.',
      'Make an outbound voice profile, allow the countries that you call, and give it to the connection.',
      'Buy a number and give it to the connection.',
      'Under Inbound choose +E.164 as the format of numbers.',
    ],
    here: [
      'Enter user name and password of the connection.',
      'Nearer servers are sip.telnyx.eu (Europe) and sip.telnyx.com.au (Australia): take the one of your connection’s region.',
      'For calls that come in, choose agents for your numbers.',
    ],
    quirks: [
      'Without an outbound voice profile every call is refused with 403.',
      'The caller id has to be a number of your account, or be verified there.',
      'Encrypted sound is a setting of the connection; with it set encryption here to “required”.',
      'Who is logged on is called by the server of the log-on. Other regions’ addresses are on sip.telnyx.com, for “Also called from”.',
    ],
    docsUrl: 'https://developers.telnyx.com/docs/voice/sip-trunking/get-started',
  },
  {
    id: 'vonage',
    name: 'Vonage',
    what: 'carrier',
    about: 'A trunk from Vonage (formerly Nexmo) to the telephone network. For calling out.',
    defaults: {
      kind: 'ip',
      transport: 'tls',
      srtp: 'optional',
      number_format: 'digits',
      codecs: ['G722', 'PCMU', 'PCMA'],
      dtmf: 'rfc4733',
      // Its two networks: api.support.vonage.com, “Which IP addresses …”.
      inbound: calledFrom('216.147.0.0/18', '168.100.64.0/18'),
    },
    server: { value: '', example: 'YOUR-COMPANY.sip-us.vonage.com' },
    asks: [
      {
        field: 'server',
        label: 'Domain of the trunk',
        example: 'company.sip-us.vonage.com',
        hint: 'As chosen for the trunk, in its region. Accounts from before trunks use sip.nexmo.com.',
      },
      {
        field: 'username',
        label: 'User name of the credentials',
        example: 'parley',
        hint: 'At sip.nexmo.com it is the API key.',
      },
      {
        field: 'password',
        label: 'Password of the credentials',
        example: '',
        hint: 'At sip.nexmo.com it is the API secret.',
      },
      yourNumbers,
    ],
    there: [
      'In the dashboard open Voice → SIP Trunks and make a trunk with a domain name.',
      'Under its authentication add a user with a password.',
      'Buy a number and link it to the trunk; it is what those you call see.',
      'Put some credit on the account: without it calls are refused.',
    ],
    here: [
      'Enter the domain as the server, and name and password of the user.',
      'Leave the format of numbers at “digits”: the country’s code without +.',
    ],
    quirks: [
      'If a list of allowed addresses is used instead of users, leave name and password empty; a laptop’s address changes, though.',
      'A caller id in another format than digits with the country’s code may be replaced.',
      sourcesListed,
      notReached,
    ],
    docsUrl: 'https://developer.vonage.com/en/sip/technical-details',
  },
  {
    id: 'plivo',
    name: 'Plivo Zentrunk',
    what: 'carrier',
    about: 'A route to the telephone network from Plivo, paid by the minute. For calling out.',
    defaults: {
      kind: 'ip',
      transport: 'tls',
      srtp: 'optional',
      number_format: 'e164',
      codecs: ['PCMU', 'PCMA'],
      dtmf: 'rfc4733',
      calls_per_second: 2,
    },
    server: { value: '', example: 'YOUR-TRUNK.zt.plivo.com' },
    asks: [
      {
        field: 'server',
        label: 'Termination SIP domain',
        example: '21784177241578.zt.plivo.com',
        hint: 'Shown with the outbound trunk.',
      },
      {
        field: 'username',
        label: 'User name of the credentials',
        example: 'parley',
        hint: 'Not your auth ID.',
      },
      { field: 'password', label: 'Password of the credentials', example: '', hint: 'Not your auth token.' },
      yourNumbers,
    ],
    there: [
      'Under Zentrunk → Authentication make credentials with a user name and a password.',
      'Make an outbound trunk with these credentials; switch on “Secure” for encrypted sound.',
      'Rent a number to be shown to those you call.',
    ],
    here: [
      'Enter the trunk’s SIP domain as the server, and name and password of the credentials.',
      'With “Secure” set TLS and encryption “required”.',
    ],
    quirks: [
      'INFO, PRACK and REGISTER are not known there: keys are sent as telephone events, and there is no log-on.',
      'Many calls of a few seconds, or that nobody answers, cost a surcharge.',
      'An account makes 2 new calls a second unless more was asked for.',
      'Calls come from other addresses than those that you call: ask Plivo’s support for the list, and enter it under “Also called from”.',
      notReached,
    ],
    docsUrl: 'https://www.plivo.com/docs/sip-trunking/',
  },
];
