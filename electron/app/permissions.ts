/** The microphone and nothing else; the decision is `decisions/permission.ts`. */
import { session, systemPreferences } from 'electron';
import { isPermitted } from './decisions/permission.ts';

export function installPermissions(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) =>
    isPermitted({
      permission,
      url: details.requestingUrl ?? requestingOrigin,
      isMainFrame: details.isMainFrame,
      mediaTypes: details.mediaType === undefined ? [] : [details.mediaType],
    }),
  );
  defaultSession.setPermissionRequestHandler((_contents, permission, grant, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const { requestingUrl: url, isMainFrame } = details;
    if (!isPermitted({ permission, url, isMainFrame, mediaTypes })) grant(false);
    else if (permission === 'media') void askSystemForMicrophone().then(grant);
    else grant(true);
  });
  defaultSession.setDevicePermissionHandler(() => false);
}

/** macOS asks the person itself, once, and remembers; elsewhere the system says no by having no device. */
async function askSystemForMicrophone(): Promise<boolean> {
  if (process.platform !== 'darwin') return true;
  try {
    return await systemPreferences.askForMediaAccess('microphone');
  } catch {
    return false;
  }
}
