import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { DiscordApi } from './discordApi.js';
import type { Table } from './storage.js';

/** What was published last: the hash of the whole definition. */
export const PublishedCommands = z.object({ hash: z.string() });
export type PublishedCommands = z.infer<typeof PublishedCommands>;

interface CommandPublisherParts {
	readonly discord: Pick<DiscordApi, 'overwriteCommands'>;
	/** By application and guild. */
	readonly published: Table<PublishedCommands>;
	/** Undefined: everywhere. */
	readonly guildId: string | undefined;
	readonly log: Logger;
}

/** Tells Discord the commands, all in one request, and only when they are not what was told last: creates are rationed. */
export class CommandPublisher {
	readonly #parts: CommandPublisherParts;

	constructor(parts: CommandPublisherParts) {
		this.#parts = parts;
	}

	/**
	 * Returns whether anything had to be published.
	 * @throws DiscordProblem when Discord did not take them; nothing is remembered then
	 */
	async publish(applicationId: string, definitions: readonly unknown[]): Promise<boolean> {
		const { discord, published, guildId, log } = this.#parts;
		const key = `${applicationId}/${guildId ?? 'global'}`;
		const hash = createHash('sha256').update(JSON.stringify(definitions)).digest('hex');
		if ((await published.get(key))?.hash === hash) return false;

		await discord.overwriteCommands(applicationId, guildId, [...definitions]);
		await published.set(key, { hash });
		log.info({ commands: definitions.length, guildId }, 'commands published');
		return true;
	}
}
