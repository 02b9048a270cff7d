/** Keys that the agent presses: as messages where the connection has them, as tones otherwise. */
import { isDtmfKey } from '../../audio/dtmf-keys.ts';
import { dtmfTones } from '../../audio/dtmf-tones.ts';
import type { EventLog } from '../event-log.ts';
import type { Leg } from '../leg.ts';

export class KeysOut {
  readonly #leg: Leg;
  readonly #log: EventLog;
  readonly #sound: (id: string, samples: Int16Array) => Promise<'heard' | 'cut'>;
  #sent = 0;

  /** `sound` plays samples after all that has been said so far. */
  constructor(options: {
    leg: Leg;
    log: EventLog;
    sound: (id: string, samples: Int16Array) => Promise<'heard' | 'cut'>;
  }) {
    this.#leg = options.leg;
    this.#log = options.log;
    this.#sound = options.sound;
  }

  async press(keys: string): Promise<'sent' | 'cut'> {
    const pressed = keys.split('').filter(isDtmfKey);
    if (pressed.length === 0) return 'cut';
    this.#log.write('dtmf', { direction: 'out', digits: pressed.join('') });
    if (this.#leg.sendKeys) {
      await this.#leg.sendKeys(pressed);
      return 'sent';
    }
    this.#sent += 1;
    const outcome = await this.#sound(`keys_${this.#sent}`, dtmfTones(pressed));
    return outcome === 'heard' ? 'sent' : 'cut';
  }
}
