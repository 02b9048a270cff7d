/** The live table of telephone calls: asked once, then told call by call. */
import { create } from 'zustand';
import type { PhoneCall } from '#shared/bridge/phone.ts';
import { bridge } from '../bridge/index.ts';
import { errorText } from '../ui/error-text.ts';
import { showNotice, showWarning } from '../ui/toast.tsx';
import { callsUp, withCall, withList } from './phone-state.ts';

interface PhoneStore {
  /** Newest first, ended ones included; null until the first answer. */
  calls: readonly PhoneCall[] | null;
  /** Why the studio could not be asked; null while all is well. */
  failure: string | null;
  /** The call whose panel is open; null for none. */
  chosenId: string | null;
}

export const usePhone = create<PhoneStore>()(() => ({ calls: null, failure: null, chosenId: null }));

/** Told of since the list was asked for, one set a question that is under way. */
const questions = new Set<Set<string>>();

/** Takes over a call that a method returned (`phone.dial`) without waiting for the push. */
export function adoptPhoneCall(call: PhoneCall): void {
  for (const told of questions) told.add(call.run_id);
  usePhone.setState(({ calls }) => ({ calls: withCall(calls ?? [], call) }));
}

export function choosePhoneCall(runId: string | null): void {
  usePhone.setState({ chosenId: runId });
}

export async function loadPhone(): Promise<void> {
  const told = new Set<string>();
  questions.add(told);
  try {
    const list = await bridge.call('phone.calls');
    usePhone.setState(({ calls }) => ({ calls: withList(calls ?? [], list, told), failure: null }));
  } catch (thrown) {
    usePhone.setState({ failure: errorText(thrown) });
  } finally {
    questions.delete(told);
  }
}

let following = false;

/** Loads once and keeps up with the calls; later calls do nothing. */
export function followPhone(): void {
  if (following) return;
  following = true;
  bridge.on('phone.call', adoptPhoneCall);
  bridge.on('phone.notice', ({ level, message }) => {
    if (level === 'warning') showWarning(message);
    else showNotice(message);
  });
  // What was told while the studio could not be reached is asked for.
  bridge.onStatus((status) => {
    if (status === 'connected') void loadPhone();
  });
  void loadPhone();
}

/** How many telephone calls are up. */
export function usePhoneCallsUp(): number {
  return usePhone(({ calls }) => callsUp(calls ?? []).length);
}
