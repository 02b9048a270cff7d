/**
 * Trunks: SIP accounts and routes by which the studio dials and is called. The password is not part of one; it is kept in the
 * secret store under `trunkSecretId(id)`.
 */
import { z } from 'zod';
import { phoneCodecs } from './phone-call.ts';

export const trunkIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'An id is small letters, digits and hyphens, at most 40.');

export function trunkSecretId(id: string): string {
  return `trunk:${id}`;
}

/** `HOST` or `HOST:PORT`; an IPv6 address in brackets. */
const hostPort = z
  .string()
  .trim()
  .max(260)
  .regex(
    /^(\[[0-9a-fA-F:.]+\]|[^\s:/@?#[\]]+)(:\d{1,5})?$/,
    'A server is a name or an address, and a port if need be.',
  );

/** Shorter prefixes than these would take in half the internet. */
const shortestPrefix = { ipv4: 8, ipv6: 16 };

/** `192.0.2.7`, `192.0.2.0/24`, `2001:db8::7` or `2001:db8::/32`. */
export const addressRangeSchema = z
  .string()
  .trim()
  .pipe(
    z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
      error: ({ input }) =>
        `${String(input).slice(0, 60)} is no address or range: 192.0.2.7, 192.0.2.0/24, 2001:db8::7 or 2001:db8::/32.`,
    }),
  )
  .refine(
    (range) => {
      const [address = '', prefix] = range.split('/');
      return (
        prefix === undefined ||
        Number(prefix) >= (address.includes(':') ? shortestPrefix.ipv6 : shortestPrefix.ipv4)
      );
    },
    { error: ({ input }) => `${String(input)} is too wide a range: at least /8, of IPv6 /16.` },
  );

const perDay = z.number().positive().nullable();

export const inboundRouteSchema = z.object({
  /** The called number (E.164) or the user part of the address; `*` is any. */
  called: z.string().trim().min(1).max(120),
  workflow_id: z.string().min(1),
});

export const trunkSchema = z.object({
  id: trunkIdSchema,
  name: z.string().trim().min(1).max(80),
  /** Id of a `trunkPresets` entry. */
  preset: z.string().min(1).max(40),
  is_enabled: z.boolean().default(true),
  /** `registered`: we log on and are called there. `ip`: the other side knows our address, or takes a password with each call. */
  kind: z.enum(['registered', 'ip']),
  /** Domain of the account, and where DNS is asked unless a proxy is named. */
  server: hostPort,
  transport: z.enum(['auto', 'udp', 'tcp', 'tls']).default('auto'),
  outbound_proxy: hostPort.nullable().default(null),
  /** User part of our address; empty for IP trunks that want none. */
  username: z.string().trim().max(120).default(''),
  /** Name for the password where it differs from `username`. */
  auth_username: z.string().trim().max(120).nullable().default(null),
  display_name: z.string().trim().max(80).default(''),
  /** Numbers that may be shown to those we call; the first is the default. */
  caller_ids: z.array(z.string().trim().min(1).max(40)).max(200).default([]),
  /** How numbers are written in the address that is dialled. */
  number_format: z.enum(['e164', 'digits', 'national', 'international-00']).default('e164'),
  /** ISO 3166 country in which numbers without `+` are read, e.g. `DE`; null: they are refused. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .default(null),
  /** In order of preference. */
  codecs: z.array(z.enum(phoneCodecs)).min(1).default(['opus', 'G722', 'PCMU', 'PCMA']),
  /** Encryption of the sound by SDES (RFC 4568). */
  srtp: z.enum(['off', 'optional', 'required']).default('off'),
  dtmf: z.enum(['auto', 'rfc4733', 'info', 'tones']).default('auto'),
  ptime_ms: z.union([z.literal(10), z.literal(20), z.literal(30), z.literal(40), z.literal(60)]).default(20),
  tls: z
    .object({
      /** False accepts any certificate: for a PBX of one's own only. */
      verify: z.boolean(),
      /** A certificate authority of one's own, PEM. */
      ca_pem: z.string().max(100_000).nullable(),
    })
    .default({ verify: true, ca_pem: null }),
  register_expires_s: z.number().int().min(60).max(86_400).default(600),
  /** 0: none are sent, and a server without log-on is not asked every minute whether it is there. */
  keep_alive_s: z.number().int().min(0).max(600).default(25),
  /** RFC 4028; 0: none are asked for. */
  session_expires_s: z.number().int().min(0).max(86_400).default(1800),
  /** Asks for the public address; null for none. */
  stun_server: hostPort.nullable().default(null),
  /** Called by Test trunk; null leaves that step out. */
  echo_number: z.string().trim().max(120).nullable().default(null),
  max_calls: z.number().int().min(1).max(200).default(10),
  /** New calls a second. */
  calls_per_second: z.number().min(0.1).max(50).default(1),
  /** How long it may ring, seconds. */
  ring_timeout_s: z.number().int().min(5).max(180).default(45),
  /** Of a day by this machine's clock, calls in both directions; what is over is not dialled, and callers hear busy. */
  caps: z
    .object({ calls_per_day: perDay, minutes_per_day: perDay, usd_per_day: perDay })
    .default({ calls_per_day: 500, minutes_per_day: 1000, usd_per_day: 20 }),
  /** What the trunk costs; null: not known, and told so. */
  usd_per_minute: z.number().min(0).max(100).nullable().default(null),
  inbound: z
    .object({
      is_enabled: z.boolean(),
      routes: z.array(inboundRouteSchema).max(500),
      /** Answers what no route names; null refuses it (404). */
      fallback_workflow_id: z.string().min(1).nullable(),
      /** Said to a caller when all lines are taken, then hung up; empty: the caller hears the busy tone (486). */
      busy_message: z.string().max(500),
      /**
       * From where the trunk calls besides the addresses of its servers: carriers do so from others than those that take calls.
       */
      allowed_sources: z.array(addressRangeSchema).max(100).default([]),
      /** Of trunks without log-on: who calls has to show the trunk's user name and password (401). */
      challenge: z.boolean().default(false),
    })
    .default({
      is_enabled: false,
      routes: [],
      fallback_workflow_id: null,
      busy_message: '',
      allowed_sources: [],
      challenge: false,
    }),
  /** ISO 8601 UTC. */
  created_at: z.string(),
});
export type Trunk = z.infer<typeof trunkSchema>;
export type TrunkInput = z.input<typeof trunkSchema>;

/** Whether a trunk can be used, as its user agent sees it. */
export const trunkStatusSchema = z.object({
  state: z.enum(['disabled', 'starting', 'registering', 'registered', 'ready', 'failed']),
  /** In words: since when, or what is wrong and what to change. */
  message: z.string(),
  sip_status: z.number().int().nullable(),
  /** When it is tried again or refreshed, ISO 8601 UTC; null for never. */
  next_at: z.string().nullable(),
});
export type TrunkStatus = z.infer<typeof trunkStatusSchema>;

/** The walk of Test trunk, in this order; a step after one that failed is `skipped`. */
export const trunkTestSteps = ['dns', 'connect', 'tls', 'register', 'options', 'call'] as const;
export const trunkTestStepSchema = z.object({
  step: z.enum(trunkTestSteps),
  outcome: z.enum(['running', 'passed', 'failed', 'skipped']),
  /** What was found, for a person. */
  message: z.string(),
  /** What to change; null where nothing is. */
  advice: z.string().nullable(),
  duration_ms: z.number().nullable(),
});
export type TrunkTestStep = z.infer<typeof trunkTestStepSchema>;
