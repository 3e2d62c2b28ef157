import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIMessage } from 'discord-api-types/v10';
import { expect } from 'vitest';
import type { Invocation, ModalValues } from '../../sandbox/discord/world/actions.js';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import type { User } from '../../sandbox/discord/world/people.js';
import type { Clock } from '../../src/lib/time.js';
import type { Action } from '../../src/messages/parts/customId.js';
import { FakeClock } from './fakeClock.js';
import { soon } from './soon.js';
import { buttonOf, AppHarness, textOf } from './appHarness.js';

/** A member who has a video, and the message that shows it. */
export interface Told {
	readonly user: User;
	readonly jobId: string;
	readonly message: APIMessage;
}

/** Members pressing the buttons of a stage's messages. */
export class Pressing {
	readonly #stage: () => AppHarness;

	constructor(stage: () => AppHarness) {
		this.#stage = stage;
	}

	/** A stage on which every video is made at the first poll, and nobody is asked for the sake of the price. */
	static stage(env: Readonly<Record<string, string>> = {}, clock: Clock = new FakeClock()): Promise<AppHarness> {
		return AppHarness.set({
			clock,
			comet: { plan: { pollsToDone: 1 } },
			env: { DAILY_USD: '', CONFIRM_ABOVE_USD: '50', MEMBER_WAITING_JOBS: '0', ...env },
		});
	}

	/** A new member (or the one named) asks, and is told. */
	async told({ user: asking, ...act }: Partial<Invocation> & { user?: User } = {}, locale = 'en-US'): Promise<Told> {
		const stage = this.#stage();
		const user = asking ?? stage.member(locale);
		const interaction = stage.video({ user, locale: user.locale, ...act });
		const message = await stage.told(interaction);
		await this.closed(interaction.id);
		return { user, jobId: interaction.id, message };
	}

	/** Waits until the record is closed. */
	async closed(id: string): Promise<void> {
		await soon(async () => (await this.#stage().job({ id }))?.phase).toBe('closed');
	}

	/** A press that has been answered. */
	async press(
		message: APIMessage | undefined,
		action: Action | `${Action}:${string}`,
		user: User,
	): Promise<Interaction> {
		const pressed = this.start(message, action, user);
		await pressed.responded();
		return pressed;
	}

	/** A press on its way. */
	start(message: APIMessage | undefined, action: Action | `${Action}:${string}`, user: User): Interaction {
		const customId = buttonOf(message, action);
		if (message === undefined || customId === undefined) throw new Error(`no ${action} on ${JSON.stringify(message)}`);
		return this.#stage().discord.press({ user, message, customId, locale: user.locale });
	}

	async submit(opener: Interaction, values: ModalValues): Promise<Interaction> {
		const submitted = this.#stage().discord.submitModal(opener, values);
		await submitted.responded();
		return submitted;
	}

	/** *Delete*, and yes to its question. */
	async delete(message: APIMessage | undefined, user: User): Promise<Interaction> {
		return this.submit(await this.press(message, 'delete', user), { sure: ['yes'] });
	}

	/** The job of this id, as its owner was told of it. */
	async outcome(id: string, user: User): Promise<APIMessage> {
		const stage = this.#stage();
		const of = { id, userId: user.id, channelId: stage.discord.world.channel.id };
		await stage.becomes(() => stage.tellings(of).length > 0, `told of ${id}`);
		const message = stage.tellings(of)[0]!;
		await this.closed(id);
		return message;
	}

	/** What an interaction was answered with, in private. */
	answer(interaction: Interaction): string {
		expect(interaction.ephemeral).toBe(true);
		return textOf(this.#stage().discord.original(interaction));
	}

	/** Whether the button of a message is disabled there. */
	isDisabled(id: string, action: Action): boolean {
		const shown = JSON.stringify(this.#stage().discord.message(id)?.components ?? []);
		const button = new RegExp(`\\{[^{}]*"custom_id":"v1:${action}:[^{}]*\\}`, 'u').exec(shown)?.[0] ?? '';
		return button.includes('"disabled":true');
	}
}

/** Files that are kept of a job, whole ones: results and pictures. */
export async function keptFiles(stage: AppHarness, jobId: string): Promise<string[]> {
	const folders = ['results', 'kept-inputs', 'inputs'].map((name) => join(stage.folder, 'media', name));
	const names = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
	const isWhole = (name: string): boolean => !name.endsWith('.part');
	return names.flat().filter((name) => isWhole(name) && /^\w+/u.exec(name)?.[0] === jobId);
}
