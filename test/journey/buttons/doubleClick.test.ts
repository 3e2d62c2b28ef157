import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lostCreate } from '../../../sandbox/cometapi/faults.js';
import type { User } from '../../../sandbox/discord/world/people.js';
import { parseCustomId, type Action } from '../../../src/messages/parts/customId.js';
import { buttonOf, type AppHarness } from '../../harness/appHarness.js';
import { Pressing, type Told } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage();
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** A card that somebody reaches for. */
interface Standing {
	readonly user: User;
	readonly message: APIMessage;
}

/** Every state of a card that has buttons, and how it comes to be. */
const states: Readonly<Record<string, () => Promise<Standing>>> = {
	'a finished video': () => pressing.told(),
	'a private one': () => pressing.told({ options: { private: true } }),
	'one that its family can build on': () => pressing.told({ options: { model: 'grok-imagine-video' } }),
	'a failure': () => {
		stage.comet.next({ outcome: 'failed' });
		return pressing.told();
	},
	'a video that may have been paid': () => {
		stage.comet.addFault(lostCreate());
		return pressing.told();
	},
	'a video in the making': async () => {
		stage.comet.next({ pollsToDone: 40 });
		const before = stage.comet.creates;
		const standing = await card({}, 'cancel');
		// Its own create may still be on its way.
		await soon(() => stage.comet.creates).toBeGreaterThan(before);
		return standing;
	},
	'an offer': () => card({ duration: 7, model: 'veo3.1-fast' }, 'confirm'),
	'a refusal': () => card({ model: 'sora-9' }, 'amend'),
	'a menu of models': async () => {
		const { user, message } = await finished();
		return { user, message: stage.discord.original(await pressing.press(message, 'model', user))! };
	},
	'a menu of models to compare': () => menu(),
	'an offer of several models': () => compared(),
};

let someone: Promise<Told> | undefined;

/** A member's video whose card changes with nothing that is pressed here. */
const finished = (): Promise<Told> => (someone ??= pressing.told());

async function menu(): Promise<Standing> {
	const { user, message } = await card({ duration: 7, model: 'veo3.1-fast' }, 'compare');
	await pressing.press(message, 'compare', user);
	return { user, message: stage.discord.message(message.id) ?? stage.discord.messages(undefined, user.id).at(-1)! };
}

async function compared(): Promise<Standing> {
	const { user, message } = await menu();
	const customId = buttonOf(message, 'compare')!;
	await stage.discord.select({ user, message, customId, values: ['veo3.1-fast', 'sora-2'] }).responded();
	return { user, message: stage.discord.messages(undefined, user.id).find(({ id }) => id === message.id)! };
}

/** Where only some buttons are not those of another state. */
const only: Readonly<Record<string, readonly Action[]>> = {
	'one that its family can build on': ['continue', 'remix'],
	'a private one': ['again', 'share', 'download', 'delete'],
};

/** What one press of these may make; of every other button: nothing. */
const asked: Partial<Record<Action, number>> = { again: 1, askagain: 1, confirm: 1 };

/** Where one yes is to more than one. */
const askedThere: Readonly<Record<string, number>> = { 'an offer of several models': 2 };

/** The time between the two presses, ms: from a double-click to an impatient second try. */
const gaps = [100, 500, 1_000, 1_500];
const ends = [100, 1_500];

async function card(options: Record<string, string | number>, with_: Action, user = stage.member()): Promise<Standing> {
	const interaction = stage.video({ user, options });
	await interaction.responded();
	await soon(() => buttonOf(stage.discord.original(interaction), with_)).toBeDefined();
	return { user, message: stage.discord.original(interaction)! };
}

/** The buttons of a message in their order; undefined for one that cannot be pressed. */
function places(message: APIMessage | undefined): (string | undefined)[] {
	const found: (string | undefined)[] = [];
	JSON.stringify(message?.components ?? [], (_, value: unknown) => {
		const { type, custom_id: id, disabled } = (value ?? {}) as Record<string, unknown>;
		if (type === 2) found.push(typeof id === 'string' && disabled !== true ? id : undefined);
		return value;
	});
	return found;
}

/** What stands where a message stood: itself, or what has come into its place. */
function inPlaceOf({ user, message }: Standing): APIMessage | undefined {
	const seen = stage.discord.messages(message.channel_id, user.id);
	return seen.find(({ id }) => id === message.id) ?? seen.at(-1);
}

/** Presses a button, and what stands in the same place a little later. Returns how many videos that made. */
async function twice(standing: Standing, place: number, gapMs: number): Promise<number> {
	const { user, message } = standing;
	const before = stage.comet.creates;
	const first = stage.discord.press({ user, message, customId: places(message)[place]! });
	await stage.pass(gapMs);
	const there = inPlaceOf(standing);
	const second = places(there)[place];
	const next = second === undefined ? undefined : stage.discord.press({ user, message: there!, customId: second });
	await Promise.all([first.responded(), next?.responded()]);
	await stage.pass(1_000);
	return stage.comet.creates - before;
}

describe('a second press in the same place makes no more than was asked for', () => {
	it.each(Object.keys(states))('%s', async (name) => {
		const make = states[name]!;
		let standing: Standing | undefined = await make();
		const actions = places(standing.message).map((id) => parseCustomId(id ?? '')?.action);
		expect(actions.length).toBeGreaterThan(0);
		for (const [place, action] of actions.entries()) {
			if (action === undefined || only[name]?.includes(action) === false) continue;
			const most = action === 'confirm' ? (askedThere[name] ?? 1) : (asked[action] ?? 0);
			for (const gap of most > 0 ? ends : [gaps[place % gaps.length]!]) {
				standing ??= await make();
				expect(await twice(standing, place, gap), `${action}, pressed again after ${gap} ms`).toBeLessThanOrEqual(most);
				standing = undefined;
			}
		}
	});
});
