import { bridge } from '../../../bridge/index.ts';
import { showError } from '../../../ui/toast.tsx';
import { saveFile } from '../../agents/export/save-file.ts';

/** Hands the wire log to the browser as a capture that Wireshark opens. Says what failed; never rejects. */
export async function savePcap(runId: string): Promise<void> {
  try {
    const answer = await fetch(bridge.resolveUrl(`parley://runs/${runId}/wire.pcap`));
    if (!answer.ok)
      throw new Error(
        answer.status === 404
          ? 'The messages of this call are no longer there: the files of the run may have been deleted.'
          : `The studio answered with ${answer.status}. Try again.`,
      );
    saveFile(`call-${runId}.pcap`, await answer.blob());
  } catch (thrown) {
    showError('The capture was not saved', thrown);
  }
}
