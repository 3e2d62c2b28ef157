import type { GivenOption } from '../../protocol.js';
import type { PageState } from '../state/pageState.js';
import { type Chosen, type Field, given } from './field.js';
import type { Runnable } from './runnable.js';

/** Uploads the files of a command, runs it, and shows it under way until the bot answers. */
export async function sendCommand(page: PageState, command: Runnable, fields: readonly Field[]): Promise<void> {
	const { connection, actor } = page;
	const asked = async () => {
		const options = await Promise.all(fields.map((field) => filled(field, page)));
		return connection.ask('command', { actor, name: command.name, options: options.filter((one) => one !== null) });
	};
	await page.attempt(`/${command.title}`, asked());
}

/** Posts an ordinary message of the viewer's, with files. */
export async function sendText(page: PageState, content: string, files: readonly Chosen[]): Promise<void> {
	const { connection, actor } = page;
	const uploads = await Promise.all(files.map(({ file }) => connection.upload(file)));
	await connection.ask('say', { actor, content, uploads });
}

async function filled(field: Field, page: PageState): Promise<GivenOption | null> {
	if (!field.chosen) return given(field);
	return { name: field.option.name, value: await page.connection.upload(field.chosen.file), upload: true };
}
