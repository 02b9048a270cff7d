/** A process with the studio's settings file that takes a second to end in order, and says when it has. */
import { openConf } from '../ipc/settings-store.ts';
import { onShutdownSignals } from '../shutdown-signals.ts';

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('Give a folder for the settings.');
await openConf(dataDir);
const alive = setInterval(() => undefined, 1000);
onShutdownSignals(
  () => {
    process.stdout.write('asked\n');
    setTimeout(() => {
      process.stdout.write('in order\n');
      clearInterval(alive);
    }, 1000);
  },
  () => {
    process.stdout.write('insisted\n');
    process.exit(0);
  },
);
process.stdout.write('ready\n');
