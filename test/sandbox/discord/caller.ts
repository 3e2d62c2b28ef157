import type { APIMessage, RESTPostAPIInteractionCallbackWithResponseResult } from 'discord-api-types/v10';

import type { DiscordSimulator } from '../../../sandbox/discord/simulator.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';

/** An answer's JSON: a message, a refusal, or the body of `with_response`. Which of it is there, the test knows. */
export type Body = Omit<APIMessage, 'interaction'> & {
	readonly code?: number;
	readonly errors: object;
	readonly interaction: RESTPostAPIInteractionCallbackWithResponseResult['interaction'];
	readonly resource: { readonly message?: APIMessage };
};

/** What the API answered: its status, Discord's code, and the whole body. */
export interface Called {
	readonly status: number;
	readonly code: number | undefined;
	readonly headers: Headers;
	readonly body: Body;
}

/** A file for a form. */
export interface Part {
	readonly name: string;
	readonly bytes: Uint8Array;
}

/** Plain HTTP against the simulator, so that a test can send what no library would. */
export class Caller {
	readonly #discord: DiscordSimulator;

	constructor(discord: DiscordSimulator) {
		this.#discord = discord;
	}

	/** With the bot token. */
	async bot(method: string, path: string, json?: unknown, files: readonly Part[] = []): Promise<Called> {
		return this.send(method, path, json, { files, authorization: `Bot ${this.#discord.token}` });
	}

	async post(json: unknown, files: readonly Part[] = []): Promise<Called> {
		return this.bot('POST', `/channels/${this.#discord.world.channel.id}/messages`, json, files);
	}

	/** First response, asking for the body. */
	async acknowledge(
		interaction: Interaction,
		json: unknown = { type: 5 },
		files: readonly Part[] = [],
	): Promise<Called> {
		return this.send('POST', `/interactions/${interaction.id}/${interaction.token}/callback?with_response=true`, json, {
			files,
		});
	}

	async editOriginal(interaction: Interaction, json: unknown, files: readonly Part[] = []): Promise<Called> {
		return this.webhook('PATCH', interaction, '/messages/%40original', json, files);
	}

	async followUp(interaction: Interaction, json: unknown): Promise<Called> {
		return this.webhook('POST', interaction, '', json);
	}

	/** A route of the interaction's token. */
	async webhook(
		method: string,
		{ token }: Interaction,
		rest: string,
		json?: unknown,
		files: readonly Part[] = [],
	): Promise<Called> {
		return this.send(method, `/webhooks/${this.#discord.applicationId}/${token}${rest}`, json, { files });
	}

	async send(
		method: string,
		path: string,
		json: unknown,
		how: { files?: readonly Part[]; authorization?: string } = {},
	): Promise<Called> {
		const headers = new Headers(how.authorization === undefined ? {} : { authorization: how.authorization });
		const response = await fetch(`${this.#discord.apiUrl}/v10${path}`, {
			method,
			headers,
			...bodyOf(json, how.files ?? [], headers),
		});
		const text = await response.text();
		const isJson = response.headers.get('content-type')?.includes('json');
		const body = (isJson ? JSON.parse(text) : text) as Body;

		return { status: response.status, code: body.code, headers: response.headers, body };
	}
}

function bodyOf(json: unknown, files: readonly Part[], headers: Headers): { body?: FormData | string } {
	if (files.length > 0) {
		const form = new FormData();
		if (json !== undefined) form.set('payload_json', JSON.stringify(json));
		for (const [index, { name, bytes }] of files.entries()) form.set(`files[${index}]`, new Blob([bytes]), name);

		return { body: form };
	}
	if (json === undefined) {
		return {};
	}
	headers.set('content-type', 'application/json');

	return { body: JSON.stringify(json) };
}
