import { mkdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';

import type { Invocation, Upload } from '../../sandbox/discord/world/actions.js';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import type { Plan } from '../../sandbox/cometapi/task/plan.js';
import { Sandbox } from '../../sandbox/web/sandbox.js';
import type { Words } from '../../src/i18n/en.js';
import { words as wordsOf } from '../../src/i18n/index.js';
export type Language = 'en' | 'ko';

export interface StudioOptions {
	readonly scene: Scene;
	readonly language: Language;
	readonly browser: Browser;
	/** A folder for the bot, emptied at start. */
	readonly data: string;
	/** Where the pictures go. */
	readonly folder: string;
	/** The bot's program, if not the one of this tree. */
	readonly entry?: string | undefined;
}

export interface Order extends Pick<Invocation, 'options' | 'attachments'> {
	/** Who asks; Alice by default. */
	readonly user?: string;
	/** Where; the channel of the sandbox's server by default. */
	readonly channel?: string;
	/** What happens to its task. */
	readonly plan?: Partial<Plan>;
}

type Person = 'alice' | 'bob' | 'admin';

/** High enough for cards that hang far down, and as wide as a channel between its side bars. */
const desktop = { width: 880, height: 1500 };
const phone = { width: 375, height: 1500 };

/** More commands than this in ten seconds are refused as too fast. */
const mostCommands = 4;
const commandWindowMs = 11_000;

const hasty = { PROGRESS_EDIT_MS: '300', POLL_MIN_MS: '150', POLL_MAX_MS: '500' };
const unlimited = {
	MEMBER_RUNNING_JOBS: '50',
	MEMBER_DAILY_VIDEOS: '1000',
	DAILY_USD: '1000',
	CONFIRM_ABOVE_USD: '1000',
};

export const sunset: Upload = {
	name: 'sunset.jpg',
	bytes: readFileSync(new URL('../../sandbox/cometapi/media/sunset.jpg', import.meta.url)),
};

/** One scene in one language: the sandbox, the real bot, and the page through which it is seen. */
export class Studio {
	readonly sandbox: Sandbox;
	readonly page: Page;
	readonly language: Language;
	readonly words: Words;
	readonly #shots: Map<string, Shot>;
	readonly #taken = new Set<string>();
	readonly #folder: string;
	readonly #commands = new Map<string, number[]>();

	private constructor(parts: StudioOptions & { readonly sandbox: Sandbox; readonly page: Page }) {
		this.sandbox = parts.sandbox;
		this.page = parts.page;
		this.language = parts.language;
		this.words = wordsOf(parts.language);
		this.#shots = new Map(parts.scene.shots.map((shot) => [shot.name, shot]));
		this.#folder = parts.folder;
	}

	static async open(options: StudioOptions): Promise<Studio> {
		const { scene, language, browser, data, entry } = options;
		const env = { ...hasty, ...unlimited, ...scene.env };
		const sandbox = await Sandbox.start({ data, seconds: 2, env, ...(entry === undefined ? {} : { entry }) });
		await sandbox.bot.ready(60_000);
		const page = await browser.newPage({ viewport: desktop, locale: language === 'ko' ? 'ko-KR' : 'en-US' });
		page.setDefaultTimeout(30_000);
		await page.goto(sandbox.url);
		await page.locator('#locale').selectOption(language === 'ko' ? 'ko' : 'en-US');
		return new Studio({ ...options, sandbox, page });
	}

	async close(): Promise<void> {
		await this.page.close();
		await this.sandbox.close();
	}

	/** The shots that were promised and not taken. */
	get missing(): string[] {
		return [...this.#shots.keys()].filter((name) => !this.#taken.has(name));
	}

	/** The member's own language, as Discord names it. */
	get locale(): string {
		return this.language === 'ko' ? 'ko' : 'en-US';
	}

	/** Words of the gallery's own, in the language of this round. */
	say(english: string, korean: string): string {
		return this.language === 'ko' ? korean : english;
	}

	/** Looks through somebody's eyes. */
	async be(person: Person): Promise<void> {
		await this.page.locator('#viewer').selectOption(this.sandbox.discord.world[person].id);
	}

	/** A member uses a command, as if it had been typed; at a human pace. */
	async command(command: string, order: Order = {}): Promise<Interaction> {
		const { discord, cometapi } = this.sandbox;
		const { user = discord.world.alice.id, channel, plan, options = {}, attachments = {} } = order;
		await this.#pace(user);
		if (plan) cometapi.next(plan);
		const place = channel === undefined ? {} : { channel };
		const interaction = discord.invoke({ user, locale: this.locale, command, options, attachments, ...place });
		await interaction.responded(10_000);
		return interaction;
	}

	video(english: string, korean: string, order: Order = {}): Promise<Interaction> {
		return this.command('video', { ...order, options: { prompt: this.say(english, korean), ...order.options } });
	}

	/** The first answer to a command or a press. */
	reply({ originalId }: Interaction): Locator {
		return this.page.locator(`[data-message-id="${originalId ?? ''}"]`);
	}

	/** The message that tells how a request ended. */
	async told({ id }: Interaction): Promise<Locator> {
		const details = this.page.locator(`[data-custom-id^="v1:details:${id}:"]`);
		const message = this.page.locator('.message', { has: details }).last();
		await message.waitFor({ timeout: 60_000 });
		return message;
	}

	/** The newest message with a video. */
	async playing(): Promise<Locator> {
		const message = this.page.locator('.message', { has: this.page.locator('video') }).last();
		await message.waitFor({ timeout: 60_000 });
		return message;
	}

	/** The newest message that only its reader sees. */
	whisper(text: string | RegExp): Locator {
		return this.page.locator('.message', { has: this.page.locator('.ephemeral'), hasText: text }).last();
	}

	press(message: Locator, action: string): Promise<void> {
		return message.locator(`[data-custom-id^="v1:${action}:"]`).first().click();
	}

	/** The form that is open. */
	get modal(): Locator {
		return this.page.locator('dialog.modal');
	}

	async closeModal(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.modal.waitFor({ state: 'detached' });
	}

	/** Takes one of the scene's pictures. */
	async shoot(name: string, ...subjects: readonly [Locator, ...Locator[]]): Promise<void> {
		const shot = this.#shots.get(name);
		if (!shot) throw new Error(`No shot is called ${name}.`);
		for (const subject of subjects) await subject.waitFor();
		await this.#take(name, subjects);
		if (shot.phone) {
			await this.page.setViewportSize(phone);
			await this.#take(`${name}-phone`, subjects);
			await this.page.setViewportSize(desktop);
		}
		this.#taken.add(name);
	}

	async #take(name: string, [subject, ...others]: readonly [Locator, ...Locator[]]): Promise<void> {
		await this.page.mouse.move(1, 1);
		await loaded(subject);
		await this.page.waitForTimeout(150);
		const how = { animations: 'disabled' } as const;
		const png = await (others.length === 0
			? subject.screenshot(how)
			: this.page.screenshot({ ...how, clip: await around([subject, ...others]) }));
		const file = join(this.#folder, `${name}.png`);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, await sharp(png).png({ palette: true, quality: 80, effort: 8 }).toBuffer());
	}

	async #pace(user: string): Promise<void> {
		const before = this.#commands.get(user) ?? [];
		const recent = before.filter((at) => at > Date.now() - commandWindowMs);
		const first = recent.at(-mostCommands);
		if (first !== undefined) await this.page.waitForTimeout(first + commandWindowMs - Date.now());
		this.#commands.set(user, [...recent, Date.now()]);
	}
}

/** The smallest rectangle that holds them all. */
async function around(subjects: readonly Locator[]): Promise<{ x: number; y: number; width: number; height: number }> {
	const boxes = (await Promise.all(subjects.map((subject) => subject.boundingBox()))).filter((box) => box !== null);
	const x = Math.min(...boxes.map((box) => box.x));
	const y = Math.min(...boxes.map((box) => box.y));
	const right = Math.max(...boxes.map((box) => box.x + box.width));
	const bottom = Math.max(...boxes.map((box) => box.y + box.height));
	return { x, y, width: right - x, height: bottom - y };
}

const patienceMs = 10_000;
const enoughData = 4;

/** Runs in the page. */
const readyState = (video: unknown): number => (video as { readonly readyState: number }).readyState;

/** Waits until a video, if there is one, shows its first frame; a picture without it is better than none. */
async function loaded(subject: Locator): Promise<void> {
	const end = Date.now() + patienceMs;
	for (const video of await subject.locator('video').all()) {
		while (Date.now() < end && (await video.evaluate(readyState)) < enoughData) {
			await subject.page().waitForTimeout(100);
		}
		// The browser's own sign of loading fades away.
		await subject.page().waitForTimeout(600);
	}
}

/** One picture of the gallery, in every language. */
export interface Shot {
	/** Of the file, without its ending. */
	readonly name: string;
	/** One line beside it. */
	readonly says: string;
	/** The states of a card that it shows. */
	readonly states?: readonly (keyof Words['cards']['states'])[];
	/** The commands that it shows. */
	readonly commands?: readonly (keyof Words['commands'])[];
	/** Also taken at the width of a phone. */
	readonly phone?: true;
}

/** Pictures that are taken with the same bot, and how they are brought about. */
export interface Scene {
	readonly title: string;
	/** Variables of the bot, beside the gallery's own. */
	readonly env?: Readonly<Record<string, string>>;
	readonly shots: readonly Shot[];
	readonly play: (studio: Studio) => Promise<void>;
}
