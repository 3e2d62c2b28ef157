import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod';
import { commandDifferences, mustStay } from '../../discord/commandDifferences.js';
import { DiscordProblem } from '../../discord/discordProblem.js';
import type { DiscordApi } from './discordApi.js';
import type { Table } from '../records/tables.js';

/** What was published last: the hash of the whole definition. */
export const PublishedCommands = z.object({ hash: z.string() });
export type PublishedCommands = z.infer<typeof PublishedCommands>;

interface CommandPublisherParts {
	readonly discord: Pick<DiscordApi, 'commands' | 'overwriteCommands'>;
	/** By application and guild: the places where commands of ours may stand. */
	readonly published: Table<PublishedCommands>;
	/** Undefined: everywhere. */
	readonly guildId: string | undefined;
	readonly log: Logger;
}

/** Tells Discord the commands, all in one request, and only where it offers others: creates are rationed. */
export class CommandPublisher {
	readonly #parts: CommandPublisherParts;

	constructor(parts: CommandPublisherParts) {
		this.#parts = parts;
	}

	/**
	 * Returns whether anything had to be published. Where the commands stood before, should that be another place, they go.
	 * @throws DiscordProblem when Discord did not take them, or does not say what it has; nothing is remembered then
	 */
	async publish(applicationId: string, definitions: readonly unknown[]): Promise<boolean> {
		const fresh = await this.#publishHere(applicationId, definitions);
		await this.#clearElsewhere(applicationId);
		return fresh;
	}

	get #place(): string {
		return this.#parts.guildId ?? everywhere;
	}

	async #publishHere(applicationId: string, definitions: readonly unknown[]): Promise<boolean> {
		const { discord, published, guildId, log } = this.#parts;
		const key = `${applicationId}/${this.#place}`;
		const hash = createHash('sha256').update(JSON.stringify(definitions)).digest('hex');
		const before = await published.get(key);
		// What was told once may be gone since: with the bot's removal from a server, or by another program with this token.
		const there = await discord.commands(applicationId, guildId);
		const different = commandDifferences(definitions, there, guildId !== undefined);

		if (different.length > 0)
			await discord.overwriteCommands(applicationId, guildId, [...definitions, ...mustStay(there)]);
		if (before?.hash !== hash) await published.set(key, { hash });
		if (different.length === 0) return false;
		if (before?.hash === hash) log.warn({ different, guildId }, 'commands were not as they had been published');
		log.info({ commands: definitions.length, different, guildId }, 'commands published');
		return true;
	}

	/** A member who is offered every command twice cannot tell the old from the new. */
	async #clearElsewhere(applicationId: string): Promise<void> {
		const { discord, published, log } = this.#parts;
		for (const { key } of await published.entries()) {
			const [owner, place = ''] = key.split('/');
			if (owner !== applicationId || place === this.#place) continue;
			try {
				const guildId = place === everywhere ? undefined : place;
				// Only a place without a server can have any.
				const staying = guildId === undefined ? mustStay(await discord.commands(applicationId, guildId)) : [];
				await discord.overwriteCommands(applicationId, guildId, staying);
				log.info({ place }, 'commands removed from where they stood before');
			} catch (error) {
				// Where we may not go any more, nobody is offered anything of ours.
				if (!(error instanceof DiscordProblem) || !['gone', 'forbidden'].includes(error.kind)) throw error;
			}
			await published.delete(key);
		}
	}
}

/** The place of commands that are published for no guild in particular. */
const everywhere = 'global';
