/**
 * What the end-to-end tests need beside npm packages: a browser, voices and a recogniser that are not ours, and
 * telephones, a SIP tester and a registrar. On
 * Debian as root they are installed; elsewhere they are named and the tests that need them are skipped.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './children.mjs';

/** Each tool by a command or file that it brings, and the Debian packages that bring it. */
const tools = [
  { name: 'chromium', packages: ['chromium'], anyOf: ['chromium', '/usr/bin/chromium'] },
  { name: 'flite', packages: ['flite'], anyOf: ['flite'] },
  { name: 'sox', packages: ['sox'], anyOf: ['sox'] },
  { name: 'espeak-ng', packages: ['espeak-ng'], anyOf: ['espeak-ng'] },
  {
    name: 'pocketsphinx',
    packages: ['pocketsphinx'],
    anyOf: ['pocketsphinx_continuous'],
  },
  {
    name: 'pocketsphinx-en-us',
    packages: ['pocketsphinx-en-us'],
    anyOf: ['/usr/share/pocketsphinx/model/en-us/en-us.lm.bin'],
  },
  { name: 'openssl', packages: ['openssl'], anyOf: ['openssl'] },
  { name: 'baresip', packages: ['baresip-core'], anyOf: ['baresip'] },
  { name: 'sipp', packages: ['sip-tester'], anyOf: ['sipp'] },
  { name: 'kamailio', packages: ['kamailio'], anyOf: ['/usr/sbin/kamailio'] },
  {
    name: 'kamailio-tls',
    packages: ['kamailio-tls-modules'],
    anyOf: [
      '/usr/lib/x86_64-linux-gnu/kamailio/modules/tls.so',
      '/usr/lib/aarch64-linux-gnu/kamailio/modules/tls.so',
    ],
  },
];

/** @returns {string[]} names of the tools that are not here */
export function missingTools() {
  return tools.filter((tool) => !tool.anyOf.some(isThere)).map((tool) => tool.name);
}

/**
 * Installs what is missing where it may, else says what is missing.
 *
 * @returns {Promise<string[]>} names of the tools that are still missing
 */
export async function ensureTestTools() {
  const missing = missingTools();
  if (missing.length === 0) return missing;
  const packages = tools.filter((tool) => missing.includes(tool.name)).flatMap((tool) => tool.packages);
  if (mayInstall()) {
    process.stderr.write(`Installing Debian packages for the tests: ${packages.join(' ')} …\n`);
    const options = { output: 'keep', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    const patience = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
    const update = await run('apt-get', [...patience, 'update'], options);
    const install = await run(
      'apt-get',
      [...patience, 'install', '-y', '--no-install-recommends', ...packages],
      options,
    );
    if (install.code !== 0) process.stderr.write(`${update.output}\n${install.output}\n`);
  } else {
    process.stderr.write(
      `The tests would like: ${missing.join(', ')}. On Debian or Ubuntu: sudo apt-get install ${packages.join(' ')}\n`,
    );
  }
  return missingTools();
}

function mayInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && isThere('apt-get');
}

function isThere(commandOrFile) {
  if (commandOrFile.startsWith('/')) return existsSync(commandOrFile);
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, commandOrFile)));
}
