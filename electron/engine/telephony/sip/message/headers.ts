/** Header fields of a SIP message, in their order, RFC 3261 §7.3. Names are compared without regard to case. */

/** Compact forms, RFC 3261 §7.3.3 and the IANA registry of SIP header fields. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
};

export interface SipHeader {
  /** In full, as it came or was set; compact forms are written out. */
  readonly name: string;
  /** Unfolded, without surrounding white space. */
  readonly value: string;
}

/** The full name of a compact form, or the name as it is. */
export function fullHeaderName(name: string): string {
  return (name.length === 1 ? compactForms[name.toLowerCase()] : undefined) ?? name;
}

export class SipHeaders {
  #list: SipHeader[] = [];

  constructor(entries: Iterable<readonly [name: string, value: string]> = []) {
    for (const [name, value] of entries) this.append(name, value);
  }

  /** Every field, one an occurrence. A value may still hold a list with commas: see `splitList`. */
  get all(): readonly SipHeader[] {
    return this.#list;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  /** The first of that name. */
  get(name: string): string | null {
    const wanted = fullHeaderName(name).toLowerCase();
    return this.#list.find((header) => header.name.toLowerCase() === wanted)?.value ?? null;
  }

  getAll(name: string): string[] {
    const wanted = fullHeaderName(name).toLowerCase();
    return this.#list.filter((header) => header.name.toLowerCase() === wanted).map(({ value }) => value);
  }

  append(name: string, value: string): this {
    this.#list.push({ name: fullHeaderName(name), value });
    return this;
  }

  /** Before all others: a Via on its way. */
  prepend(name: string, value: string): this {
    this.#list.unshift({ name: fullHeaderName(name), value });
    return this;
  }

  /** In place of all of that name, where the first stood; at the end where there was none. */
  set(name: string, value: string): this {
    const full = fullHeaderName(name);
    const wanted = full.toLowerCase();
    const place = this.#list.findIndex((header) => header.name.toLowerCase() === wanted);
    this.delete(full);
    this.#list.splice(place < 0 ? this.#list.length : place, 0, { name: full, value });
    return this;
  }

  /** Only the first of that name is replaced: the topmost Via. */
  replaceFirst(name: string, value: string): this {
    const wanted = fullHeaderName(name).toLowerCase();
    const place = this.#list.findIndex((header) => header.name.toLowerCase() === wanted);
    if (place < 0) return this.append(name, value);
    this.#list[place] = { name: fullHeaderName(name), value };
    return this;
  }

  delete(name: string): this {
    const wanted = fullHeaderName(name).toLowerCase();
    this.#list = this.#list.filter((header) => header.name.toLowerCase() !== wanted);
    return this;
  }

  clone(): SipHeaders {
    return new SipHeaders(this.#list.map(({ name, value }) => [name, value] as const));
  }
}
