/** The addresses of the studio's screens, kept in the hash so that they work under any door and survive a reload. */

export const settingsSections = [
  'general',
  'providers',
  'trunks',
  'do-not-call',
  'tools',
  'credentials',
  'prices',
  'about',
] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** What of an agent an address can point at. */
export const focusKinds = ['node', 'edge', 'note', 'frame'] as const;

export interface Focus {
  kind: (typeof focusKinds)[number];
  id: string;
}

export type Route =
  | { screen: 'agents' }
  | { screen: 'agent'; id: string; focus?: Focus }
  | { screen: 'runs'; query: Record<string, string> }
  | { screen: 'run'; id: string }
  | { screen: 'phone' }
  | { screen: 'settings'; section: SettingsSection }
  | { screen: 'unknown'; path: string };

/** `#/agents/ID`, `#/agents/ID?node=ID` → route. Anything else, a malformed escape included, is `unknown` and never throws. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  const unknown: Route = { screen: 'unknown', path };
  const [first, second] = parts;
  if (first === undefined) return { screen: 'agents' };
  if (parts.length > 2) return unknown;
  const id = second === undefined ? null : decode(second);
  if (second !== undefined && id === null) return unknown;
  switch (first) {
    case 'agents':
      return id === null ? { screen: 'agents' } : { screen: 'agent', id, ...focusIn(search) };
    case 'runs':
      if (id !== null) return { screen: 'run', id };
      return { screen: 'runs', query: Object.fromEntries(new URLSearchParams(search)) };
    case 'phone':
      return id === null ? { screen: 'phone' } : unknown;
    case 'settings': {
      const section = settingsSections.find((name) => name === (id ?? 'general'));
      return section ? { screen: 'settings', section } : unknown;
    }
    default:
      return unknown;
  }
}

/** Route → `#/agents/ID`. */
export function formatRoute(route: Route): string {
  switch (route.screen) {
    case 'agents':
      return '#/agents';
    case 'agent': {
      const { id, focus } = route;
      const search = focus ? `?${new URLSearchParams({ [focus.kind]: focus.id }).toString()}` : '';
      return `#/agents/${encodeURIComponent(id)}${search}`;
    }
    case 'runs': {
      const search = new URLSearchParams(route.query).toString();
      return search === '' ? '#/runs' : `#/runs?${search}`;
    }
    case 'run':
      return `#/runs/${encodeURIComponent(route.id)}`;
    case 'phone':
      return '#/phone';
    case 'settings':
      return route.section === 'general' ? '#/settings' : `#/settings/${route.section}`;
    case 'unknown':
      return `#${route.path}`;
  }
}

function focusIn(search: string): { focus?: Focus } {
  const query = new URLSearchParams(search);
  for (const kind of focusKinds) {
    const id = query.get(kind);
    if (id !== null && id !== '') return { focus: { kind, id } };
  }
  return {};
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
