/** Telephone systems of one's own, and the router at home. */
import type { TrunkPreset } from './trunk-preset.ts';

const extension = {
  field: 'username',
  label: 'Extension',
  example: '1001',
  hint: 'The user that Parley logs on as.',
} as const;
const password = {
  field: 'password',
  label: 'Password of the extension',
  example: '',
  hint: 'Also called SIP secret.',
} as const;
const country = {
  field: 'country',
  label: 'Country',
  example: 'DE',
  hint: 'In which numbers without + are read, and whose emergency numbers are refused. Without it short extensions that are an emergency number anywhere are refused, too.',
} as const;

export const pbxPresets: readonly TrunkPreset[] = [
  {
    id: 'asterisk',
    name: 'Asterisk',
    what: 'pbx',
    about:
      'Your own Asterisk (or FreePBX): Parley is one of its extensions and may be called by every other one.',
    defaults: { kind: 'registered', transport: 'udp', number_format: 'national', dtmf: 'rfc4733' },
    server: { value: '', example: 'PBX.example.com' },
    asks: [
      {
        field: 'server',
        label: 'Server',
        example: '10.0.0.5',
        hint: 'Name or address, with :PORT if it is not 5060.',
      },
      extension,
      password,
      country,
      {
        field: 'echo_number',
        label: 'Echo number',
        example: 'sip:600@10.0.0.5',
        hint: '*43 in FreePBX; in plain Asterisk whichever extension runs Echo().',
      },
    ],
    there: [
      'In pjsip.conf make an endpoint, an auth and an aor of the extension’s name; max_contacts=1 or more.',
      'For a laptop behind a router: rtp_symmetric=yes, force_rport=yes, rewrite_contact=yes, direct_media=no.',
      'Allow codecs in the order opus, g722, ulaw, alaw; dtmf_mode=rfc4733.',
      'For TLS make a transport of protocol tls; for encrypted sound set media_encryption=sdes.',
      'Give the endpoint a context from which it may dial what it should, and nothing else.',
    ],
    here: [
      'Enter server, extension and password.',
      'Choose an agent for the extension’s name under calls that come in.',
    ],
    quirks: [
      'The name for the password is the username of the auth section, which may differ from the extension.',
      'An endpoint that qualifies (qualify_frequency) asks us with OPTIONS now and then; that is answered.',
      'Numbers go out as you wrote them: choose the format that the dial plan wants.',
    ],
    docsUrl: 'https://docs.asterisk.org/Configuration/Channel-Drivers/SIP/Configuring-res_pjsip/',
  },
  {
    id: 'freeswitch',
    name: 'FreeSWITCH',
    what: 'pbx',
    about: 'Your own FreeSWITCH: Parley is a user of its directory.',
    defaults: { kind: 'registered', transport: 'udp', number_format: 'national', dtmf: 'rfc4733' },
    server: { value: '', example: 'PBX-ADDRESS' },
    asks: [
      {
        field: 'server',
        label: 'Server',
        example: '10.0.0.5',
        hint: 'The domain of the directory: in a fresh installation the machine’s address.',
      },
      { ...extension, example: '1000' },
      password,
      country,
      {
        field: 'echo_number',
        label: 'Echo number',
        example: 'sip:9196@10.0.0.5',
        hint: '9196 in a fresh installation.',
      },
    ],
    there: [
      'Make a user in conf/directory/default, or take one of 1000 to 1019.',
      'Change default_password in vars.xml: with the one it comes with every call waits for ten seconds.',
      'For a laptop behind a router leave NDLB-force-rport or aggressive NAT detection switched on in the profile.',
      'For TLS set internal_ssl_enable; for encrypted sound allow rtp_secure_media.',
    ],
    here: ['Enter server, user and password.', 'Choose an agent for the user under calls that come in.'],
    quirks: [
      'The domain counts: with a name where the directory has an address (or the other way round) the log-on is refused with 403.',
      'Phones log on at port 5060 (profile internal); 5080 is for carriers and asks for no password.',
    ],
    docsUrl: 'https://developer.signalwire.com/freeswitch/FreeSWITCH-Explained/',
  },
  {
    id: 'kamailio',
    name: 'Kamailio',
    what: 'pbx',
    about: 'Your own SIP proxy and registrar: Parley is a subscriber.',
    defaults: { kind: 'registered', transport: 'tls', number_format: 'e164', dtmf: 'rfc4733' },
    server: { value: '', example: 'sip.YOUR-DOMAIN' },
    asks: [
      {
        field: 'server',
        label: 'Domain',
        example: 'sip.example.com',
        hint: 'As in the subscriber table; a proxy elsewhere goes into “Outbound proxy”.',
      },
      { ...extension, label: 'User name', example: 'parley' },
      { ...password, label: 'Password' },
    ],
    there: [
      'Add a subscriber: kamctl add NAME PASSWORD.',
      'Load the tls module and listen on tls:ADDRESS:5061 with a certificate of the domain.',
      'For laptops behind routers switch on WITH_NAT, with rtpengine or rtpproxy for the sound.',
      'Route numbers to a gateway that wants them as you choose here.',
    ],
    here: [
      'Enter domain, user name and password.',
      'With a certificate of your own enter its authority (PEM) under TLS.',
    ],
    quirks: [
      'A proxy carries no sound: codec and encryption are agreed with whom you call.',
      'The alias of the domain has to be set there, or requests for it are relayed in a circle (483).',
    ],
    docsUrl: 'https://www.kamailio.org/wikidocs/',
  },
  {
    id: '3cx',
    name: '3CX',
    what: 'pbx',
    about: 'Your 3CX system: Parley is one of its extensions.',
    defaults: {
      kind: 'registered',
      transport: 'tls',
      srtp: 'optional',
      number_format: 'national',
      dtmf: 'rfc4733',
    },
    server: { value: '', example: 'YOUR-COMPANY.3cx.eu' },
    asks: [
      {
        field: 'server',
        label: 'Server',
        example: 'company.3cx.eu:5061',
        hint: 'The system’s name, with :5061 for TLS and :5060 for UDP or TCP.',
      },
      { ...extension, label: 'Extension number', example: '101' },
      {
        field: 'auth_username',
        label: 'Authentication ID',
        example: 'Xy7bR2kQ',
        hint: 'It differs from the extension’s number; shown with its telephone.',
      },
      { ...password, label: 'Authentication password' },
      country,
      {
        field: 'echo_number',
        label: 'Echo number',
        example: 'sip:*777@company.3cx.eu',
        hint: '*777 in most systems.',
      },
    ],
    there: [
      'In the admin console open the extension → IP phone, and add a phone by hand (a softphone or SIP device).',
      'Copy authentication ID and password.',
      'In the options of the extension allow its use outside the LAN if this computer is not in the same network.',
    ],
    here: [
      'Enter server, extension, authentication ID and password.',
      'Choose an agent for the extension’s number.',
    ],
    quirks: [
      'The extension’s number as the name for the password is refused with 407 or 403 again and again, and then the address is barred: the authentication ID is needed.',
      'Too many wrong log-ons bar this computer’s address; it is let in again under Admin → Security → IP blacklist.',
      'The licence counts calls at once.',
    ],
    docsUrl: 'https://www.3cx.com/docs/manual/',
  },
  {
    id: 'fritzbox',
    name: 'FRITZ!Box',
    what: 'pbx',
    about: 'The router at home as a telephone system: Parley is an IP phone of it and uses your line.',
    defaults: {
      kind: 'registered',
      transport: 'udp',
      number_format: 'national',
      country: 'DE',
      codecs: ['G722', 'PCMA', 'PCMU'],
      dtmf: 'rfc4733',
      max_calls: 2,
    },
    server: { value: 'fritz.box', example: 'fritz.box' },
    asks: [
      {
        field: 'username',
        label: 'User name of the IP phone',
        example: 'parley-phone',
        hint: 'As it was set up in the FRITZ!Box, at least eight characters; not the name of the FRITZ!Box user.',
      },
      { ...password, label: 'Password of the IP phone', hint: 'Also set up with the phone.' },
      country,
    ],
    there: [
      'Open http://fritz.box → Telephony → Telephony devices → Configure new device.',
      'Choose “Telephone”, then “LAN/WLAN (IP telephone)”.',
      'Give it a user name and a password, and choose the number for calls out and those it rings for.',
      'Leave “log-on from the internet” switched off.',
    ],
    here: [
      'Enter user name and password of the IP phone; this computer has to be in the home network.',
      'Choose an agent for the user name under calls that come in, or as the fall-back.',
    ],
    quirks: [
      'The number that is shown is chosen in the FRITZ!Box, not here: caller ids may stay empty.',
      'Calls that come in name the IP phone, not the number that was called.',
      'If fritz.box is not found (a DNS server of your own), enter the router’s address, e.g. 192.168.178.1.',
      'The line has a few channels, often two: more calls at once are refused with 486.',
    ],
    docsUrl: 'https://fritz.com/service/knowledge-base/',
  },
];
