/** A trunk while it is being filled in: every field is there, and some may not be good yet. */
import { trunkSchema, type Trunk, type TrunkInput } from '#shared/domain/trunk.ts';

/** What a preset or a person sets of a new trunk. */
export type TrunkStart = Partial<Omit<TrunkInput, 'id' | 'created_at'>>;

/** A new trunk with the defaults of the schema; its id is made when it is saved. */
export function newTrunk(start: TrunkStart & Pick<TrunkInput, 'preset' | 'kind'>, now: Date): Trunk {
  const filled = trunkSchema.parse({
    ...start,
    id: 'new',
    // Stand in for what is still to be filled in, so that the rest takes its defaults.
    name: 'new',
    server: 'new',
    created_at: now.toISOString(),
  });
  return { ...filled, id: '', name: start.name ?? '', server: start.server ?? '' };
}

/** `Twilio Elastic SIP` → `twilio-elastic-sip`; another number behind it while that is taken. */
export function trunkIdFor(name: string, taken: ReadonlySet<string>): string {
  const slug = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 34);
  const base = slug === '' ? 'trunk' : slug;
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!taken.has(id)) return id;
  }
}

/** By field (`inbound.routes.0.called`): what is wrong and what to do. */
export type TrunkProblems = Readonly<Record<string, string>>;

const words: Readonly<Record<string, string>> = {
  name: 'Give the trunk a name by which you know it.',
  server: 'The name or address of the server, and a port if need be: sip.example.com or 192.0.2.1:5070.',
  outbound_proxy: 'A name or address, and a port if need be; empty for none.',
  stun_server: 'A name or address, and a port if need be; empty for none.',
  codecs: 'At least one.',
  caller_ids: 'Each number at most 40 characters.',
};

export function trunkProblems(draft: Trunk): TrunkProblems {
  const problems: Record<string, string> = {};
  const parsed = trunkSchema.safeParse({ ...draft, id: draft.id === '' ? 'new' : draft.id });
  if (!parsed.success)
    for (const issue of parsed.error.issues) {
      const path = issue.path.join('.');
      problems[path] ??= wordsFor(path) ?? issue.message;
    }
  if (draft.kind === 'registered' && draft.username.trim() === '')
    problems['username'] ??= 'The name of the account: a trunk that registers has one.';
  const called = draft.inbound.routes.map((route) => route.called.trim());
  called.forEach((number, index) => {
    if (number !== '' && called.indexOf(number) !== index)
      problems[`inbound.routes.${index}.called`] ??= 'This number has a route above.';
  });
  return problems;
}

function wordsFor(path: string): string | undefined {
  if (/^inbound\.routes\.\d+\.called$/.test(path)) return 'The called number, a name, or * for any.';
  if (/^inbound\.routes\.\d+\.workflow_id$/.test(path)) return 'Choose who answers.';
  return words[path] ?? words[path.split('.')[0] ?? ''];
}

/** The password as `trunks.save` takes it. */
export type PasswordChange = { kind: 'keep' } | { kind: 'set'; password: string } | { kind: 'forget' };

export function passwordInput(change: PasswordChange): { password?: string | null } {
  switch (change.kind) {
    case 'keep':
      return {};
    case 'set':
      return { password: change.password };
    case 'forget':
      return { password: null };
  }
}

export function isTrunkChanged(before: Trunk, now: Trunk, password: PasswordChange): boolean {
  return password.kind !== 'keep' || JSON.stringify(before) !== JSON.stringify(now);
}
