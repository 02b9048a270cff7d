import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { focusKinds, formatRoute, parseRoute, settingsSections, type Route } from './routes.ts';

describe('routes', () => {
  test.each<[string, Route]>([
    ['', { screen: 'agents' }],
    ['#/', { screen: 'agents' }],
    ['#/agents', { screen: 'agents' }],
    ['#/agents/workflow_1', { screen: 'agent', id: 'workflow_1' }],
    ['#/agents/a%2Fb', { screen: 'agent', id: 'a/b' }],
    ['#/agents/a?node=n%201', { screen: 'agent', id: 'a', focus: { kind: 'node', id: 'n 1' } }],
    ['#/agents/a?edge=e', { screen: 'agent', id: 'a', focus: { kind: 'edge', id: 'e' } }],
    ['#/agents/a?node=', { screen: 'agent', id: 'a' }],
    ['#/runs?status=failed', { screen: 'runs', query: { status: 'failed' } }],
    ['#/runs/run_1', { screen: 'run', id: 'run_1' }],
    ['#/phone', { screen: 'phone' }],
    ['#/phone/x', { screen: 'unknown', path: '/phone/x' }],
    ['#/settings', { screen: 'settings', section: 'general' }],
    ['#/settings/providers', { screen: 'settings', section: 'providers' }],
    ['#/settings/x', { screen: 'unknown', path: '/settings/x' }],
    ['#/agents/%E0%A4%A', { screen: 'unknown', path: '/agents/%E0%A4%A' }],
    ['#/nowhere', { screen: 'unknown', path: '/nowhere' }],
  ])('%s', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });

  test('any hash is some route, and any route comes back from its address', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseRoute(text).screen).toBeTypeOf('string');
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.dictionary(fc.string(), fc.string()), (id, query) => {
        const routes: Route[] = [
          { screen: 'agent', id },
          ...focusKinds.map((kind): Route => ({ screen: 'agent', id, focus: { kind, id } })),
          { screen: 'run', id },
          { screen: 'runs', query },
          { screen: 'phone' },
          ...settingsSections.map((section): Route => ({ screen: 'settings', section })),
        ];
        expect(routes.map((route) => parseRoute(formatRoute(route)))).toEqual(routes);
      }),
    );
  });
});
