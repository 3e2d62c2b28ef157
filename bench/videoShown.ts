import type { APIMessage } from 'discord-api-types/v10';

/** The address of the video that a message shows or has attached; undefined where there is none. */
export function videoShown({ attachments, components = [] }: APIMessage): string | undefined {
	const attached = attachments.find(({ filename }) => filename.endsWith('.mp4'))?.url;
	// A file that a component shows is not listed among the attachments.
	return attached ?? /"url":"([^"]*\.mp4[^"]*)"[^}]*"attachment_id"/u.exec(JSON.stringify(components))?.[1];
}
