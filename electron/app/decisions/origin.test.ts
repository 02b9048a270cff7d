import { expect, test } from 'vitest';
import { navigationOf } from './navigation.ts';
import { isOurs } from './origin.ts';
import { isPermitted } from './permission.ts';
import { isTrustedSender } from './sender.ts';

const page = 'app://parley/#/agents';
const foreign = [
  'app://parley.evil/',
  'app://parley@evil/',
  'app://evil@parley/',
  'app://parley:80/',
  'app:parley',
  'https://parley/',
  'file:///app/parley/index.html',
  'about:blank',
  'data:text/html,app://parley/',
  'javascript:location="app://parley/"',
  '',
];

test('only the custom scheme with our host is our page', () => {
  expect(['app://parley', 'app://parley/', page, 'app://parley/runs/r1/recording.wav'].map(isOurs)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(foreign.filter((url) => isOurs(url))).toEqual([]);
  expect(isOurs(null)).toBe(false);
});

test('only the top frame of our page may call the studio', () => {
  expect(isTrustedSender({ url: page, isMainFrame: true })).toBe(true);
  expect(isTrustedSender({ url: page, isMainFrame: false })).toBe(false);
  expect(isTrustedSender({ url: null, isMainFrame: true })).toBe(false);
  expect(foreign.filter((url) => isTrustedSender({ url, isMainFrame: true }))).toEqual([]);
});

test('the microphone is permitted to our page, and nothing else that captures', () => {
  const wish = { permission: 'media', url: page, isMainFrame: true, mediaTypes: ['audio'] };
  expect(isPermitted(wish)).toBe(true);
  const refused = [
    { ...wish, mediaTypes: ['video'] },
    { ...wish, mediaTypes: ['audio', 'video'] },
    { ...wish, mediaTypes: ['unknown'] },
    { ...wish, mediaTypes: [] },
    { ...wish, url: 'https://example.com/' },
    { ...wish, url: null },
    { ...wish, isMainFrame: false },
    { ...wish, permission: 'display-capture' },
    ...['geolocation', 'notifications', 'clipboard-read', 'usb', 'openExternal', 'fileSystem', 'unknown'].map(
      (permission) => ({ ...wish, permission, mediaTypes: [] }),
    ),
  ];
  expect(refused.filter(isPermitted)).toEqual([]);
});

test('errors can be copied', () => {
  expect(
    isPermitted({ permission: 'clipboard-sanitized-write', url: page, isMainFrame: true, mediaTypes: [] }),
  ).toBe(true);
});

test('our page stays, web pages go to the browser, everything else goes nowhere', () => {
  expect(navigationOf(page)).toBe('stay');
  expect(navigationOf('https://example.com/docs?a=1')).toBe('browser');
  const denied = [
    'http://example.com/',
    'https://example.com@evil.test/',
    'mailto:a@example.com',
    'file:///etc/passwd',
    'smb://server/share',
    'ms-msdt:/id',
    ...foreign.filter((url) => !url.startsWith('https:')),
  ];
  expect(denied.filter((url) => navigationOf(url) !== 'deny')).toEqual([]);
});
